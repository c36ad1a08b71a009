"""Asking one state of a Tantivy index: what narrows, what is named, scores, candidates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from typing import TypeAlias

import tantivy
from tantivy import Occur, Query

from portal.search.documents import Entry
from portal.search.engine import Candidate, Statistics, TenantFilter, admitted, floor, kind_term
from portal.search.engines.newest import newest
from portal.search.engines.plan import Plan, plan_for
from portal.search.engines.tantivy.fields import listed_term, ranked_term
from portal.search.engines.tantivy.records import unpack_entry, unpack_reading
from portal.search.questions import AnalysedQuery

FREQUENCIES = 10_000
"""Terms whose frequency is remembered, about 100 bytes each."""

Clause: TypeAlias = tuple[Occur, Query]
Place: TypeAlias = tuple[int, int]  # segment, number in it
Hit: TypeAlias = tuple[float, tantivy.DocAddress]
Found: TypeAlias = tuple[int, float, tantivy.DocAddress]  # how exactly it was named, score, where


class Snapshot:
    """One committed state, which never changes: for use by any number of threads.

    held: entries by their serials, kept by the engine for the states to come; filled here.
    Raises what Tantivy raises; the engine translates.
    """

    def __init__(self, index: tantivy.Index, held: dict[float, Entry]) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        self._held = held
        self._frequencies: dict[str, int] = {}
        self.entries = self._searcher.num_docs

    def frequency(self, term: str) -> int:
        """In how many entries a ranked term is; remembered, since a question asks for the same ones several times."""
        found = self._frequencies.get(term)
        if found is None:
            found = self._searcher.doc_freq("terms", ranked_term(term))
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
        narrowing = self._narrowing(query, tenants, kinds)
        named = self._named(query, narrowing)
        if query.runs:
            first, rest = self._ranked(query, narrowing, named, limit)
        else:
            first = [(level, 0.0, address) for level, address in named]
            rest = [] if named else self._newest(narrowing, limit)
        first.sort(key=lambda one: (-one[0], -one[1], _place(one[2])))
        if first:
            places = {_place(address) for _level, address in named}
            rest = [hit for hit in rest if _place(hit[1]) not in places]
        found = first[:limit] + [(0, score, address) for score, address in rest[: max(0, limit - len(first))]]
        return self._made(found, tenants, kinds, read)

    def suggest(self, leads: Sequence[str], tenants: TenantFilter, limit: int) -> list[Candidate]:
        """See SearchEngine."""
        clauses = self._any_of(tenants.terms()) + [self._must("lead", lead) for lead in leads]
        found = [(0, 0.0, address) for _score, address in self._search(self._all_of(clauses), limit)]
        return self._made(found, tenants, (), len(found))

    def all_entries(self) -> list[Entry]:
        """Every entry."""
        return self._entries([address for _score, address in self._search(Query.all_query(), self.entries)])

    # What narrows: none of it adds to a score

    def _narrowing(self, query: AnalysedQuery, tenants: TenantFilter, kinds: Sequence[str]) -> list[Clause]:
        """What an entry must hold and must not hold, whatever its score."""
        clauses = self._any_of(tenants.terms())
        clauses += self._any_of(tuple(kind_term(kind) for kind in kinds) or None)
        clauses += [self._must("terms", term) for term in query.required]
        clauses += [self._must("only", term) for term in query.only]
        barred = [[self._must("terms", term) for term in run] for run in query.barred]
        barred += [[self._must("only", term)] for term in query.barred_only]
        return clauses + [(Occur.MustNot, Query.boolean_query(run)) for run in barred]

    def _term(self, field: str, term: str) -> Query:
        written = ranked_term(term) if field == "terms" else listed_term(term)
        return Query.term_query(self._schema, field, written, "freq" if field == "terms" else "basic")

    def _must(self, field: str, term: str) -> Clause:
        return Occur.Must, Query.const_score_query(self._term(field, term), 0.0)

    def _any_of(self, terms: tuple[str, ...] | None) -> list[Clause]:
        """That one of these terms is there; None: no condition, none of them: nothing."""
        if terms is None:
            return []
        if not terms:
            return [(Occur.Must, Query.empty_query())]
        if len(terms) == 1:
            return [self._must("only", terms[0])]
        held = Query.boolean_query([(Occur.Should, self._term("only", term)) for term in terms])
        return [(Occur.Must, Query.const_score_query(held, 0.0))]

    @staticmethod
    def _all_of(clauses: list[Clause]) -> Query:
        if any(occur == Occur.Must for occur, _query in clauses):
            return Query.boolean_query(clauses)
        everything = Query.const_score_query(Query.all_query(), 0.0)
        return Query.boolean_query([(Occur.Must, everything), *clauses])

    # What ranks

    def _search(self, query: Query, limit: int) -> list[Hit]:
        if limit <= 0:
            return []
        return self._searcher.search(query, min(limit, max(1, self.entries)), count=False).hits

    def _newest(self, narrowing: list[Clause], limit: int) -> list[Hit]:
        """All that is admitted, the newest first."""
        hits = self._search(self._all_of(narrowing), self.entries)
        entries = self._entries([address for _score, address in hits])
        dated = [(entry.published_at, (entry.key, hit)) for entry, hit in zip(entries, hits, strict=True)]
        return [hit for _key, hit in newest(dated, limit, lambda one: one[0])]

    def _named(self, query: AnalysedQuery, narrowing: list[Clause]) -> list[tuple[int, tantivy.DocAddress]]:
        """Entries whose number was asked for, each with how exactly (1 … 4)."""
        named: dict[Place, tuple[int, tantivy.DocAddress]] = {}
        for key, exactness in query.lookups():
            held = self._searcher.doc_freq("lookup", listed_term(key))
            if not held:
                continue
            for _score, address in self._search(self._all_of([self._must("lookup", key), *narrowing]), held):
                place = _place(address)
                if place not in named or named[place][0] < exactness:
                    named[place] = (exactness, address)
        return list(named.values())

    def _ranked(
        self,
        query: AnalysedQuery,
        narrowing: list[Clause],
        named: list[tuple[int, tantivy.DocAddress]],
        limit: int,
    ) -> tuple[list[Found], list[Hit]]:
        """Those that are named, with their scores, and the best of all entries, above the floor."""
        plan = plan_for(query, self.entries, self.frequency)
        scored = self._scored(plan, query, narrowing)
        hits = self._search(scored, limit + len(named)) if scored is not None else []
        least = floor(query, hits[0][0], plan.whole) if hits else 0.0
        kept = [hit for hit in hits if hit[0] >= least]
        if not named:
            return [], kept
        scores = {_place(address): score for score, address in hits}
        if scored is not None and any(_place(address) not in scores for _level, address in named):
            keys = [(Occur.Should, self._term("lookup", key)) for key, _exactness in query.lookups()]
            only_named = (Occur.Must, Query.const_score_query(Query.boolean_query(keys), 0.0))
            wanted = Query.boolean_query([only_named, (Occur.Must, scored)])
            scores |= {_place(address): score for score, address in self._search(wanted, len(named))}
        scores = {place: score for place, score in scores.items() if score >= least}
        return [(level, scores.get(_place(address), 0.0), address) for level, address in named], kept

    def _scored(self, plan: Plan, query: AnalysedQuery, narrowing: list[Clause]) -> Query | None:
        """BM25 over the planned terms, among what is admitted; None where nothing can be found."""
        ranking: list[Clause] = [
            (Occur.Should, Query.boost_query(self._term("terms", one.term), one.share)) for one in plan.terms
        ]
        if not ranking:
            return None
        if query.required:  # everything that holds what was demanded is a result
            return Query.boolean_query([*narrowing, *ranking])
        some = Query.boolean_query(ranking)
        return Query.boolean_query([*narrowing, (Occur.Must, some)]) if narrowing else some

    # What comes out

    def _made(
        self, found: list[Found], tenants: TenantFilter, kinds: Sequence[str], read: int
    ) -> list[Candidate]:
        entries = self._entries([address for _level, _score, address in found])
        readings = [
            unpack_reading(self._kept(address, "reading")) for _level, _score, address in found[:read]
        ]
        scores = [score for _level, score, _address in found]
        levels = [level for level, _score, _address in found]
        rows = zip(entries, scores, levels, chain(readings, repeat(None)), strict=False)
        made = list(map(Candidate._make, rows))
        # Nothing outside of the filter comes out, whatever the index says.
        return admitted(made, tenants, kinds)

    def _entries(self, addresses: list[tantivy.DocAddress]) -> list[Entry]:
        """The entries at these places. Most are remembered: to read one from the index takes ten times as long."""
        if not addresses:
            return []
        held = self._held
        serials = [serial or 0 for serial in self._searcher.fast_field_values("serial", addresses)]
        missing = [at for at, serial in enumerate(serials) if serial not in held]
        missing.sort(key=lambda at: _place(addresses[at]))  # neighbours lie in one block of the file
        for at in missing:
            held[serials[at]] = unpack_entry(self._kept(addresses[at], "entry"))
        return [held[serial] for serial in serials]

    def _kept(self, address: tantivy.DocAddress, field: str) -> bytes:
        kept: bytes = self._searcher.doc(address)[field][0]
        return kept


def _place(address: tantivy.DocAddress) -> Place:
    return address.segment_ord, address.doc
