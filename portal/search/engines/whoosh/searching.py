"""Asking the opened segments of a Whoosh index: plan, scores, candidates."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from itertools import compress
from operator import mul

from portal.search.documents import Entry
from portal.search.engine import Candidate, Statistics, TenantFilter, floor, kind_term
from portal.search.engines.newest import newest
from portal.search.engines.plan import plan_for
from portal.search.engines.whoosh.leaf import Leaf
from portal.search.questions import AnalysedQuery

FREQUENCIES = 30_000
"""Terms whose frequency is remembered, about 100 bytes each."""

Place = tuple[int, int]  # segment, number in it
Masks = list[bytearray]


class Segments:
    """The segments that make up one state of the index. Not for use by two threads at once."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self.leaves = leaves
        self.entries = sum(leaf.size for leaf in leaves)
        lengths = sum(sum(leaf.lengths) for leaf in leaves)
        self._mean_length = max(1.0, lengths / max(1, self.entries))
        self._frequencies: dict[str, int] = {}

    def frequency(self, term: str) -> int:
        """In how many entries a ranked term is; remembered, since a question asks for the same ones several times."""
        found = self._frequencies.get(term)
        if found is None:
            found = sum(leaf.frequency(term) for leaf in self.leaves)
            if len(self._frequencies) >= FREQUENCIES:
                self._frequencies.clear()
            self._frequencies[term] = found
        return found

    def statistics(self, terms: Iterable[str]) -> Statistics:
        """See SearchEngine."""
        return Statistics(self.entries, {term: self.frequency(term) for term in terms})

    def candidates(
        self, query: AnalysedQuery, tenants: TenantFilter, kinds: Sequence[str], limit: int, read: int
    ) -> list[Candidate]:
        """See SearchEngine."""
        masks = [self._mask(leaf, query, tenants, kinds) for leaf in self.leaves]
        named = self._named(query, masks)
        if query.runs or named:
            found = self._ranked(query, masks, named, limit)
        else:
            found = [(0, 0.0, at) for at in self._newest(masks, limit)]
        return [
            self._candidate(at, score, level, rank < read)
            for rank, (level, score, at) in enumerate(found[:limit])
            if _admitted(self._entry(at), tenants, kinds)
        ]

    def suggest(self, leads: Sequence[str], tenants: TenantFilter, limit: int) -> list[Candidate]:
        """See SearchEngine."""
        found: list[Candidate] = []
        for place, leaf in enumerate(self.leaves):
            held = map(mul, leaf.holding("lead", leads), leaf.mask(tenants.terms(), ()))
            for number in (number for number, one in enumerate(held) if one):
                if len(found) >= limit:
                    return found
                found.append(self._candidate((place, number), 0.0, 0, True))
        return [one for one in found if _admitted(one.entry, tenants, ())]

    def _entry(self, at: Place) -> Entry:
        return self.leaves[at[0]].entry(at[1])

    def _candidate(self, at: Place, score: float, level: int, read: bool) -> Candidate:
        reading = self.leaves[at[0]].reading(at[1]) if read else None
        return Candidate(self._entry(at), score, level, reading)

    def _mask(
        self, leaf: Leaf, query: AnalysedQuery, tenants: TenantFilter, kinds: Sequence[str]
    ) -> bytearray:
        """One byte per entry of a segment: 1 for those that the query and the person may have."""
        mask = leaf.mask(tenants.terms(), tuple(kind_term(kind) for kind in kinds))
        if query.required:
            mask = bytearray(map(mul, mask, leaf.holding("terms", query.required)))
        if query.only:
            mask = bytearray(map(mul, mask, leaf.holding("only", query.only)))
        for field, run in [("terms", run) for run in query.barred] + [
            ("only", (term,)) for term in query.barred_only
        ]:
            barred = leaf.holding(field, run)
            mask = bytearray(one and not bar for one, bar in zip(mask, barred, strict=True))
        return mask

    def _ranked(
        self, query: AnalysedQuery, masks: Masks, named: dict[Place, int], limit: int
    ) -> list[tuple[int, float, Place]]:
        """(how exactly it was named, score, place) of the best entries, those that are named before all."""
        scored = self._scored(query, masks)
        scores = {(place, number): score for score, place, number in scored} if named else {}
        first = heapq.nlargest(limit, ((level, scores.get(at, 0.0), at) for at, level in named.items()))
        rest = heapq.nlargest(limit + len(first), scored, key=lambda item: (item[0], -item[1], -item[2]))
        return first + [
            (0, score, (place, number)) for score, place, number in rest if (place, number) not in named
        ]

    def _scored(self, query: AnalysedQuery, masks: Masks) -> list[tuple[float, int, int]]:
        """(score, segment, number) of every entry above the floor."""
        planned = plan_for(query, self.entries, self.frequency)
        plan = [(one.term, one.weight) for one in planned.terms]
        scores = [
            leaf.scores(plan, self._mean_length, mask) for leaf, mask in zip(self.leaves, masks, strict=True)
        ]
        best = max((max(of_leaf, default=0.0) for of_leaf in scores), default=0.0)
        if best <= 0:
            return []
        least = floor(query, best, planned.whole) or 1e-9
        return [
            (score, place, number)
            for place, of_leaf in enumerate(scores)
            for number, score in enumerate(of_leaf)
            if score >= least
        ]

    def _newest(self, masks: Masks, limit: int) -> list[Place]:
        """Entries within the masks, the newest first."""
        dated = [
            (leaf.published(number), (place, number))
            for place, (leaf, mask) in enumerate(zip(self.leaves, masks, strict=True))
            for number in compress(range(leaf.size), mask)
        ]
        return newest(dated, limit, lambda at: self._entry(at).key)

    def _named(self, query: AnalysedQuery, masks: Masks) -> dict[Place, int]:
        """Entries whose number was asked for, with how exactly: (segment, number) → 1 … 4."""
        named: dict[Place, int] = {}
        for key, exactness in query.lookups():
            for place, leaf in enumerate(self.leaves):
                for number in leaf.numbers("lookup", key):
                    if masks[place][number]:
                        named[place, number] = max(exactness, named.get((place, number), 0))
        return named


def _admitted(entry: Entry, tenants: TenantFilter, kinds: Sequence[str]) -> bool:
    """The check after the engine: nothing outside of the filter comes out, whatever the index says."""
    return tenants.admits(entry.tenant_id, entry.shared) and (not kinds or entry.kind in kinds)
