"""How long indexing the whole legal corpus takes, and how much memory and disk.

    python -m bench.search_speed [--documents N]

Reading the corpus from its file is part of the time, as reading the database is in an installation.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from itertools import islice

from bench.search_corpus import data_directory, entries
from portal.search.engine import TenantFilter
from portal.search.engines.whoosh.engine import WhooshEngine
from portal.search.questions import analyse_query

QUESTIONS = (
    "61/2018",
    "điện",
    "lam giay khai sinh cho con can gi",
    "thẩm quyền đăng ký kết hôn có yếu tố nước ngoài",
    "Người nghiện ma túy từ đủ 18 tuổi trở lên bị áp dụng biện pháp đưa vào cơ sở cai nghiện bắt buộc khi nào?",
)


def peak_mb() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Index, add to the index, ask; print what each took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int)
    chosen = parser.parse_args()
    if not data_directory().is_dir():
        sys.exit(f"the real data is not at {data_directory()}")
    with tempfile.TemporaryDirectory() as folder:
        engine = WholeRun(WhooshEngine(folder))
        engine.index(chosen.documents)
        engine.change()
        engine.ask()


class WholeRun:
    """The steps that are timed, on one engine."""

    def __init__(self, engine: WhooshEngine) -> None:
        self.engine = engine

    def index(self, documents: int | None) -> None:
        """Everything into a new index."""
        began, began_cpu = time.perf_counter(), time.process_time()
        with self.engine.rebuild() as batch:
            count = batch.add(entries(documents))
        took, cpu = time.perf_counter() - began, time.process_time() - began_cpu
        state = self.engine.check()
        print(
            f"indexing  {count} entries in {took:.1f} s ({cpu:.1f} s of one core), {count / took:.0f} entries/s"
        )
        print(f"          {peak_mb():.0f} MB of memory at most, {state.bytes / 1e6:.0f} MB on disk")

    def change(self) -> None:
        """One object changes, as when an editor publishes."""
        changed = list(islice(entries(1), 3))
        began = time.perf_counter()
        self.engine.replace_object(changed[0].object_key, changed)
        print(f"changing  one object in {(time.perf_counter() - began) * 1000:.0f} ms")

    def ask(self) -> None:
        """Each question in a scope of its own, so that no answer is kept; the first also opens the index."""
        self.engine.close()
        for question in QUESTIONS:
            times = []
            for tenant in (1, 2, 1):
                scope = TenantFilter(tenants=frozenset({tenant}), ancestors=frozenset({1}))
                began = time.perf_counter()
                self.engine.candidates(analyse_query(question), scope, (), 60)
                times.append((time.perf_counter() - began) * 1000)
            print(f"asking    first {times[0]:.0f} ms, then {min(times[1:]):.0f} ms  {question[:60]}")


if __name__ == "__main__":
    main()
