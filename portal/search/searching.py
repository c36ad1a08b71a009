"""From a question typed on a portal to results as pages show them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from portal.search import snippets
from portal.search.ask import Asked, ask
from portal.search.documents import SearchDocument
from portal.search.engine import EngineError, TenantFilter
from portal.search.indexing import engine
from portal.search.questions import AnalysedQuery, analyse_query
from portal.search.registry import searchables
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants
from portal.web.request import current_portal, portal_url

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """A result: `snippet` has the hits marked, `plain_snippet` has not."""

    kind: str
    title: str
    url: str
    tenant_slug: str
    tenant_name: str
    number: str | None
    article: str | None
    date: date | None
    snippet: Markup
    plain_snippet: str
    place: str = ""  # the part that answers ("khoản 2"), where a thing has parts


@dataclass(frozen=True)
class Results:
    """How many there are in all, and the part that was asked for."""

    total: int
    results: list[Found]


def tenant_filter(scope: str) -> TenantFilter:
    """Whose entries this portal's visitor may find: its own and what its parents share, or all."""
    portal = current_portal()
    if scope == "all":
        open_ones = [one.id for one in directory().all() if one.status == "active"]
        return TenantFilter(tenants=frozenset(open_ones))
    return TenantFilter(tenants=frozenset({portal.id}), ancestors=frozenset(portal.ancestors))


@contextmanager
def _reading(scope: str) -> Iterator[None]:
    if scope != "all":
        yield
        return
    with all_tenants("tìm kiếm trên mọi cổng"):
        yield


def texts(keys: Sequence[str]) -> Mapping[str, SearchDocument]:
    """The present entries of these keys, from the rooms: what is no longer visible does not come back."""
    by_kind: dict[str, list[str]] = {}
    for key in keys:
        by_kind.setdefault(key.partition(":")[0], []).append(key)
    found: dict[str, SearchDocument] = {}
    for kind, own in by_kind.items():
        if kind in searchables():
            found.update(searchables()[kind].texts(own))
    return found


def search(question: str, kind: str, scope: str, limit: int, offset: int) -> Results:
    """Answer a question. Never raises for any text; a broken index is replaced by plain reads of the database."""
    kinds = (kind,) if kind else ()
    with _reading(scope):
        try:
            asked = Asked(tenant_filter(scope), current_portal().id, kinds, limit, offset)
            answer = ask(engine(), texts, question, asked)
            total, documents = answer.total, [one.document for one in answer.results]
        except EngineError:
            log.warning("the index cannot serve; the database answers")
            total, documents = _from_database(question, kind, scope, limit, offset)
    return Results(total, [_found(one, question) for one in documents])


def _from_database(
    question: str, kind: str, scope: str, limit: int, offset: int
) -> tuple[int, list[SearchDocument]]:
    text, admitted = question.strip()[:100], tenant_filter(scope)
    found: list[SearchDocument] = []
    for one in searchables().values() if text else ():
        ids = one.find(text, 50)
        for entry in one.documents(ids) if ids else ():
            if (not kind or entry.kind == kind) and admitted.admits(entry.tenant_id, entry.shared):
                found.append(entry)
    return len(found), found[offset : offset + limit]


def _found(document: SearchDocument, question: str) -> Found:
    portal = directory().by_id(document.tenant_id) or current_portal()
    shown_at = current_portal() if document.shared and portal.id in current_portal().ancestors else portal
    query = analyse_query(question)
    pieces = snippets.make(document.body or document.title, query)
    where, place = _located(document, query)
    marked = Markup("").join(
        Markup("<mark>{}</mark>").format(text) if hit else escape(text) for text, hit in pieces
    )
    title = document.title
    if document.kind == "provision" and document.article:
        title = f"Điều {document.article}. {document.title} – {document.number}"
    elif document.kind == "provision":
        title = f"{document.title} – {document.number}"
    elif document.kind == "legal":
        title = f"{document.context} {document.number}: {document.title}"
    return Found(
        kind=document.kind,
        title=title,
        url=portal_url(shown_at, where or document.url_path),
        tenant_slug=portal.slug,
        tenant_name=portal.name,
        number=document.number,
        article=document.article,
        date=date.fromisoformat(document.published_at[:10]) if len(document.published_at) >= 10 else None,
        snippet=marked,
        plain_snippet="".join(text for text, _hit in pieces),
        place=place,
    )


def _located(document: SearchDocument, query: AnalysedQuery) -> tuple[str, str]:
    """Path and name of the part of an entry that answers, as its room tells it."""
    room = searchables().get(document.key.partition(":")[0])
    at = snippets.place_of_answer(document.body, query) if room is not None and document.body else None
    return room.locate(document, at) if room is not None and at is not None else ("", "")
