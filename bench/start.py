"""How long a process takes to start and what a worker holds, in one run.

`python -m bench.start [--instance instance] [--rounds 5]`: processor seconds of importing the portal and of making the
application (each in fresh processes, bytecode written before), then one worker under the server of `make run` that
answers every ordinary kind of page: its resident memory (RSS), and its proportional share (PSS) where pages are shared
with the parent that it was forked from.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.servers import ROOT, fetch, portal_server

PAGES = (
    "/", "/tin-tuc/", "/van-ban/", "/thu-tuc/", "/lich-cong-tac/", "/hoi-dap/", "/dich-vu/", "/so-lieu/",
    "/du-lieu-mo/", "/tim-kiem?q=khai+sinh", "/tin-tuc/feed.xml", "/sitemap.xml", "/quan-tri/dang-nhap",
)  # fmt: skip
MOST_MB, MOST_SECONDS = 180, 3.0
_STARTING = """
import sys, time
began = time.process_time()
import portal
imported = time.process_time()
portal.create_app(portal.config.Settings(instance=sys.argv[1], log_level="ERROR"))
print(imported - began, time.process_time() - imported)
"""


def _starts(instance: Path, rounds: int) -> list[tuple[float, float]]:
    """Processor seconds of importing and of making the application, per round."""
    found = []
    # Where the environment forbids bytecode every start would compile all sources.
    with tempfile.TemporaryDirectory() as bytecode:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for number in range(rounds + 1):
            done = subprocess.run(
                [sys.executable, "-c", _STARTING, str(instance)],
                cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
            )  # fmt: skip
            imported, made = done.stdout.split()
            if number:
                found.append((float(imported), float(made)))
    return found


def _children(pid: int) -> list[int]:
    # A child stands under the thread that started it, and a server may start its workers in any.
    listed = [one.read_text().split() for one in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for children in listed for child in children]


def _memory(pid: int) -> tuple[float, float]:
    """RSS and PSS of a process in MB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    sizes = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
    return sizes["Rss"] / 1024, sizes["Pss"] / 1024


def main() -> int:
    """Measure and print; 1 where something is above what was promised."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--instance", type=Path, help="an installation that is there, instead of a new one")
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        instance = chosen.instance or Path(folder) / "instance"
        starts = _starts(instance, chosen.rounds)
        imports, making = (statistics.median(one[place] for one in starts) for place in (0, 1))
        if chosen.instance is None:
            preparing = f"from portal.setup import prepare; prepare({str(instance)!r}, 8000)"
            subprocess.run([sys.executable, "-c", preparing], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        known = set(_children(os.getpid()))
        with portal_server(
            "portal.wsgi:app", 1, PORTAL_INSTANCE=str(instance), PORTAL_LOG_LEVEL="WARNING"
        ) as port:
            server = next(one for one in _children(os.getpid()) if one not in known)
            host = {"Host": f"localhost:{port}"}
            # The socket is there before its worker: an answer tells that one listens.
            fetch(port, "/healthz", host)
            worker = next(iter(_children(server)))
            before = _memory(worker)
            answers = {path: fetch(port, path, host)[0] for path in PAGES for _ in range(3)}
            after = _memory(worker)
    print(
        f"imports {imports:.2f} s + application {making:.2f} s of the processor (median of {chosen.rounds})"
    )
    print(
        f"worker: {before[0]:.0f} MB when it listens; after {len(PAGES)} kinds of page {after[0]:.0f} MB"
        f" (PSS {after[1]:.0f} MB)"
    )
    strange = {path: status for path, status in answers.items() if status not in (200, 308)}
    if strange:
        print(f"not answered: {strange}", file=sys.stderr)
    short = [after[0] > MOST_MB, imports + making > MOST_SECONDS]
    for is_short, said in zip(short, (f"at most {MOST_MB} MB", f"at most {MOST_SECONDS} s"), strict=True):
        print(f"{'SHORT' if is_short else 'ok   '} {said}")
    return 1 if any(short) or strange else 0


if __name__ == "__main__":
    sys.exit(main())
