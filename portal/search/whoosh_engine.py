"""The embedded engine: Whoosh's files and dictionary, our postings and our scoring."""

from __future__ import annotations

import contextlib
import heapq
import math
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from whoosh.index import FileIndex

from portal.search.documents import SearchDocument
from portal.search.engine import Candidate, EngineError, EngineState, TenantFilter
from portal.search.questions import AnalysedQuery
from portal.search.whoosh_batch import WhooshBatch
from portal.search.whoosh_errors import translated
from portal.search.whoosh_leaf import Entry, Leaf
from portal.search.whoosh_store import IndexHome, SealedStorage
from portal.search.whoosh_writer import INDEX_NAME, kind_term, schema

MAX_TERMS = 32
"""Terms of one query that are looked for, the most telling first."""

MAX_POSTINGS = 60_000
"""Postings of one query that are read; rare terms first, so what is left out are words like "của".

On 100 questions over 62,000 articles 150,000 find no more than 60,000 do (recall@10 0.97 either way)."""

SYLLABLE_SHARE = 0.4
"""How much a syllable counts beside a pair."""

FLOOR = 0.15
"""An entry with less than this share of the best score is no result …"""

LEAST = 0.08
"""… nor is one with less than this share of what holding every term once would give (with a fifth, questions
with typing errors find a tenth less)."""

_T = TypeVar("_T")


