"""Asking one state of an index in PostgreSQL: plan, scores, candidates."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import sql

from portal.search.documents import Entry
from portal.search.engine import (
    Candidate,
    EngineDamagedError,
    Statistics,
    TenantFilter,
    floor,
    kind_term,
)
from portal.search.engines.plan import MAX_TERMS, Plan, plan_for
from portal.search.engines.postgresql.arrays import numbers, strings
from portal.search.engines.postgresql.connections import Connection
from portal.search.engines.postgresql.kept import unpacked_entry, unpacked_reading
from portal.search.engines.postgresql.lexemes import (
    LEAD,
    LEVELS,
    LOOKUP,
    ONLY,
    any_of,
    every,
    lexeme,
    none_of,
    quoted,
    ranked_lexeme,
    ranked_lexemes,
)
from portal.search.engines.postgresql.tables import State, Tables
from portal.search.questions import AnalysedQuery

K1, B = 1.0, 0.45
"""BM25: how fast repetition stops counting, and how much the length of an entry counts."""

MAX_POSTINGS = 30_000
"""Postings of one query that are read; rare terms first, so what is left out are words like "của".

On 100 questions over 66,000 articles 60,000 find no more than 30,000 do (recall@10 0.96 either way, MRR@10 0.863 and
0.864, 0.859 with 20,000) and cost the server twice as much."""


@dataclass
class Condition:
    """What every entry of an answer must fulfil, as SQL and its parameters."""

    parts: list[sql.Composable] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def add(self, text: str, **values: Any) -> None:
        """One more condition."""
        self.parts.append(sql.SQL(text))
        self.values.update(values)

    def sql(self) -> sql.Composable:
        """All conditions."""
        return sql.SQL(" AND ").join(self.parts) if self.parts else sql.SQL("true")


Found = tuple[int, int, float]  # entry, how exactly its number was asked for, score


class Snapshot:
    """One state of the index, as long as the connection's transaction lasts. Raises psycopg.Error.

    counted: in how many entries each level of a term is, as far as it is known of this state; more is added.
    """

    def __init__(
        self, connection: Connection, tables: Tables, state: State, counted: dict[str, list[int]]
    ) -> None:
        self._connection = connection
        self._tables = tables
        self._state = state
        self._levels = counted

    def _rows(self, text: str, values: Any, **parts: sql.Composable) -> list[tuple[Any, ...]]:
        cursor = self._connection.cursor(binary=True)
        return cursor.execute(self._tables.statement(text, **parts), values).fetchall()

    def statistics(self, terms: Iterable[str]) -> Statistics:
        """See SearchEngine."""
        wanted = list(terms)
        self._count(wanted)
        return Statistics(self._state.entries, {term: self._frequency(term) for term in wanted})

    def candidates(
        self, query: AnalysedQuery, tenants: TenantFilter, kinds: Sequence[str], limit: int, read: int
    ) -> list[Candidate]:
        """See SearchEngine."""
        self._count([*query.weights(), *query.required, *(term for run in query.barred for term in run)])
        condition = self._condition(query, tenants, kinds)
        if condition is None:
            return []
        named = self._named(query, condition, limit)
        if query.runs or named:
            found = self._scored(query, condition, named, limit)
        else:
            found = self._newest(condition, limit)
        return [one for one in self._shown(found[:limit], read) if _admitted(one.entry, tenants, kinds)]

    def suggest(self, leads: Sequence[str], tenants: TenantFilter, limit: int) -> list[Candidate]:
        """See SearchEngine."""
        condition = self._shelves(tenants, ())
        if condition is None:
            return []
        wanted = every(quoted(LEAD + lexeme(lead)) for lead in leads)
        condition.add("marks @@ %(leads)s::tsquery", leads=wanted)
        found = self._shown(self._unscored(condition, limit), limit)
        return [one for one in found if _admitted(one.entry, tenants, ())]

    # Who may see what

    def _shelves(self, tenants: TenantFilter, kinds: Sequence[str]) -> Condition | None:
        """The condition of what may come out; None if nothing may."""
        rows = self._rows("SELECT id, terms FROM {shelves}", ())
        admitted, named = tenants.terms(), {lexeme(kind_term(kind)) for kind in kinds}
        of_tenants = None if admitted is None else set(admitted)
        wanted = [
            number
            for number, terms in rows
            if (of_tenants is None or not of_tenants.isdisjoint(terms))
            and (not named or not named.isdisjoint(terms))
        ]
        condition = Condition()
        if len(wanted) < len(rows) or not rows:
            condition.add("shelf = ANY(%(shelves)s::smallint[])", shelves=wanted)
        return condition if wanted else None

    def _condition(
        self, query: AnalysedQuery, tenants: TenantFilter, kinds: Sequence[str]
    ) -> Condition | None:
        """The condition of what the query and the person may have; None if that is nothing."""
        condition = self._shelves(tenants, kinds)
        if condition is None:
            return None
        terms = []
        for term in query.required:
            held = self._lexemes(term)
            if not held:
                return None
            terms.append(any_of(held))
        for run in query.barred:
            parts = [self._lexemes(term) for term in run]
            if all(parts):
                terms.append(none_of(every(map(any_of, parts))))
        if terms:
            condition.add("terms @@ %(required)s::tsquery", required=every(terms))
        marked = [quoted(ONLY + lexeme(term)) for term in query.only]
        marked += [none_of(quoted(ONLY + lexeme(term))) for term in query.barred_only]
        if marked:
            condition.add("marks @@ %(marked)s::tsquery", marked=every(marked))
        return condition

    # How often

    def _count(self, terms: Iterable[str]) -> None:
        """Learn in how many entries each level of these terms is."""
        wanted = [term for term in dict.fromkeys(terms) if term not in self._levels]
        if not wanted:
            return
        words = [word for term in wanted for word in ranked_lexemes(term)]
        text = "SELECT lexeme, count FROM {frequencies} WHERE lexeme = ANY(%s::text[])"
        counts: dict[str, int] = dict(self._rows(text, (strings(words),)))
        for place, term in enumerate(wanted):
            own = words[place * len(LEVELS) : (place + 1) * len(LEVELS)]
            self._levels[term] = [counts.get(word, 0) for word in own]

    def _frequency(self, term: str) -> int:
        return sum(self._levels[term])

    def _lexemes(self, term: str) -> list[str]:
        """The lexemes of a term that are in the index."""
        return [ranked_lexeme(term, level) for level, count in enumerate(self._levels[term], 1) if count]

    # What is found

    def _plan(self, query: AnalysedQuery) -> Plan:
        """What is looked for: everything where few entries hold what must be there, since no others are read."""
        held = min((self._frequency(term) for term in query.required), default=MAX_POSTINGS)
        room = sys.maxsize if held * MAX_TERMS <= MAX_POSTINGS else MAX_POSTINGS
        return plan_for(query, self._state.entries, self._frequency, room)

    def _scored(
        self, query: AnalysedQuery, condition: Condition, named: dict[int, int], limit: int
    ) -> list[Found]:
        """Entries above the floor, best first, those whose number was asked for before all."""
        plan = self._plan(query)
        words, tops, counts = [], [], []
        for one in plan.terms:
            for level, held in enumerate(self._levels[one.term], 1):
                if held:
                    count = LEVELS[level - 1][1]
                    words.append(quoted(ranked_lexeme(one.term, level)))
                    tops.append(one.weight * (K1 + 1) * count)
                    counts.append(count)
        scores: dict[int, float] = {}
        if words:
            mean = max(1.0, self._state.lengths / max(1, self._state.entries))
            text = """
                SELECT id, sum(top / (base + %(slope)s::float8 * length)) AS score
                FROM unnest(%(words)s::text[]::tsquery[], %(tops)s::float8[], %(bases)s::float8[])
                    AS wanted(word, top, base)
                CROSS JOIN LATERAL (
                    SELECT id, length FROM {postings} WHERE terms @@ word AND {condition} OFFSET 0
                ) AS held
                GROUP BY id HAVING sum(top / (base + %(slope)s::float8 * length)) >= %(least)s
                ORDER BY {named} score DESC, id LIMIT %(limit)s
                """
            values = {
                **condition.values, "words": strings(words), "tops": numbers(tops), "limit": limit + len(named),
                "bases": numbers(count + K1 * (1 - B) for count in counts), "slope": K1 * B / mean,
                "named": list(named), "least": floor(query, 0.0, plan.whole),
            }  # fmt: skip
            first = sql.SQL("id = ANY(%(named)s::bigint[]) DESC," if named else "")
            scores = dict(self._rows(text, values, condition=condition.sql(), named=first))
        least = floor(query, max(scores.values(), default=0.0), plan.whole)
        above = {number: score for number, score in scores.items() if score >= least}
        first_ones = [(number, level, above.get(number, 0.0)) for number, level in named.items()]
        first_ones.sort(key=lambda one: (-one[1], -one[2], one[0]))
        return first_ones + [(number, 0, score) for number, score in above.items() if number not in named]

    def _unscored(self, condition: Condition, limit: int) -> list[Found]:
        text = "SELECT id FROM {postings} WHERE {condition} LIMIT %(limit)s"
        rows = self._rows(text, {**condition.values, "limit": limit}, condition=condition.sql())
        return [(number, 0, 0.0) for (number,) in rows]

    def _newest(self, condition: Condition, limit: int) -> list[Found]:
        text = """
            SELECT id FROM (
                SELECT id, published FROM {postings} WHERE {condition}
                ORDER BY published DESC FETCH FIRST %(limit)s ROWS WITH TIES
            ) AS held JOIN {entries} USING (id) ORDER BY published DESC, key LIMIT %(limit)s
            """
        rows = self._rows(text, {**condition.values, "limit": limit}, condition=condition.sql())
        return [(number, 0, 0.0) for (number,) in rows]

    def _named(self, query: AnalysedQuery, condition: Condition, limit: int) -> dict[int, int]:
        """Entries whose number was asked for, with how exactly (1 … 4): at most `limit`, the most exact ones."""
        wanted = list(query.lookups())
        if not wanted:
            return {}
        text = """
            SELECT id, max(level) FROM unnest(%(keys)s::text[]::tsquery[], %(levels)s::integer[]) AS one(key, level)
            CROSS JOIN LATERAL (SELECT id FROM {postings} WHERE marks @@ key AND {condition} OFFSET 0) AS held
            GROUP BY id ORDER BY 2 DESC, 1 LIMIT %(limit)s
            """
        values = {
            **condition.values, "limit": limit, "keys": [quoted(LOOKUP + lexeme(key)) for key, _level in wanted],
            "levels": numbers(level for _key, level in wanted),
        }  # fmt: skip
        return dict(self._rows(text, values, condition=condition.sql()))

    def _shown(self, found: Sequence[Found], read: int) -> list[Candidate]:
        """What the index keeps of these entries; of the first `read` with their texts."""
        ids = [number for number, _level, _score in found]
        text = "SELECT id, entry FROM {entries} WHERE id = ANY(%s::bigint[])"
        entries = dict(self._rows(text, (numbers(ids),)))
        text = "SELECT id, reading FROM {entries} WHERE id = ANY(%s::bigint[])"
        readings = dict(self._rows(text, (numbers(ids[:read]),))) if read > 0 else {}
        if len(entries) != len(ids):
            raise EngineDamagedError("terms belong to no entry")
        return [
            Candidate(
                unpacked_entry(entries[number]),
                score,
                level,
                unpacked_reading(readings[number]) if number in readings else None,
            )
            for number, level, score in found
        ]


def _admitted(entry: Entry, tenants: TenantFilter, kinds: Sequence[str]) -> bool:
    """The check after the engine: nothing outside of the filter comes out, whatever the index says."""
    return tenants.admits(entry.tenant_id, entry.shared) and (not kinds or entry.kind in kinds)
