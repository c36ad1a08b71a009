"""Documents that come in: taken from a package or entered by hand, looked at, registered or refused.

Nothing here commits; what is told to the sender is told in the same transaction (`telling`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.clock import to_local, utc_now
from portal.exchange.edxml.shapes import ACCEPTED, ARRIVED, REFUSED, Document
from portal.exchange.registers.acting import moved_to_target, note, own_organ, require, tell_sender
from portal.exchange.registers.errors import AlreadyHeld, NotPossible, Wrong
from portal.exchange.registers.files import Upload, add_incoming, of_incoming, require_room
from portal.exchange.registers.models import (
    ATTACHED,
    BY_HAND,
    BY_PACKAGE,
    IN,
    MAIN,
    IncomingDocument,
    IncomingFile,
)
from portal.exchange.registers.numbering import next_number
from portal.exchange.registers.people import tell_clerks
from portal.exchange.registers.secrecy import OPEN
from portal.exchange.registers.transitions import REGISTER
from portal.exchange.registers.values import Arrival, checked, of_package, of_row, plain
from portal.extensions import db

__all__ = ["Entry", "accept", "add_files", "correct", "enter", "held_by_key", "refuse", "take_in"]
OLDEST = timedelta(days=366)


@dataclass(frozen=True)
class Entry:
    """What the clerk enters of a document on paper or in a mail. `arrived_at`: when it came (UTC), now where None;
    `secrecy`: what the form says of it; `origin` names the form; `again`: it is to be entered though one like it is."""

    values: Arrival
    arrived_at: datetime | None = None
    secrecy: str = OPEN
    origin: str = ""
    again: bool = False


def held_by_key(key: str) -> IncomingDocument | None:
    """The arrival that the exchange names so and that counts: neither refused nor taken back; the newest."""
    return db.session.scalar(
        select(IncomingDocument)
        .where(
            IncomingDocument.key == key,
            IncomingDocument.state != REFUSED,
            IncomingDocument.taken_back_at.is_(None),
        )
        .order_by(IncomingDocument.id.desc())
        .limit(1)
    )


def take_in(document: Document, actor: Actor) -> IncomingDocument:
    """Put a document of a package before the clerk (state 01), with its attachments as they came.

    The caller answers the sender (01) by itself and sees that a package counts once. Raises AlreadyHeld where another
    package brought the same document and nobody refused it, Refused for a file that can't be kept.
    """
    key = document.reference.document_id
    held = held_by_key(key)
    if held is not None:
        raise AlreadyHeld(held)
    row = IncomingDocument(
        tenant_id=actor.tenant_id,
        organ_id=own_organ(actor.tenant_id),
        state=ARRIVED,
        source=BY_PACKAGE,
        key=key,
        answers=[one.document_id for one in document.answers],
        **of_package(document).columns,
    )
    db.session.add(row)
    db.session.flush()
    add_incoming(row, uploads_of_package(document), actor)
    note(row, "arrive", "", actor)
    tell_clerks(row, "arrived", _("Văn bản đến chờ tiếp nhận: %(subject)s", subject=row.subject), actor)
    return row


def uploads_of_package(document: Document) -> list[Upload]:
    """The attachments of a package: the first is the document itself."""
    return [
        Upload(one.name, one.data, ATTACHED if place else MAIN)
        for place, one in enumerate(document.attachments)
    ]


def enter(entry: Entry, uploads: Sequence[Upload], actor: Actor) -> IncomingDocument:
    """Register a document that came on paper or by mail: it has its arrival number at once (state 03).

    A form sent again (same `origin`) answers what it made. Raises Forbidden, NotOpen, Wrong, Refused, and AlreadyHeld
    where a document of this sender, number and day stands in the register (unless `again`).
    """
    actor.require(REGISTER)
    checked(entry.values, entry.secrecy)
    arrived_at = entry.arrived_at or utc_now()
    if not utc_now() - OLDEST <= arrived_at <= utc_now() + timedelta(minutes=5):
        raise Wrong(
            {"arrived": _("Ngày đến phải trong vòng một năm trở lại đây và không ở phía sau hôm nay.")}
        )
    require_room(0, len(uploads))
    made = _made_before(entry.origin)
    if made is not None:
        return made
    twin = None if entry.again else _twin(entry.values)
    if twin is not None:
        raise AlreadyHeld(twin)
    row = IncomingDocument(
        tenant_id=actor.tenant_id,
        organ_id=own_organ(actor.tenant_id),
        source=BY_HAND,
        arrived_at=arrived_at,
        origin=entry.origin or None,
        **entry.values.columns,
    )
    _register(row)
    db.session.add(row)
    db.session.flush()
    add_incoming(row, uploads, actor)
    note(row, "enter", "", actor)
    return row


def _made_before(origin: str) -> IncomingDocument | None:
    if not origin:
        return None
    return db.session.scalar(select(IncomingDocument).where(IncomingDocument.origin == origin))


def _twin(values: Arrival) -> IncomingDocument | None:
    """A document of the same sender with the same number and day; without a number there is none."""
    if not (values.figure or values.notation):
        return None
    columns = values.columns
    same = [getattr(IncomingDocument, name) == columns[name] for name in ("figure", "notation", "sender")]
    statement = select(IncomingDocument).where(
        *same, IncomingDocument.day == values.day, IncomingDocument.state != REFUSED
    )
    return db.session.scalar(statement.order_by(IncomingDocument.id).limit(1))


def _register(row: IncomingDocument) -> None:
    """Give an arrival number of this office and year (Nghị định 30/2020/NĐ-CP, điều 22): of the office that stands now,
    which after a merger is another than the one that it was sent to."""
    now = utc_now()
    row.organ_id = own_organ(row.tenant_id)
    row.year = to_local(now).year
    row.number = next_number(IN, "", row.year)
    row.state, row.accepted_at = ACCEPTED, now


def accept(row: IncomingDocument, seen: int | None, actor: Actor) -> None:
    """Take an arrival into the register: it gets its arrival number (03). Raises Forbidden, StaleVersion and
    NotPossible."""
    require("accept", row, actor, seen)
    _register(row)
    note(row, "accept", "", actor)
    tell_sender(row, ACCEPTED)


def refuse(row: IncomingDocument, reason: str, seen: int | None, actor: Actor) -> None:
    """Refuse an arrival (02), for a reason that the sender reads. A wish of the sender's ends with it. Raises as above,
    and Wrong without a reason."""
    require("refuse", row, actor, seen, reason)
    moved_to_target("refuse", row)
    row.reason, row.ended_at, row.wanted = reason.strip()[:500], utc_now(), None
    note(row, "refuse", reason, actor)
    tell_sender(row, REFUSED, row.reason)


def correct(row: IncomingDocument, values: Arrival, seen: int, actor: Actor, secrecy: str = OPEN) -> None:
    """Put right what the clerk wrote into the register; what stood there is kept (`former`). What came by a package is
    the sender's word and stays. Raises Forbidden, StaleVersion, NotPossible, NotOpen, Wrong."""
    require("correct", row, actor, seen)
    if row.source != BY_HAND:
        raise NotPossible(_("Văn bản nhận qua trục liên thông giữ nguyên thông tin của nơi gửi."))
    checked(values, secrecy)
    before, after = of_row(row), values.columns
    changed = {name: before[name] for name in before if before[name] != after[name]}
    if not changed:
        return
    row.former = [
        *row.former,
        {"at": utc_now().isoformat(), "by": actor.name, "why": "correct", "values": plain(changed)},
    ]
    for name in changed:
        setattr(row, name, after[name])
    note(row, "correct", "", actor)


def add_files(
    row: IncomingDocument, uploads: Sequence[Upload], seen: int, actor: Actor
) -> list[IncomingFile]:
    """Add files to an arrival that was entered by hand, its scan for one. Raises as `correct`, and Refused."""
    require("add_file", row, actor, seen)
    if row.source != BY_HAND:
        raise NotPossible(_("Văn bản nhận qua trục liên thông giữ nguyên tệp của nơi gửi."))
    require_room(len(of_incoming(row)), len(uploads))
    made = add_incoming(row, uploads, actor)
    note(row, "add_file", ", ".join(one.name for one in made), actor)
    return made
