"""A question in, ranked entries out: the engine proposes, the ranking decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from portal.clock import today
from portal.search.documents import SearchDocument
from portal.search.engine import SearchEngine, TenantFilter
from portal.search.questions import analyse_query
from portal.search.rank import Ranked, rank

READ_CLOSELY = 60  # candidates whose texts are fetched and ranked again

TextsOf = Callable[[Sequence[str]], Mapping[str, SearchDocument]]


@dataclass(frozen=True)
class Answer:
    """How many entries match in all, and the ones that were asked for, best first."""

    total: int
    results: list[Ranked]


def ask(
    engine: SearchEngine,
    texts_of: TextsOf,
    question: str,
    tenants: TenantFilter,
    kinds: Sequence[str] = (),
    limit: int = 10,
    offset: int = 0,
) -> Answer:
    """Answer any string. `texts_of` gives the present entries of keys: what it leaves out is not shown.

    Raises EngineError where the index cannot serve, and nothing else.
    """
    query = analyse_query(question)
    if not query:
        return Answer(0, [])
    wanted = offset + limit
    candidates = engine.candidates(query, tenants, kinds, max(READ_CLOSELY, wanted))
    total = max(engine.count(query, tenants, kinds), len(candidates))
    # The engine's filter is one function; this is the check after it.
    admitted = [one for one in candidates if tenants.admits(one.tenant_id, one.shared)]
    texts = texts_of([one.key for one in admitted])
    shown = [(one, texts[one.key]) for one in admitted if one.key in texts]
    total -= len(candidates) - len(shown)
    rarity = engine.rarities([*query.syllables, *query.pairs])
    closely = rank(query, shown[:READ_CLOSELY], rarity, today())
    rest = [Ranked(document, one, 0.0) for one, document in shown[READ_CLOSELY:]]
    return Answer(max(total, 0), [*closely, *rest][offset:wanted])
