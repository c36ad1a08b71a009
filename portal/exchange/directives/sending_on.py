"""Sending a published legal document on: an outgoing draft with its files, whose recipients are chosen in the register.
Nothing here commits."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.exchange.directives.models import SENT_ON, DirectiveLink
from portal.exchange.kinds import LETTER
from portal.exchange.registers import drafting
from portal.exchange.registers.drafting import Draft
from portal.exchange.registers.files import Upload
from portal.exchange.registers.models import ATTACHED, TEXT_LENGTH, OutgoingDocument
from portal.extensions import db
from portal.legal.models import LegalDocument
from portal.media.models import MediaFile, MediaUse
from portal.media.queries import LISTED
from portal.media.service import file_store
from portal.papers.service import PaperLost
from portal.publishing.models import PUBLISHED
from portal.tenancy.directory import directory

DRAFT = "exchange.draft"
SLIP = "phieu-gui"
KINDS = (SLIP, LETTER)


class NotPublished(ValueError):
    """Only what citizens may read already is sent on from here."""


def send_on(document: LegalDocument, kind: str, origin: str, actor: Actor) -> OutgoingDocument:
    """Begin an outgoing document that carries a published one with its files. A form sent again (`origin`) answers what
    it made. Raises Forbidden, NotPublished, Wrong, PaperLost where a file is lost, Refused, StoreUnavailable."""
    actor.require(DRAFT)
    if document.status != PUBLISHED:
        raise NotPublished(_("Chỉ gửi đi được văn bản đang đăng trên cổng."))
    known = db.session.scalar(select(OutgoingDocument).where(OutgoingDocument.origin == origin))
    if known is not None:
        return known
    uploads = [_upload(one) for one in _files(document)]
    row = drafting.make(_draft(document, kind), actor, origin=origin)
    if uploads:
        drafting.attach(row, uploads, None, actor)
    db.session.add(
        DirectiveLink(
            tenant_id=row.tenant_id,
            way=SENT_ON,
            outgoing_id=row.id,
            legal_id=document.id,
            by_id=actor.user_id,
            by_name=actor.name[:120],
        )
    )
    db.session.flush()
    return row


def _draft(document: LegalDocument, kind: str) -> Draft:
    portal = directory().by_id(document.tenant_id)
    what = f"{document.type} {_('số')} {document.number}"
    if document.issued is not None:
        what += _(" ngày %(day)s", day=f"{document.issued:%d/%m/%Y}")
    what += _(" của %(issuer)s", issuer=document.issuer) if document.issuer else ""
    about = " ".join(document.title.split())
    subject = _("Gửi %(what)s", what=what) if kind == SLIP else _("triển khai %(what)s", what=what)
    body = _(
        "%(office)s gửi kèm theo %(what)s: %(about)s.\n\nĐề nghị các cơ quan, đơn vị nghiên cứu, tổ chức thực hiện.",
        office=portal.authority if portal is not None else "",
        what=what,
        about=about.rstrip("."),
    )
    return Draft(kind if kind in KINDS else SLIP, subject[:TEXT_LENGTH], body=body)


def _files(document: LegalDocument) -> list[MediaFile]:
    """The attached files in their order."""
    statement = (
        select(MediaFile)
        .join(MediaUse, (MediaUse.media_id == MediaFile.id) & (MediaUse.tenant_id == MediaFile.tenant_id))
        .where(MediaUse.kind == "legal", MediaUse.object_id == document.id, MediaUse.role.in_(LISTED))
        .order_by(MediaUse.position, MediaUse.id)
    )
    return list(db.session.scalars(statement))


def _upload(file: MediaFile) -> Upload:
    try:
        return Upload(file.name, file_store().path(file.sha256).read_bytes(), ATTACHED)
    except OSError as error:
        raise PaperLost(_("Không mở được tệp %(name)s. Hãy báo người quản trị.", name=file.name)) from error
