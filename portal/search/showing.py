"""Entries of an answer as pages and the API show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from markupsafe import Markup, escape

from portal.search import snippets
from portal.search.analysis import bare, syllables
from portal.search.ask import Group, Result
from portal.search.documents import SearchDocument
from portal.search.questions import AnalysedQuery
from portal.search.rank import Ranked
from portal.search.registry import searchables
from portal.tenancy.directory import directory
from portal.web.request import current_portal, portal_url


@dataclass(frozen=True)
class Found:
    """A result: `snippet` has the hits marked, `plain_snippet` has not.

    title: with number and what it is part of. heading: of a part its own name ("Điều 5. …"), else the title.
    place: the part of the entry that answers ("khoản 2"), where a thing has parts.
    issuer, validity: of a document, "" where it has none; tone: how good that state is.
    """

    key: str
    kind: str
    title: str
    heading: str
    url: str
    tenant_slug: str
    tenant_name: str
    number: str | None
    article: str | None
    date: date | None
    snippet: Markup
    plain_snippet: str
    place: str = ""
    issuer: str = ""
    validity: str = ""
    tone: str = "neutral"
    ranked: Ranked | None = None


@dataclass(frozen=True)
class Thing:
    """A document or another thing with the parts of it that answer.

    title, url: of the thing itself. best: what answers best, the thing itself or a part. further: the next ones,
    shorter. more: how many others there are, which `key` narrows a search to.
    """

    key: str
    title: str
    url: str
    best: Found
    further: tuple[Found, ...] = ()
    more: int = 0

    @property
    def is_part(self) -> bool:
        """Whether a part of the thing answers best."""
        return self.best.key != self.key


def found(document: SearchDocument, query: AnalysedQuery, ranked: Ranked | None = None) -> Found:
    """An entry as it is shown on the present portal, with an extract around the words of `query`."""
    portal = directory().by_id(document.tenant_id) or current_portal()
    extract = snippets.extract(document.body or document.title, query)
    pieces = extract.pieces
    where, place = _located(document, extract.place if document.body else None)
    marked = Markup("").join(
        Markup("<mark>{}</mark>").format(text) if hit else escape(text) for text, hit in pieces
    )
    known = len(document.published_at) >= 10
    validity = facet(document, "validity")
    return Found(
        key=document.key,
        kind=document.kind,
        title=_title(document),
        heading=_heading(document),
        url=_url(document, where or document.url_path),
        tenant_slug=portal.slug,
        tenant_name=portal.name,
        number=document.number,
        article=document.article,
        date=date.fromisoformat(document.published_at[:10]) if known else None,
        snippet=marked,
        plain_snippet="".join(text for text, _hit in pieces),
        place=place,
        issuer=facet(document, "issuer"),
        validity=gettext(validity) if validity else "",
        tone=_tone(validity),
        ranked=ranked,
    )


def thing(group: Group, query: AnalysedQuery) -> Thing:
    """A group of an answer as it is shown."""
    best = group.best.document
    further = [_result(one, query) for one in group.further]
    if best.group_key is None:
        return Thing(
            best.key, _title(best), _url(best, best.url_path), _result(group.best, query), tuple(further),
            group.more,
        )  # fmt: skip
    # The thing itself, if it is an answer too, is the heading already.
    parts = tuple(one for one in further if one.key != best.group_key)
    path = best.url_path.partition("#")[0]
    return Thing(
        best.group_key, name_of_whole(best), _url(best, path), _result(group.best, query), parts, group.more
    )


def alone(documents: Sequence[SearchDocument], query: AnalysedQuery) -> list[Thing]:
    """Things from entries without a ranking: the whole where it is among them, else its first part."""
    groups: dict[str, SearchDocument] = {}
    for one in documents:
        key = one.group_key or one.key
        if key not in groups or one.group_key is None:
            groups[key] = one
    return [
        Thing(key, name_of_whole(one), _url(one, one.url_path), found(one, query))
        for key, one in groups.items()
    ]


def _tone(validity: str) -> str:
    """How a state of validity is coloured; told from the words of the law, which are all that search knows of it."""
    folded = " ".join(bare(syllables(validity)))
    if folded.startswith("con hieu luc"):
        return "good"
    if folded.startswith(("het", "ngung")):
        return "warn" if "mot phan" in folded else "bad"
    return "info" if folded.startswith("chua co") else "neutral"


def facet(document: SearchDocument, name: str) -> str:
    """The value of a facet of which an entry has one."""
    value = document.facets.get(name, "")
    return value if isinstance(value, str) else "; ".join(value)


def address(document: SearchDocument) -> str:
    """Where a thing is shown to the visitor of the present portal."""
    return _url(document, document.url_path)


def _result(one: Result, query: AnalysedQuery) -> Found:
    return found(one.document, query, one.ranked)


def _url(document: SearchDocument, path: str) -> str:
    portal = directory().by_id(document.tenant_id) or current_portal()
    here = document.shared and portal.id in current_portal().ancestors
    return portal_url(current_portal() if here else portal, path)


def _heading(document: SearchDocument) -> str:
    if document.article and document.group_key:
        return f"Điều {document.article}. {document.title}"
    return document.title


def _title(document: SearchDocument) -> str:
    if document.group_key is not None:
        return f"{_heading(document)} – {document.number}" if document.number else _heading(document)
    if document.number and facet(document, "type"):
        return f"{document.context} {document.number}: {document.title}"
    return document.title


def name_of_whole(part: SearchDocument) -> str:
    """The name of the document that a provision belongs to; of what is no part its own."""
    if part.group_key is None:
        return _title(part)
    if not part.number:
        return part.context
    return f"{facet(part, 'type')} {part.number}: {part.context}".strip()


def _located(document: SearchDocument, at: int | None) -> tuple[str, str]:
    """Path and name of the part of an entry that answers, as its room tells it."""
    room = searchables().get(document.key.partition(":")[0])
    return room.locate(document, at) if room is not None and at is not None else ("", "")
