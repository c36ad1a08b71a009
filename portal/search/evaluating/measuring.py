"""Measuring one engine on the whole corpus; each method gives the figures of one row of the table."""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.config import ROOT
from portal.search.analysis import bare_text
from portal.search.ask import Answer, Asked, ask
from portal.search.documents import SearchDocument
from portal.search.engine import SearchEngine, TenantFilter
from portal.search.evaluating.corpus import Question, attacks, short_queries
from portal.search.evaluating.figures import Figure, Ranks, percentile
from portal.search.evaluating.made import made_questions
from portal.search.evaluating.mistakes import mistyped
from portal.search.evaluating.spellings import spellings
from portal.search.vocabulary import Vocabulary

TENANTS = TenantFilter(tenants=frozenset({1}))
SEEDS = (1, 2, 3)
DOCUMENTS_BY_NUMBER = 500
MADE = 150
Progress = Callable[[str], None]

QUICK = {"tantivy": (3.0, 10.0), "whoosh": (60.0, 250.0), "postgresql": (50.0, 200.0)}
"""Milliseconds of a question, half of them and 95 % of them, by engine."""
INDEXING = {"tantivy": 4_000.0, "whoosh": 350.0}
"""Articles a second, by engine."""
MEMORY = {"tantivy": 250.0, "whoosh": 400.0}
"""MB of a process that searches, by engine."""
LONGEST = 500.0
"""Milliseconds that nothing a person types may exceed."""


