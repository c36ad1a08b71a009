"""How legal documents become search entries: one for the document, one for each provision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, tuple_
from sqlalchemy.orm import selectinload

from portal.clock import to_local, today
from portal.extensions import db
from portal.legal.models import LegalDocument, Provision
from portal.legal.naming import anchor_words
from portal.legal.queries import document_path
from portal.legal.relations.queries import changing_between, effects_on
from portal.legal.structure import parse_article
from portal.legal.validity import Effect, names, validity
from portal.publishing.appearing import all_ids, due_ids, find_ids, ids_of_keys
from portal.publishing.service import visible
from portal.search.documents import SearchDocument
from portal.search.registry import Searchable
from portal.tenancy.directory import directory


def _key(document: LegalDocument) -> str:
    return f"legal:{document.tenant_id}:{document.id}"


def _date(document: LegalDocument) -> str:
    return document.issued.isoformat() if document.issued else str(document.year or "")


Facets = Mapping[str, str | Sequence[str]]


def _facets(documents: Sequence[LegalDocument]) -> dict[int, Facets]:
    """What each of these may be narrowed by; its validity is the one of today, as its own portal sees it."""
    on, named = today(), names()
    effects = _effects(documents)
    return {
        one.id: {
            "type": one.type,
            "issuer": one.issuer,
            "year": str(one.year or ""),
            "field": [field.name for field in one.fields],
            "validity": named[validity(one.effective, one.expires, on, effects.get(one.id, ())).code],
        }
        for one in documents
    }


def _effects(documents: Sequence[LegalDocument]) -> dict[int, list[Effect]]:
    """What documents of the same portal and of those above do to each: a neighbour's papers change nothing."""
    found: dict[int, list[Effect]] = {}
    of_tenant: dict[int, list[LegalDocument]] = {}
    for one in documents:
        of_tenant.setdefault(one.tenant_id, []).append(one)
    for tenant_id, own in of_tenant.items():
        portal = directory().by_id(tenant_id)
        acting = (tenant_id, *(portal.ancestors if portal else ()))
        effects = effects_on([one.natural_key for one in own], acting)
        found.update({one.id: effects.get(one.natural_key, []) for one in own})
    return found


def _of_document(document: LegalDocument, facets: Facets) -> SearchDocument:
    fields = "; ".join(field.name for field in document.fields)
    return SearchDocument(
        key=_key(document),
        tenant_id=document.tenant_id,
        shared=document.shared,
        kind="legal",
        title=document.title,
        body=f"{document.excerpt}\n{document.preamble}\n{document.issuer}\n{fields}".strip(),
        url_path=document_path(document.slug),
        context=document.type,
        number=document.number,
        published_at=_date(document),
        facets=facets,
    )


def _of_provision(document: LegalDocument, provision: Provision, facets: Facets) -> SearchDocument:
    return SearchDocument(
        key=f"{_key(document)}:{provision.anchor}",
        tenant_id=document.tenant_id,
        shared=document.shared,
        kind="provision",
        title=provision.heading or f"{provision.unit} {provision.no}".strip(),
        body=provision.text,
        url_path=f"{document_path(document.slug)}#{provision.anchor}",
        context=document.title,
        number=document.number,
        article=provision.no if provision.unit == "Điều" and provision.no else None,
        group_key=_key(document),
        published_at=_date(document),
        facets=facets,
    )


def documents(ids: Sequence[int]) -> Iterable[SearchDocument]:
    """The entries of each visible document."""
    statement = visible(select(LegalDocument).where(LegalDocument.id.in_(ids)), LegalDocument)
    loaded = statement.options(selectinload(LegalDocument.fields), selectinload(LegalDocument.provisions))
    held = list(db.session.scalars(loaded))
    facets = _facets(held)
    for document in held:
        yield _of_document(document, facets[document.id])
        for provision in document.provisions:
            yield _of_provision(document, provision, facets[document.id])


def texts(keys: Sequence[str]) -> Mapping[str, SearchDocument]:
    """The entries with these keys, as the scope in force sees them: only the provisions that are asked for."""
    by_id = ids_of_keys(list(keys))
    statement = visible(select(LegalDocument).where(LegalDocument.id.in_(by_id)), LegalDocument)
    held = {one.id: one for one in db.session.scalars(statement.options(selectinload(LegalDocument.fields)))}
    facets = _facets(list(held.values()))
    found = {_key(one): _of_document(one, facets[one.id]) for one in held.values()}
    wanted = [
        (object_id, key.split(":", 3)[3])
        for object_id, own in by_id.items()
        for key in own
        if key.count(":") == 3
    ]
    if wanted:
        chosen = select(Provision).where(tuple_(Provision.document_id, Provision.anchor).in_(wanted))
        for provision in db.session.scalars(chosen):
            document = held.get(provision.document_id)
            if document is not None and document.tenant_id == provision.tenant_id:
                entry = _of_provision(document, provision, facets[document.id])
                found[entry.key] = entry
    return {key: entry for key, entry in found.items() if key in set(keys)}


def locate(entry: SearchDocument, place: int) -> tuple[str, str]:
    """The clause or point of a provision in which a place of its text stands: its path and its name."""
    if entry.kind != "provision":
        return "", ""
    path, _, anchor = entry.url_path.partition("#")
    inner = ""
    for top in parse_article(entry.body, anchor):
        for node in top.walk():
            if node.start <= place < node.end:
                inner = node.anchor
    return (f"{path}#{inner}", anchor_words(inner.removeprefix(f"{anchor}-"))) if inner else ("", "")


def due(since: datetime, until: datetime) -> dict[int, int]:
    """Documents that appear or end between two instants (UTC), or whose validity changes with a new day."""
    found = due_ids(LegalDocument, since, until)
    yesterday, day = to_local(since).date(), to_local(until).date()
    if yesterday < day:
        found |= changing_between(yesterday, day)
    return found


SEARCHABLE = Searchable(
    "legal",
    {"legal": _l("Văn bản"), "provision": _l("Điều khoản")},
    lambda: all_ids(LegalDocument),
    documents,
    texts,
    due,
    lambda text, limit: find_ids(LegalDocument, [LegalDocument.title, LegalDocument.number], text, limit),
    locate,
)
