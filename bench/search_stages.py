"""Where the processor time of a search goes, stage by stage, on an index that `flask search evaluate --keep` made.

    python -m bench.search_stages DIRECTORY [--engine whoosh] [--by-thing]

Each stage has what it takes itself, without the stages that it calls. Processor time, so that other work on the
machine counts little; every call that is watched costs about a microsecond of its own.
"""

from __future__ import annotations

import argparse
import functools
import gc
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.search_corpus import data_directory, entries
from portal.search import ask as asking
from portal.search import rank as ranking
from portal.search.analysis import bare_text
from portal.search.engine import SearchEngine, TenantFilter
from portal.search.engines.tantivy.engine import TantivyEngine
from portal.search.engines.tantivy.searching import Snapshot
from portal.search.engines.whoosh.engine import WhooshEngine
from portal.search.engines.whoosh.leaf import Leaf
from portal.search.engines.whoosh.searching import Segments
from portal.search.evaluating.corpus import questions, short_queries
from portal.search.evaluating.figures import percentile
from portal.search.evaluating.memory import without_texts
from portal.search.evaluating.mistakes import mistyped
from portal.search.vocabulary import VocabularyFiles

ASKED = asking.Asked(TenantFilter(tenants=frozenset({1})))
STAGES: list[tuple[str, Any, str]] = [
    ("analysis of the question", asking, "analyse_query"),
    ("spelling", asking, "correct"),
    ("spelling", asking, "_corrected"),
    ("engine: frequencies", Snapshot, "frequency"),
    ("engine: frequencies", Snapshot, "statistics"),
    ("engine: frequencies", Segments, "statistics"),
    ("engine: query and scores", Snapshot, "candidates"),
    ("engine: query and scores", Segments, "candidates"),
    ("engine: what narrows", Segments, "_mask"),
    ("engine: candidates made", Snapshot, "_made"),
    ("engine: entries", Snapshot, "_entries"),
    ("engine: entries", Leaf, "entry"),
    ("engine: readings", Leaf, "reading"),
    ("engine: stored bytes read", Snapshot, "_kept"),
    ("close reading: question", ranking._Close, "__init__"),
    ("close reading: names", ranking._Close, "drafts"),
    ("close reading: texts", ranking._Close, "read_text"),
    ("close reading: order", asking, "rank"),
    ("copies", asking, "without_copies"),
    ("grouping", asking._Order, "grouped"),
    ("facets", asking, "facet_counts"),
    ("everything else", asking, "ask"),
]


class Stopwatch:
    """Processor time by stage; the time of a stage within another is the inner one's."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._running: list[str] = []
        self._since = 0.0

    def watch(self, stage: str, owner: Any, name: str) -> None:
        """Put a watched function in the place of `owner.name`."""
        inner: Callable[..., Any] = getattr(owner, name)

        @functools.wraps(inner)
        def watched(*given: Any, **named: Any) -> Any:
            self._turn()
            self._running.append(stage)
            try:
                return inner(*given, **named)
            finally:
                self._turn()
                self._running.pop()

        setattr(owner, name, watched)

    def _turn(self) -> None:
        now = time.process_time()
        if self._running:
            stage = self._running[-1]
            self.spent[stage] = self.spent.get(stage, 0.0) + now - self._since
        self._since = now


def main() -> None:
    """Print the stages of the mixed questions of the evaluation, the longest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--engine", choices=("tantivy", "whoosh"), default="tantivy")
    parser.add_argument(
        "--by-thing", action="store_true", help="as the search page asks, grouped and with facets"
    )
    given = parser.parse_args()
    engine: SearchEngine = (
        TantivyEngine(given.directory / "index-tantivy")
        if given.engine == "tantivy"
        else WhooshEngine(given.directory / "index")
    )
    whole = [one.text for one in questions(data_directory())]
    short = short_queries({one.key: one for one in entries()})
    mixed = [text for pair in zip([*whole, *map(bare_text, whole)], short, strict=False) for text in pair]
    vocabulary = VocabularyFiles().current()
    asked = replace(ASKED, grouped=given.by_thing)
    for text in whole:
        asking.ask(engine, without_texts, mistyped(text, seed=99), asked, vocabulary)
    gc.collect()
    watch = Stopwatch()
    for watched in STAGES:
        watch.watch(*watched)
    times = []
    for text in mixed:
        began = time.process_time()
        asking.ask(engine, without_texts, text, asked, vocabulary)
        times.append((time.process_time() - began) * 1000)
    print(f"processor time of {len(mixed)} questions: p50 {percentile(times, 0.5):.1f} ms, p95 "
          f"{percentile(times, 0.95):.1f} ms, mean {sum(times) / len(times):.1f} ms")  # fmt: skip
    total = sum(watch.spent.values())
    for stage, spent in sorted(watch.spent.items(), key=lambda item: -item[1]):
        print(f"{stage:<28} {1000 * spent / len(mixed):6.2f} ms  {spent / total:6.1%}")


if __name__ == "__main__":
    main()
