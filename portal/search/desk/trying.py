"""Search as a visitor of the present portal would, from the desk: to choose a page, and to see what a change does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from portal.search.ask import Asked, ask
from portal.search.curation.words import vocabulary, vocabulary_with
from portal.search.documents import SearchDocument
from portal.search.engine import EngineError, TenantFilter
from portal.search.indexing import engine
from portal.search.searching import texts
from portal.tenancy.scope import entered, reading
from portal.web.request import current_portal

SHOWN = 5


@dataclass(frozen=True)
class Tried:
    """What a search found: how many things, and the first of them with the keys of their entries.

    broken: the index cannot serve now, so that nothing is known.
    """

    total: int = 0
    documents: list[tuple[str, SearchDocument]] = field(default_factory=list)
    broken: bool = False


@contextmanager
def as_visitor() -> Iterator[None]:
    """Read what visitors of the present portal see, in a session of its own."""
    portal = current_portal()
    with entered(reading(portal.id, portal.ancestors)):
        yield


def found_by(question: str, limit: int = SHOWN, lines: tuple[str, ...] | None = None) -> Tried:
    """The first things that a visitor of this portal finds, each by the entry that answers best.

    lines: the synonyms to search with, in place of those that the portal has.
    """
    portal = current_portal()
    tenants = TenantFilter(tenants=frozenset({portal.id}), ancestors=frozenset(portal.ancestors))
    asked = Asked(tenants, portal.id, limit=limit, grouped=True)
    with as_visitor():
        words = vocabulary() if lines is None else vocabulary_with(lines)
        try:
            answer = ask(engine(), texts, question, asked, words)
        except EngineError:
            return Tried(broken=True)
    return Tried(answer.total, [(one.best.document.key, one.best.document) for one in answer.groups])
