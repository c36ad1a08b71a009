"""What recipients told of our documents, kept once each, and where a document stands that follows from it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from portal.clock import utc_now
from portal.exchange.carrying.models import ExchangeTold
from portal.exchange.carrying.offices import inside
from portal.exchange.edxml.shapes import Reference
from portal.exchange.registers.models import OutgoingDocument, OutgoingRecipient
from portal.exchange.standing import Told, standing
from portal.extensions import db


def document_of(about: Reference) -> OutgoingDocument | None:
    """The issued document of the portal in force that a reference means."""
    if not about.number.isdecimal() or len(about.number) > 9:
        return None
    return db.session.scalar(
        select(OutgoingDocument).where(
            OutgoingDocument.organ_id == about.organ_id,
            OutgoingDocument.number == int(about.number),
            OutgoingDocument.notation == about.notation,
            OutgoingDocument.day == about.day,
        )
    )


def recipient_of(document: OutgoingDocument, organ_id: str) -> OutgoingRecipient | None:
    """The recipient that tells something: by its identifier, or another one of the same office of this installation
    (offices that became one). None for who was sent nothing."""
    rows = db.session.scalars(
        select(OutgoingRecipient).where(
            OutgoingRecipient.document_id == document.id, OutgoingRecipient.organ_id != ""
        )
    ).all()
    exact = next((one for one in rows if one.organ_id == organ_id), None)
    if exact is not None:
        return exact
    here = inside()
    portal = here.get(organ_id)
    if portal is None:
        return None
    return next((one for one in rows if here.get(one.organ_id) == portal), None)


def note(
    document: OutgoingDocument,
    recipient: OutgoingRecipient,
    package_id: str,
    code: str,
    at: datetime,
    words: str,
) -> bool:
    """Keep what a recipient told and set where the document stands there (the caller commits); False where the same
    message told it before. A clock that goes ahead counts as now."""
    known = db.session.scalar(
        select(ExchangeTold.id).where(
            ExchangeTold.document_id == document.id,
            ExchangeTold.organ_id == recipient.organ_id,
            ExchangeTold.package_id == package_id,
        )
    )
    if known is not None:
        return False
    now = utc_now()
    db.session.add(
        ExchangeTold(
            tenant_id=document.tenant_id,
            document_id=document.id,
            organ_id=recipient.organ_id,
            package_id=package_id,
            at=min(at, now),
            came_at=now,
            code=code,
            words=words[:500],
        )
    )
    db.session.flush()
    fold(recipient)
    return True


def told_of(document_id: int) -> list[ExchangeTold]:
    """Everything that was told of a document, in the order in which it happened there."""
    statement = select(ExchangeTold).where(ExchangeTold.document_id == document_id)
    return list(db.session.scalars(statement.order_by(ExchangeTold.at, ExchangeTold.id)))


def fold(recipient: OutgoingRecipient) -> None:
    """Set where the document stands with a recipient, from all that was told (the caller commits)."""
    rows = [one for one in told_of(recipient.document_id) if one.organ_id == recipient.organ_id]
    last = standing(Told(one.package_id, one.at, one.code, one.words) for one in rows)
    if last is not None:
        recipient.standing, recipient.standing_at, recipient.words = last.code, last.at, last.words
