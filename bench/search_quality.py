"""How well questions find the article that answers them, over the whole legal corpus.

    python -m bench.search_quality [--index DIRECTORY] [--misses]

Prints recall@10, MRR@10 and first hits of the engine alone and of the whole pipeline, for the questions as they
stand, without accents and with one typing error per six words; documents by their number; and the time taken.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.search_corpus import data_directory, entries
from portal.search.analysis import bare_text
from portal.search.ask import Asked, ask
from portal.search.documents import SearchDocument
from portal.search.engine import TenantFilter
from portal.search.engines.whoosh.engine import WhooshEngine
from portal.search.questions import analyse_query

TENANT = TenantFilter(tenants=frozenset({1}))
Find = Callable[[str], list[str]]


@dataclass
class Figures:
    """Ranks of the right article (None: not in the first ten) and milliseconds, of a set of questions."""

    ranks: list[int | None]
    times: list[float]

    def line(self) -> str:
        """The figures as one line."""
        count = len(self.ranks) or 1
        found = [rank for rank in self.ranks if rank is not None]
        slow = sorted(self.times)[int(len(self.times) * 0.95)] if self.times else 0.0
        return (
            f"recall@10 {len(found) / count:.3f}  MRR@10 {sum(1 / (rank + 1) for rank in found) / count:.3f}  "
            f"first {sum(rank == 0 for rank in found) / count:.3f}  "
            f"p50 {statistics.median(self.times):.0f} ms  p95 {slow:.0f} ms"
        )


def mistyped(question: str, seed: int) -> str:
    """One letter left out, doubled or swapped with the next, in one of every six words."""
    chance = random.Random(seed)
    words = question.split()
    for start in range(0, len(words), 6):
        place = chance.randrange(start, min(start + 6, len(words)))
        word = words[place]
        if len(word) > 2:
            at = chance.randrange(len(word) - 1)
            middle = chance.choice(("", word[at] * 2, word[at + 1] + word[at]))
            words[place] = (
                word[:at] + middle + word[at + (2 if len(middle) == 2 and middle[0] != word[at] else 1) :]
            )
    return " ".join(words)


def measure(questions: Sequence[tuple[str, set[str]]], find: Find, misses: bool = False) -> Figures:
    """Ask every question and look where the right article stands."""
    figures = Figures([], [])
    for text, right in questions:
        began = time.perf_counter()
        found = find(text)
        figures.times.append((time.perf_counter() - began) * 1000)
        rank = next((place for place, name in enumerate(found[:10]) if name in right), None)
        figures.ranks.append(rank)
        if misses and rank != 0:
            print(f"  {rank}  {sorted(right)}  {found[:3]}  {text.strip()[:110]}")
    return figures


def by_number(engine: WhooshEngine, texts: Mapping[str, SearchDocument]) -> str:
    """500 documents asked for in six spellings of their numbers: how often each comes first."""
    documents = [one for one in texts.values() if one.kind == "legal" and (one.number or "").count("/") == 2]
    chosen = random.Random(1).sample(documents, min(500, len(documents)))
    right = asked = 0
    for document in chosen:
        for text in _spellings(document):
            answer = ask(engine, lambda keys: {key: texts[key] for key in keys}, text, Asked(TENANT, limit=1))
            asked += 1
            right += bool(answer.results) and answer.results[0].document.number == document.number
    return f"{right / max(1, asked):.4f} of {asked}"


def _spellings(document: SearchDocument) -> Iterator[str]:
    number = document.number or ""
    yield from (number, number.lower(), bare_text(number), number.replace("/", "-"), f"số {number}")
    yield f"{document.facets['type']} {number.split('/')[0]}/{number.split('/')[1]}/{number.split('/')[2]}"


def main() -> None:
    """Read the arguments, build the index if it is not given, print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--index", type=Path)
    parser.add_argument("--misses", action="store_true")
    chosen = parser.parse_args()
    if not data_directory().is_dir():
        sys.exit(f"the real data is not at {data_directory()}")
    texts = {entry.key: entry for entry in entries()}
    with tempfile.TemporaryDirectory() as temporary:
        engine = WhooshEngine(chosen.index or temporary)
        if chosen.index is None or not chosen.index.is_dir():
            with engine.rebuild() as batch:
                batch.add(texts.values())
        report(engine, texts, chosen.misses)


def report(engine: WhooshEngine, texts: Mapping[str, SearchDocument], misses: bool) -> None:
    """Measure and print everything."""
    lines = (data_directory() / "eval" / "questions_dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    questions = [(row["query"], set(row["relevant"])) for row in rows]

    def name(key: str) -> str:
        return f"{texts[key].number}#{texts[key].article}"

    def proposed(text: str) -> list[str]:
        found = engine.candidates(analyse_query(text), TENANT, ("provision",), 60)
        return [name(one.key) for one in found]

    def answered(text: str) -> list[str]:
        answer = ask(
            engine, lambda keys: {key: texts[key] for key in keys}, text, Asked(TENANT, kinds=("provision",))
        )
        return [name(one.document.key) for one in answer.results]

    answered("làm nóng")
    plain = [(bare_text(text), right) for text, right in questions]
    wrong = [(mistyped(text, seed), right) for seed, (text, right) in enumerate(questions)]
    print("engine alone      ", measure(questions, proposed).line())
    print("whole pipeline    ", measure(questions, answered, misses).line())
    print("  without accents ", measure(plain, answered).line())
    print("  typing errors   ", measure(wrong, answered).line())
    print("by number, first  ", by_number(engine, texts))


if __name__ == "__main__":
    main()
