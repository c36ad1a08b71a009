"""Making a directive of the registers a legal document of the portal: once, with its files, shown at both ends.

Files are copied out of the sealed store into the public one, which is a decision that the person takes on the page.
Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.exchange.directives.looking import Document, OpenedFile
from portal.exchange.directives.models import PUBLISHED, SENT_ON, DirectiveLink
from portal.exchange.registers.acting import note
from portal.exchange.registers.models import ISSUED, IncomingDocument, OutgoingDocument
from portal.exchange.registers.paths import desk_path
from portal.extensions import db
from portal.legal import service as legal
from portal.legal.models import LegalDocument
from portal.legal.service import LegalDraft
from portal.media import service as media
from portal.notices.service import notify, people_who_may
from portal.papers.opened import opened
from portal.publishing.service import record
from portal.publishing.workflow import publish_or_submit

READ, CREATE, PUBLISH, UPLOAD = "exchange.read", "content.create", "content.publish", "media.upload"


class NotPossible(ValueError):
    """The document cannot become public as it stands; nothing was changed."""


@dataclass(frozen=True)
class Outcome:
    """The legal document; `made` whether it is new, else it was there and the files went with it."""

    legal: LegalDocument
    made: bool


def may_be_announced(document: Document) -> bool:
    """Whether a document has what a legal document needs: issued, or accepted and not taken back or replaced."""
    if isinstance(document, OutgoingDocument):
        return document.state == ISSUED
    return document.number is not None and not document.is_closed


def may_announce(actor: Actor) -> bool:
    """Whether somebody may make drafts of legal documents of directives."""
    return actor.may(READ) and actor.may(CREATE) and actor.may(UPLOAD)


def announce(
    document: Document,
    draft: LegalDraft,
    files: Sequence[OpenedFile],
    actor: Actor,
    *,
    publish: bool,
    into: LegalDocument | None = None,
) -> Outcome:
    """Make the legal document (a draft, published, or submitted where four eyes ask for somebody else), or join files
    and directive to one that is there already (`into`). Done again it answers what there is.

    Raises Forbidden, NotPossible, legal.NumberTaken (the same document is there, and `into` was not given), media's
    Refused, StoreUnavailable.
    """
    for action in (READ, CREATE, UPLOAD, *([PUBLISH] if publish else [])):
        actor.require(action)
    held = legal_of(document)
    if held is not None:
        return Outcome(held, made=False)
    if not may_be_announced(document):
        raise NotPossible(
            _("Văn bản này chưa vào sổ, chưa ban hành hoặc đã được thu hồi nên không công bố được.")
        )
    if any(one.data is None for one in files):
        raise NotPossible(_("Có tệp không mở được. Hãy báo người quản trị, hoặc bỏ chọn tệp đó."))
    if into is not None:
        actor.require_edit(into.created_by_id)
    made = into or legal.write(draft, actor)
    for one in files:
        _attach(one, made, actor)
    if into is not None:
        record(into, "attach", actor, detail=", ".join(one.row.name for one in files)[:200])
    elif publish:
        publish_or_submit(made, actor)
    _join(document, made, actor)
    return Outcome(made, made=into is None)


def _attach(file: OpenedFile, document: LegalDocument, actor: Actor) -> None:
    """Copy a file into the public store; its signatures are checked there as those of every upload."""
    assert file.data is not None
    with opened(file.data) as path:
        stored = media.store_file(Path(path), file.row.name, actor, shared=document.shared)
    media.attach(stored, document, actor, title=file.row.name)


def _join(document: Document, made: LegalDocument, actor: Actor) -> None:
    incoming = isinstance(document, IncomingDocument)
    db.session.add(
        DirectiveLink(
            tenant_id=document.tenant_id,
            way=PUBLISHED,
            incoming_id=document.id if incoming else None,
            outgoing_id=None if incoming else document.id,
            legal_id=made.id,
            by_id=actor.user_id,
            by_name=actor.name[:120],
        )
    )
    note(document, "announce", f"{made.type} {made.number}", actor)


def link_of(document: Document) -> DirectiveLink | None:
    """What joins a document of a register with the legal document that it became."""
    column = (
        DirectiveLink.incoming_id if isinstance(document, IncomingDocument) else DirectiveLink.outgoing_id
    )
    statement = select(DirectiveLink).where(column == document.id, DirectiveLink.way == PUBLISHED)
    return db.session.scalar(statement)


def legal_of(document: Document) -> LegalDocument | None:
    """The legal document that a document of a register became."""
    link = link_of(document)
    if link is None:
        return None
    return db.session.scalar(select(LegalDocument).where(LegalDocument.id == link.legal_id))


def carried_by(document: Document) -> LegalDocument | None:
    """The published document that an outgoing one carries to other offices."""
    statement = select(LegalDocument).join(
        DirectiveLink,
        (DirectiveLink.tenant_id == LegalDocument.tenant_id) & (DirectiveLink.legal_id == LegalDocument.id),
    )
    mine = (DirectiveLink.outgoing_id == document.id, DirectiveLink.way == SENT_ON)
    return db.session.scalar(statement.where(*mine)) if isinstance(document, OutgoingDocument) else None


def registers_of(legal_id: int) -> list[tuple[DirectiveLink, Document]]:
    """The documents of the registers that a legal document came from or was sent on with, oldest first."""
    links = db.session.scalars(
        select(DirectiveLink).where(DirectiveLink.legal_id == legal_id).order_by(DirectiveLink.id)
    ).all()
    found: list[tuple[DirectiveLink, Document]] = []
    registers: tuple[tuple[Any, str], ...] = (
        (IncomingDocument, "incoming_id"),
        (OutgoingDocument, "outgoing_id"),
    )
    for kind, column in registers:
        wanted = [getattr(one, column) for one in links if getattr(one, column) is not None]
        rows: dict[int, Document] = {
            one.id: one for one in db.session.scalars(select(kind).where(kind.id.in_(wanted)))
        }
        found += [(one, rows[getattr(one, column)]) for one in links if getattr(one, column) in rows]
    return sorted(found, key=lambda one: one[0].id)


def ask_for(document: Document, words: str, actor: Actor) -> int:
    """Ask those who publish to make a document public; how many were told. Raises Forbidden, NotPossible."""
    actor.require(READ)
    if not may_be_announced(document) or legal_of(document) is not None:
        raise NotPossible(_("Văn bản này đã được công bố, hoặc không công bố được ở trạng thái hiện tại."))
    people = [one.id for one in people_who_may(PUBLISH, document.tenant_id)]
    title = _("Đề nghị công bố trên cổng: %(subject)s", subject=document.subject)[:300]
    note(document, "ask_announce", words, actor)
    return notify(people, "directive.asked", title, desk_path(document), actor, detail=words[:300])
