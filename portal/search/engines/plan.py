"""Which terms of a question an engine looks for, the most telling first: the same choice for every engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portal.search.engine import rarity
from portal.search.questions import AnalysedQuery

MAX_TERMS = 40
"""Terms of one query that are looked for, the most telling first."""

MAX_POSTINGS = 60_000
"""Postings of one query that are read; rare terms first, so what is left out are words like "của".

On 100 questions over 62,000 articles 150,000 find no more than 60,000 do (recall@10 0.97 either way)."""


@dataclass(frozen=True)
class PlannedTerm:
    """A term to look for: its share in the question, and share × rarity."""

    term: str
    share: float
    weight: float


@dataclass(frozen=True)
class Plan:
    """The terms, and what `floor` calls `whole`: the score of holding everything that was typed once."""

    terms: list[PlannedTerm]
    whole: float


def plan_for(
    query: AnalysedQuery, entries: int, frequency: Callable[[str], int], postings: int = MAX_POSTINGS
) -> Plan:
    """Choose within the bounds. entries: of the index; frequency: in how many of them a ranked term is; postings: how
    many may be read."""
    typed = query.weights(expanded=False)
    # Terms that are nowhere count in the whole: whether another tenant has them must make no difference.
    counted = [
        (PlannedTerm(term, share, share * rarity(entries, count)), count)
        for term, share in query.weights().items()
        for count in (frequency(term),)
    ]
    counted.sort(key=lambda one: -one[0].weight)
    chosen: list[PlannedTerm] = []
    room = postings
    for one, count in counted:
        if not count:
            continue
        room -= count
        if chosen and (room < 0 or len(chosen) >= MAX_TERMS):
            break
        chosen.append(one)
    return Plan(chosen, sum(one.weight for one, _count in counted if one.term in typed))