@dataclass
class Measuring:
    """An engine with the corpus to index, and what is asked of it."""

    name: str
    engine: SearchEngine
    instance: Path
    database: str
    data: Path
    texts: Mapping[str, SearchDocument]
    questions: Sequence[Question]
    vocabulary: Vocabulary

    def build(self) -> Iterator[Figure]:
        """Index everything; articles a second, the analysis included, reading the file not."""
        articles = sum(one.kind == "provision" for one in self.texts.values())
        began = time.perf_counter()
        with self.engine.rebuild() as batch:
            batch.add(self.texts.values())
        took = time.perf_counter() - began
        yield Figure("lập chỉ mục, điều khoản", articles / took, INDEXING.get(self.name), unit="điều/giây")
        yield Figure("dung lượng chỉ mục", self.engine.check().bytes / 1e6, unit="MB")

    def ask(self, text: str, *, kinds: Sequence[str] = (), limit: int = 10, grouped: bool = False) -> Answer:
        """One question through the whole pipeline; the texts of what is shown come from memory."""
        return ask(
            self.engine,
            self._texts_of,
            text,
            Asked(TENANTS, kinds=kinds, limit=limit, grouped=grouped),
            self.vocabulary,
        )

    def _texts_of(self, keys: Sequence[str]) -> Mapping[str, SearchDocument]:
        return {key: self.texts[key] for key in keys}

    def _ranks(self, questions: Iterable[Question], change: Callable[[str], str] = str) -> Ranks:
        def answered(one: Question) -> list[str]:
            found = self.ask(change(one.text), kinds=("provision",)).results
            return [f"{result.document.number}#{result.document.article}" for result in found]

        return Ranks.of((answered(one), one.right) for one in questions)

    def quality(self) -> Iterator[Figure]:
        """Questions as they stand, without accents, and mistyped in several ways."""
        plain = self._ranks(self.questions)
        yield Figure("câu hỏi, recall@10", plain.recall(), 0.96 if self.name == "tantivy" else 0.93)
        yield Figure("câu hỏi, MRR@10", plain.mrr, 0.83 if self.name == "tantivy" else None)
        yield Figure("câu hỏi, đúng ngay đầu", plain.recall(1), 0.75 if self.name == "tantivy" else None)
        bare = self._ranks(self.questions, bare_text)
        yield Figure("không dấu, recall@10", bare.recall(), plain.recall() - 0.02)
        yield Figure("không dấu, MRR@10", bare.mrr)
        wrong = [self._ranks(self.questions, lambda text, seed=seed: mistyped(text, seed)) for seed in SEEDS]  # type: ignore[misc]
        yield Figure("gõ sai 1/6 từ, recall@10", sum(one.recall() for one in wrong) / len(SEEDS), 0.90)
        yield Figure("gõ sai 1/6 từ, MRR@10", sum(one.mrr for one in wrong) / len(SEEDS))

    def numbers(self) -> Iterator[Figure]:
        """Documents by their number in six usual spellings: how often one that carries it comes first."""
        held = [
            one for one in self.texts.values() if one.kind == "legal" and (one.number or "").count("/") == 2
        ]
        chosen = random.Random(1).sample(held, min(DOCUMENTS_BY_NUMBER, len(held)))
        asked = [one for document in chosen for one in spellings(document)]
        right = sum(self._comes_first(text, is_right) for text, is_right in asked)
        yield Figure(
            f"theo số hiệu, {len(chosen)} văn bản × 6 cách viết, đứng đầu", right / max(1, len(asked)), 1.0
        )

    def _comes_first(self, text: str, is_right: Callable[[SearchDocument], bool]) -> bool:
        results = self.ask(text, limit=1).results
        return bool(results) and is_right(results[0].document)

    def procedures(self, entries: Sequence[SearchDocument], queries: Sequence[Question]) -> Iterator[Figure]:
        """Procedures by what citizens call them, alone in the index; run last, since it puts another corpus in."""
        held = {one.key: one for one in entries}
        with self.engine.rebuild() as batch:
            batch.add(entries)

        def answered(one: Question) -> list[str]:
            asked = Asked(TENANTS, kinds=("procedure",))
            found = ask(
                self.engine, lambda keys: {key: held[key] for key in keys}, one.text, asked, self.vocabulary
            )
            return [result.document.number or "" for result in found.results]

        ranks = Ranks.of((answered(one), one.right) for one in queries)
        yield Figure(f"thủ tục theo lời người dân ({len(queries)} câu), ba đầu", ranks.recall(3), 0.95)
        yield Figure("thủ tục theo lời người dân, đúng ngay đầu", ranks.recall(1))

    def _mixed(self) -> list[str]:
        whole = [one.text for one in self.questions]
        return [
            text
            for pair in zip(
                whole + [bare_text(one) for one in whole], short_queries(self.texts), strict=False
            )
            for text in pair
        ]

    def made(self) -> Iterator[Figure]:
        """Questions made of the corpus, for which nothing is promised: does what helps people's hundred help here?"""
        for name, questions in made_questions(self.texts.values(), MADE, seed=11):
            ranks = self._ranks(questions)
            yield Figure(f"{name} ({len(questions)}), recall@10", ranks.recall())
            yield Figure(f"{name} ({len(questions)}), MRR@10", ranks.mrr)

    def speed(self) -> Iterator[Figure]:
        """Questions and short queries mixed, in this process: as a list, and as the search page asks, by document
        with facets. Others warm it up, so that no answer to what is timed is kept."""
        mixed = self._mixed()
        for one in self.questions:
            self.ask(mistyped(one.text, seed=99))
        gc.collect()
        gc.freeze()  # the corpus in memory is this measurement's, not a web process's
        try:
            half, most = QUICK.get(self.name, (None, None))
            for name, grouped in (("một câu hỏi", False), ("một trang tìm kiếm", True)):
                times = [self._timed(text, grouped=grouped) for text in mixed]
                yield Figure(f"{name}, p50", percentile(times, 0.5), half, most=True, unit="ms")
                yield Figure(f"{name}, p95", percentile(times, 0.95), most, most=True, unit="ms")
        finally:
            gc.unfreeze()

    def _timed(self, text: str, *, grouped: bool = False) -> float:
        began = time.perf_counter()
        self.ask(text, grouped=grouped)
        return (time.perf_counter() - began) * 1000

    def hostile(self) -> Iterator[Figure]:
        """Attack strings and sizes that hurt: errors, and the longest that one takes (the better of two times)."""
        errors, longest = 0, 0.0
        for text in attacks(self.data):
            try:
                took = self._timed(text)
                longest = max(longest, min(took, self._timed(text)) if took > longest else 0.0)
            except Exception:  # any error at all is what is counted
                errors += 1
        yield Figure("câu hỏi ác ý, lỗi", float(errors), 0.0, most=True)
        yield Figure("câu hỏi ác ý, lâu nhất", longest, LONGEST, most=True, unit="ms")

    def memory(self) -> Iterator[Figure]:
        """A new process that does nothing but search."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "search", "memory"]
        environment = os.environ | {
            "PORTAL_INSTANCE": str(self.instance),
            "PORTAL_SEARCH_ENGINE": self.name,
            "PORTAL_SEARCH_DATABASE": self.database,
        }
        text = "\n".join(one.replace("\n", " ") for one in self._mixed())
        done = subprocess.run(
            command,
            input=text,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=environment,
            check=True,
            timeout=600,
        )
        peak, now = map(float, done.stdout.split())
        yield Figure(
            "bộ nhớ của tiến trình tìm kiếm, nhiều nhất", peak, MEMORY.get(self.name), most=True, unit="MB"
        )
        yield Figure("bộ nhớ của tiến trình tìm kiếm, sau cùng", now, unit="MB")
