"""The verbs of legal documents: the only code that writes their tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.legal.body import body_of, split_markdown_body
from portal.legal.models import LegalDocument, LegalField, Provision
from portal.legal.naming import name_key, natural_key, number_key, slug
from portal.legal.record import ProvisionRecord
from portal.legal.relations import service as relations
from portal.media import service as media
from portal.media.queries import hashes_of
from portal.proofs.following import Described
from portal.publishing.service import check_version, commit, keep_imported, record
from portal.publishing.slugs import slugify, unique_slug

FIELDS = (
    "number",
    "type",
    "category",
    "title",
    "issuer",
    "signer",
    "signer_position",
    "issued",
    "effective",
    "expires",
    "excerpt",
    "source",
    "title_is_built",
    "closing",
    "text_state",
)


class NumberTaken(ValueError):
    """A document of this type, number and issuer is there already; `document_id` says which."""

    def __init__(self, document_id: int) -> None:
        super().__init__(str(document_id))
        self.document_id = document_id


@dataclass
class LegalDraft:
    """What a form or a file says of a document; `body` is Markdown with `## Điều 1. …` headings."""

    number: str
    type: str
    title: str
    category: str = "directive"
    issuer: str = ""
    signer: str = ""
    signer_position: str = ""
    issued: date | None = None
    effective: date | None = None
    expires: date | None = None
    excerpt: str = ""
    source: str = ""
    title_is_built: bool = False
    fields: list[str] = field(default_factory=list)
    body: str = ""
    closing: str = ""
    text_state: str = "full"
    shared: bool = False


def described(document: LegalDocument) -> Described:
    """What the proof of publication says of a document: its whole text with number, name and signature, its files."""
    text = "\n\n".join((document.type, document.number, document.title, body_of(document), document.closing))
    files = hashes_of("legal", document.id)
    return Described(f"{document.type} {document.number}", document.version, text, files)


def _set_provisions(document: LegalDocument, records: Sequence[ProvisionRecord]) -> None:
    document.provisions[:] = []
    db.session.flush()
    document.provisions.extend(
        Provision(
            tenant_id=document.tenant_id,
            shared=document.shared,
            position=one.position,
            unit=one.unit,
            no=one.no,
            anchor=one.anchor,
            chapter=one.chapter,
            heading=one.heading,
            text=one.text,
        )
        for one in records
    )


def set_fields(document: LegalDocument, names: Sequence[str]) -> None:
    """Give a document its fields (lĩnh vực)."""
    wanted = {slugify(name): name.strip()[:200] for name in names if name.strip()}
    document.fields[:] = [
        LegalField(tenant_id=document.tenant_id, shared=document.shared, slug=key, name=name)
        for key, name in wanted.items()
    ]


def _key(document: LegalDocument, draft: LegalDraft) -> str:
    """The natural key by the draft. One that tells two documents of the same name apart, which came together when
    communes were merged, stays as long as the name does."""
    key = natural_key(draft.type, draft.number, draft.issuer)
    if document.id and key == natural_key(document.type, document.number, document.issuer):
        return document.natural_key
    return key


def _apply(document: LegalDocument, draft: LegalDraft, actor: Actor) -> None:
    key = _key(document, draft)
    for name in FIELDS:
        setattr(document, name, getattr(draft, name))
    document.year = draft.issued.year if draft.issued else None
    document.number_key, document.name_key = number_key(draft.number), name_key(draft.type, draft.title)
    other = db.session.scalar(
        select(LegalDocument.id).where(
            LegalDocument.natural_key == key,
            LegalDocument.tenant_id == actor.tenant_id,
            LegalDocument.id != (document.id or 0),
        )
    )
    if other is not None:
        raise NumberTaken(other)
    document.natural_key = key
    if draft.shared != document.shared:
        actor.require("content.share")
        document.shared = draft.shared


def _apply_text(document: LegalDocument, draft: LegalDraft) -> None:
    set_fields(document, draft.fields)
    preamble, records = split_markdown_body(draft.body)
    document.preamble = preamble
    _set_provisions(document, records)
    relations.relate(document)
    media.note_uses(document, text=draft.body)


def write(draft: LegalDraft, actor: Actor) -> LegalDocument:
    """Make a draft document (the caller commits). Raises Forbidden, NumberTaken."""
    actor.require("content.create")
    document = LegalDocument(tenant_id=actor.tenant_id, created_by_id=actor.user_id, shared=False)
    _apply(document, draft, actor)
    document.slug = unique_slug(LegalDocument, slug(draft.type, draft.number, draft.title))
    db.session.add(document)
    db.session.flush()
    _apply_text(document, draft)
    record(document, "create", actor, detail=document.number)
    return document


def create(draft: LegalDraft, actor: Actor) -> LegalDocument:
    """Make a draft document. Raises Forbidden, NumberTaken."""
    document = write(draft, actor)
    commit()
    return document


def save(
    document: LegalDocument,
    draft: LegalDraft,
    seen_version: int,
    actor: Actor,
    action: str = "save",
    detail: str = "",
) -> None:
    """Save an edited document; its address stays. Raises Forbidden, StaleVersion, NumberTaken."""
    actor.require_edit(document.created_by_id)
    check_version(document, seen_version)
    rewrite(document, draft, actor, action, detail)
    commit()


def rewrite(document: LegalDocument, draft: LegalDraft, actor: Actor, action: str, detail: str = "") -> None:
    """Put a draft's content onto a document (the caller commits)."""
    keep_imported(document)
    _apply(document, draft, actor)
    _apply_text(document, draft)
    record(document, action, actor, detail=detail or document.number)
