"""How legal documents become search entries: one for the document, one for each provision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, tuple_
from sqlalchemy.orm import selectinload

from portal.extensions import db
from portal.legal.models import LegalDocument, Provision
from portal.legal.naming import anchor_words
from portal.legal.queries import document_path
from portal.legal.structure import parse_article
from portal.publishing.appearing import all_ids, due_ids, find_ids, ids_of_keys
from portal.publishing.service import visible
from portal.search.documents import SearchDocument
from portal.search.registry import Searchable


def _key(document: LegalDocument) -> str:
    return f"legal:{document.tenant_id}:{document.id}"


def _date(document: LegalDocument) -> str:
    return document.issued.isoformat() if document.issued else str(document.year or "")


def _facets(document: LegalDocument) -> dict[str, str]:
    return {"type": document.type, "issuer": document.issuer, "year": str(document.year or "")}


def _of_document(document: LegalDocument) -> SearchDocument:
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
        facets=_facets(document),
    )


def _of_provision(document: LegalDocument, provision: Provision) -> SearchDocument:
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
        facets=_facets(document),
    )


def documents(ids: Sequence[int]) -> Iterable[SearchDocument]:
    """The entries of each visible document."""
    statement = visible(select(LegalDocument).where(LegalDocument.id.in_(ids)), LegalDocument)
    loaded = statement.options(selectinload(LegalDocument.fields), selectinload(LegalDocument.provisions))
    for document in db.session.scalars(loaded):
        yield _of_document(document)
        for provision in document.provisions:
            yield _of_provision(document, provision)


def texts(keys: Sequence[str]) -> Mapping[str, SearchDocument]:
    """The entries with these keys, as the scope in force sees them: only the provisions that are asked for."""
    by_id = ids_of_keys(list(keys))
    statement = visible(select(LegalDocument).where(LegalDocument.id.in_(by_id)), LegalDocument)
    held = {one.id: one for one in db.session.scalars(statement.options(selectinload(LegalDocument.fields)))}
    found = {_key(one): _of_document(one) for one in held.values()}
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
                entry = _of_provision(document, provision)
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


SEARCHABLE = Searchable(
    "legal",
    {"legal": _l("Văn bản"), "provision": _l("Điều khoản")},
    lambda: all_ids(LegalDocument),
    documents,
    texts,
    lambda since, until: due_ids(LegalDocument, since, until),
    lambda text, limit: find_ids(LegalDocument, [LegalDocument.title, LegalDocument.number], text, limit),
    locate,
)