class WhooshEngine:
    """A SearchEngine in one directory, for one writing process and any number of reading ones.

    root: made when something is written. lock_timeout: seconds that a writer waits for another.
    Safe to use from several threads.
    """

    def __init__(self, root: Path | str, lock_timeout: float = 5.0) -> None:
        self._home = IndexHome(Path(root))
        self._lock_timeout = lock_timeout
        self._mutex = threading.RLock()
        self._leaves: list[Leaf] = []
        self._state: tuple[Path, int] | None = None
        self._last: tuple[object, list[tuple[float, int, int]]] | None = None

    @contextlib.contextmanager
    def writer(self) -> Iterator[WhooshBatch]:
        """A batch on the present index (a new one if there is none)."""
        with self._locked():
            with translated():
                build = self._home.current()
                fresh = build is None
                if build is None:
                    build = self._new_build().path
                storage, _ = self._home.open(build, self._home.generation(build))
            with WhooshBatch(storage) as batch:
                yield batch
            if fresh:
                with translated():
                    self._home.switch(build)

    @contextlib.contextmanager
    def rebuild(self) -> Iterator[WhooshBatch]:
        """A batch on a new index beside the present one, which it replaces at the end."""
        with self._locked():
            with translated():
                storage = self._new_build()
            with WhooshBatch(storage, in_parts=True) as batch:
                yield batch
            with translated():
                self._home.switch(storage.path)

    def add(self, documents: Iterable[SearchDocument]) -> int:
        """Put entries in as a batch of its own; returns how many."""
        with self.writer() as batch:
            return batch.add(documents)

    def delete(self, keys: Iterable[str]) -> None:
        """Take entries out as a batch of its own."""
        with self.writer() as batch:
            batch.delete(keys)

    def replace_object(self, object_key: str, documents: Iterable[SearchDocument]) -> int:
        """Replace all entries of an object as a batch of its own; returns how many there are now."""
        with self.writer() as batch:
            return batch.replace_object(object_key, documents)

    def clear(self) -> None:
        """Put an empty index in the place of this one, whatever state it is in."""
        with self.rebuild():
            pass

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with contextlib.ExitStack() as stack:
            with translated():  # not the block itself: an error of the caller's passes as it is
                stack.enter_context(self._home.locked(self._lock_timeout))
            yield

    def _new_build(self) -> SealedStorage:
        storage = SealedStorage(self._home.new_build())
        FileIndex.create(storage, schema(), INDEX_NAME)
        return storage

    # Reading

    def candidates(
        self, query: AnalysedQuery, tenants: TenantFilter, kinds: Sequence[str] = (), limit: int = 100
    ) -> list[Candidate]:
        """The best entries for `query`; see SearchEngine."""
        if not query or limit <= 0:
            return []
        return self._reading(lambda: self._candidates(query, tenants, tuple(kinds), limit))

    def count(self, query: AnalysedQuery, tenants: TenantFilter, kinds: Sequence[str] = ()) -> int:
        """How many entries `candidates` would give without a limit."""
        if not query:
            return 0

        def counted() -> int:
            scored = self._scored(query, tenants, tuple(kinds))
            named = self._named(query, tenants, tuple(kinds))
            return len({(leaf, number) for _, leaf, number in scored} | named.keys())

        return self._reading(counted)

    def rarities(self, terms: Iterable[str]) -> dict[str, float]:
        """How much each bare term says; see SearchEngine."""
        wanted = list(terms)  # read again if files went away meanwhile
        return self._reading(lambda: {term: self._rarity(self._frequency(term)) for term in wanted})

    def all_keys(self) -> list[str]:
        """The key of every entry."""
        return self._reading(lambda: [entry.key for leaf in self._leaves for entry in leaf.entries()])

    def check(self) -> EngineState:
        """Read everything again and compare it with its seals."""
        try:
            return self._reading(self._checked)
        except EngineError as error:
            return EngineState(0, 0, 0, (str(error),))

    def close(self) -> None:
        """Close all files; the next call opens them again."""
        with self._mutex:
            self._drop()

    # The parts of reading; the mutex is held

    def _reading(self, read: Callable[[], _T]) -> _T:
        """Run `read` on the newest state; once more on a fresh one if files went away meanwhile."""
        with self._mutex:
            try:
                with translated():
                    self._refresh()
                    return read()
            except EngineError:
                self._drop()
            with translated():
                self._refresh()
                return read()

    def _refresh(self) -> None:
        build = self._home.current()
        if build is None:
            raise EngineError("there is no index")
        state = (build, self._home.generation(build))
        if state == self._state:
            return
        storage, segments = self._home.open(*state)
        old = (
            {leaf.identity: leaf for leaf in self._leaves} if self._state and self._state[0] == build else {}
        )
        leaves = []
        for segment in segments:
            leaf = old.get(segment.segment_id()) or Leaf(storage, segment)
            leaf.delete(frozenset(segment.deleted_docs()))
            leaves.append(leaf)
        for leaf in self._leaves:
            if leaf not in leaves:
                leaf.close()
        self._leaves, self._state, self._last = leaves, state, None

    def _drop(self) -> None:
        leaves, self._leaves, self._state, self._last = self._leaves, [], None, None
        for leaf in leaves:
            with contextlib.suppress(Exception):
                leaf.close()

    def _checked(self) -> EngineState:
        assert self._state is not None  # _refresh has set it
        build, generation = self._state
        self._home.open(build, generation, thorough=True)
        entries = sum(1 for leaf in self._leaves for _ in leaf.entries())
        size = sum(path.stat().st_size for path in build.iterdir() if path.is_file())
        return EngineState(entries, size, generation)

    def _frequency(self, term: str) -> int:
        return sum(leaf.frequency(term) for leaf in self._leaves)

    def _rarity(self, frequency: int) -> float:
        documents = sum(leaf.size for leaf in self._leaves)
        return math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))

    def _plan(self, query: AnalysedQuery) -> tuple[list[tuple[str, float]], float]:
        """Terms with weights, the most telling first, within the bounds; and the score of holding them all."""
        weighted = [(term, 1.0) for term in query.pairs]
        weighted += [(term, SYLLABLE_SHARE) for term in query.syllables]
        counted = [(term, share, self._frequency(term)) for term, share in weighted]
        # Terms that are nowhere count in the whole: whether another tenant has them must make no difference.
        found = [(share * self._rarity(frequency), term, frequency) for term, share, frequency in counted]
        found.sort(key=lambda item: -item[0])
        plan: list[tuple[str, float]] = []
        room = MAX_POSTINGS
        for weight, term, frequency in found[:MAX_TERMS]:
            room -= frequency
            if plan and room < 0:
                break
            plan.append((term, weight))
        return plan, sum(weight for weight, _term, _frequency in found)

    def _scored(
        self, query: AnalysedQuery, tenants: TenantFilter, kinds: tuple[str, ...]
    ) -> list[tuple[float, int, int]]:
        """(score, leaf, number) of every entry above the floor; the last answer is kept for `count`."""
        asked = (query, tenants, kinds)
        if self._last is None or self._last[0] != asked:
            self._last = (asked, self._score(query, tenants, kinds))
        return self._last[1]

    def _score(
        self, query: AnalysedQuery, tenants: TenantFilter, kinds: tuple[str, ...]
    ) -> list[tuple[float, int, int]]:
        plan, whole = self._plan(query)
        lengths = sum(sum(leaf.lengths) for leaf in self._leaves)
        mean = max(1.0, lengths / max(1, sum(leaf.size for leaf in self._leaves)))
        wanted = tuple(kind_term(kind) for kind in kinds)
        scores = [leaf.scores(plan, mean, leaf.mask(tenants.terms(), wanted)) for leaf in self._leaves]
        best = max((max(of_leaf, default=0.0) for of_leaf in scores), default=0.0)
        if best <= 0:
            return []
        floor = max(best * FLOOR, whole * LEAST)
        return [
            (score, place, number)
            for place, of_leaf in enumerate(scores)
            for number, score in enumerate(of_leaf)
            if score >= floor
        ]

    def _named(
        self, query: AnalysedQuery, tenants: TenantFilter, kinds: tuple[str, ...]
    ) -> dict[tuple[int, int], int]:
        """Entries whose number was asked for, with how exactly: (leaf, number) → 1 … 4."""
        wanted = tuple(kind_term(kind) for kind in kinds)
        named: dict[tuple[int, int], int] = {}
        for key, exactness in query.lookups():
            for place, leaf in enumerate(self._leaves):
                mask = leaf.mask(tenants.terms(), wanted)
                for number in leaf.numbers("lookup", key):
                    if mask[number]:
                        named[place, number] = max(exactness, named.get((place, number), 0))
        return named

    def _candidates(
        self, query: AnalysedQuery, tenants: TenantFilter, kinds: tuple[str, ...], limit: int
    ) -> list[Candidate]:
        named = self._named(query, tenants, kinds)
        scored = self._scored(query, tenants, kinds)
        scores = {(place, number): score for score, place, number in scored} if named else {}
        first = heapq.nlargest(limit, ((level, scores.get(at, 0.0), at) for at, level in named.items()))
        rest = heapq.nlargest(limit + len(first), scored, key=lambda item: (item[0], -item[1], -item[2]))
        found = [(level, score, at) for level, score, at in first]
        found += [
            (0, score, (place, number)) for score, place, number in rest if (place, number) not in named
        ]
        return [
            Candidate(entry.key, entry.tenant_id, entry.shared, entry.kind, entry.group_key, score, level)
            for level, score, (place, number) in found[:limit]
            if _admitted(entry := self._leaves[place].entry(number), tenants, kinds)
        ]


def _admitted(entry: Entry, tenants: TenantFilter, kinds: tuple[str, ...]) -> bool:
    """The check after the engine: nothing outside of the filter comes out, whatever the index says."""
    return tenants.admits(entry.tenant_id, entry.shared) and (not kinds or entry.kind in kinds)
