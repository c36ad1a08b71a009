"""What a package does where it came: in the scope of its recipient and one transaction, with the row that says that it
was taken. What speaks of a document that is not here yet waits for it, for a while."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.exchange.carrying import outbox, standings, store
from portal.exchange.carrying.models import (
    DOCUMENT,
    HELD,
    LAPSED,
    STATUS,
    TAKEN,
    ExchangeArrival,
)
from portal.exchange.edxml import reading, sealing
from portal.exchange.edxml.refusing import ATTACHMENT, OTHER_CONTENT, STRUCTURE, UNKNOWN_DOCUMENT, NotTaken
from portal.exchange.edxml.shapes import (
    DENIED,
    GRANTED,
    NEW,
    RECALL,
    REFUSED,
    REPLACE,
    UPDATE,
    WANTED_BACK,
    Document,
    Package,
    Signatory,
    Status,
    Trace,
)
from portal.exchange.registers import arriving, wishing
from portal.exchange.registers.errors import AlreadyHeld, NotPossible
from portal.exchange.registers.files import of_incoming
from portal.exchange.registers.models import IncomingDocument, OutgoingDocument
from portal.exchange.registers.paths import desk_path
from portal.exchange.standing import LABELS
from portal.extensions import db
from portal.media.refusal import Refused
from portal.notices.service import notify, people_who_may
from portal.tenancy.owned import new_id

log = logging.getLogger(__name__)
WAITS = timedelta(days=30)
"""How long what speaks of a document that is not here waits for it."""
LONGEST_KEY = 160


@dataclass(frozen=True)
class Coming:
    """A package that was opened and proven: what it says, the bytes, their digests, the identifier that it was sent to,
    the answer that it gets; `is_beside`: another of our offices answers on the line, this one tells by a status."""

    package: Package
    data: bytes
    sha256: str
    digest: str
    to_organ: str
    receipt: str
    is_beside: bool = False


def known(sender_id: str, package_id: str) -> ExchangeArrival | None:
    """The package that was taken before under this number."""
    return db.session.scalar(
        select(ExchangeArrival).where(
            ExchangeArrival.sender_id == sender_id, ExchangeArrival.package_id == package_id
        )
    )


def files_of(package: Package) -> list[tuple[bytes, str]]:
    """The attachments of a package, bytes and name: what has to be looked at before it is taken."""
    return [(one.data, one.name) for one in package.attachments] if isinstance(package, Document) else []


def take(coming: Coming, actor: Actor, now: datetime) -> ExchangeArrival:
    """Do what a package asks and write down that it was done (the caller commits). Raises NotTaken."""
    row = ExchangeArrival(
        tenant_id=actor.tenant_id,
        id=new_id(),
        sender_id=coming.package.sender.id,
        package_id=coming.package.package_id,
        to_organ=coming.to_organ,
        what=DOCUMENT if isinstance(coming.package, Document) else STATUS,
        state=TAKEN,
        came_at=now,
        size=len(coming.data),
        sha256=coming.sha256,
        digest=coming.digest,
        receipt=coming.receipt,
    )
    if isinstance(coming.package, Status):
        _told(coming.package, row, actor)
    else:
        _document(coming.package, row, actor)
    if row.state == HELD:
        row.until = now + WAITS
        row.path = store.keep(row.tenant_id, row.id, coming.data)
    db.session.add(row)
    db.session.flush()
    if coming.is_beside and isinstance(coming.package, Document):
        outbox.arrived_beside(row, coming.package)
    return row


def _document(package: Document, row: ExchangeArrival, actor: Actor) -> None:
    row.about = package.about
    row.key = package.reference.document_id
    if len(row.key) > LONGEST_KEY:
        raise NotTaken(STRUCTURE, f"DocumentId {len(row.key)}")
    if package.about == NEW:
        row.incoming_id = _new(package, actor).id
        _release(row.sender_id, row.key, actor)
    elif package.about == REPLACE:
        _replace(package, row, actor)
    else:
        there = arriving.held_by_key(row.key)
        if there is None:
            row.state = HELD
            return
        row.incoming_id = there.id
        _wish(there, package, actor)


def _new(package: Document, actor: Actor) -> IncomingDocument:
    """Take a document in. One that another package brought before is the same document if its files are the same."""
    try:
        return arriving.take_in(package, actor)
    except AlreadyHeld as error:
        held = [one.sha256 for one in of_incoming(error.held)]
        if held == [one.sha256 for one in package.attachments] and error.held.subject == package.subject:
            return error.held
        raise NotTaken(OTHER_CONTENT, package.reference.document_id) from error
    except Refused as error:
        raise NotTaken(ATTACHMENT, str(error)) from error


def _replace(package: Document, row: ExchangeArrival, actor: Actor) -> None:
    """The new document is taken in at once; that it takes the place of another waits for that one, if need be."""
    row.key = former_of(package) or row.key
    there = arriving.held_by_key(row.key) if row.key != package.reference.document_id else None
    if there is not None and not there.is_closed:
        made = _wish(there, package, actor)
    else:
        made = _new(package, actor)
        row.state = HELD if row.key != package.reference.document_id else TAKEN
    row.incoming_id = made.id if made is not None else None
    _release(row.sender_id, package.reference.document_id, actor)


def former_of(package: Document) -> str:
    """What a package says that its document takes the place of: the first of the sender's own that it answers."""
    own = (one for one in package.answers if one.organ_id == package.sender.id)
    return next((one.document_id for one in own), "")


def _wish(
    there: IncomingDocument, package: Document, actor: Actor, made: IncomingDocument | None = None
) -> IncomingDocument | None:
    try:
        return wishing.wish(there, package, actor, made)
    except NotPossible as error:
        raise NotTaken(UNKNOWN_DOCUMENT, str(error)) from error
    except AlreadyHeld as error:
        raise NotTaken(OTHER_CONTENT, package.reference.document_id) from error
    except Refused as error:
        raise NotTaken(ATTACHMENT, str(error)) from error


def _release(sender_id: str, key: str, actor: Actor) -> None:
    """Put before the clerk what waited for this document, in the order in which it came."""
    there = arriving.held_by_key(key)
    if there is None:
        return
    rows = db.session.scalars(
        select(ExchangeArrival)
        .where(
            ExchangeArrival.sender_id == sender_id,
            ExchangeArrival.key == key,
            ExchangeArrival.state.in_((HELD, LAPSED)),
        )
        .order_by(ExchangeArrival.came_at, ExchangeArrival.id)
    ).all()
    for one in rows:
        package = kept(one)
        made = _arrival(one.incoming_id) if one.about == REPLACE else None
        if package is None or (one.about == REPLACE and made is None):
            continue
        try:
            _wish(there, package, actor, made)
        except NotTaken:
            continue  # it stays noted that it came
        one.state, one.path = TAKEN, None  # the bytes go with the next sweep
        one.incoming_id = one.incoming_id or there.id


def _arrival(incoming_id: int | None) -> IncomingDocument | None:
    return db.session.scalar(select(IncomingDocument).where(IncomingDocument.id == incoming_id))


def kept(row: ExchangeArrival) -> Document | None:
    """The package of a row that waits; it was proven when it came."""
    if row.path is None:
        return None
    try:
        package = reading.read(sealing.parsed(store.content(row.id, row.path)))
    except store.PackageLost:
        log.error("the package of arrival %s is lost; what it asks must be asked again", row.id)
        return None
    return package if isinstance(package, Document) else None


def _told(package: Status, row: ExchangeArrival, actor: Actor) -> None:
    row.code, row.key = package.status, package.about.document_id
    if package.status == WANTED_BACK and package.about.organ_id == package.sender.id:
        _wanted_back(package, row, actor)
        return
    document = standings.document_of(package.about)
    recipient = standings.recipient_of(document, package.sender.id) if document is not None else None
    if document is None or recipient is None:
        raise NotTaken(UNKNOWN_DOCUMENT, package.about.document_id)
    row.outgoing_id = document.id
    standings.note(document, recipient, package.package_id, package.status, package.at, package.description)
    if package.status in NOTICED:
        _notice(document, recipient.name, package, actor)


NOTICED = (REFUSED, GRANTED, DENIED)
"""What the office is told of; how a document moves on is seen on its page."""


def _notice(document: OutgoingDocument, who: str, package: Status, actor: Actor) -> None:
    title = f"{who}: {LABELS[package.status]} – {document.number_text}"
    people = [one.id for one in people_who_may("exchange.register", document.tenant_id)]
    notify(
        [*people, document.drafter_id],
        "exchange.told",
        title,
        desk_path(document),
        actor,
        detail=package.description[:500],
        mail=title,
    )


def _wanted_back(package: Status, row: ExchangeArrival, actor: Actor) -> None:
    """The standard's status 13 says the same as a package that takes back."""
    row.what, row.about = STATUS, RECALL
    there = arriving.held_by_key(row.key)
    if there is None:
        raise NotTaken(UNKNOWN_DOCUMENT, row.key)
    row.incoming_id = there.id
    asked = Document(
        package_id=package.package_id,
        sender=package.sender,
        recipients=(package.recipient,),
        reference=package.about,
        place="",
        kind=1,
        kind_name="",
        subject=there.subject,
        signatory=Signatory(),
        traces=(Trace(package.sender.id, package.at),),
        about=RECALL,
        reason=package.description[:500],
    )
    _wish(there, asked, actor)


def lapse(row: ExchangeArrival, actor: Actor, now: datetime) -> None:
    """The document never came (the caller commits): an update is all of it, so it is taken in as the document itself;
    to take back there is nothing."""
    row.state = LAPSED
    if row.about != UPDATE or row.incoming_id is not None:
        return
    package = kept(row)
    if package is None:
        return
    try:
        row.incoming_id = _new(package, actor).id
    except NotTaken:
        return
    row.state, row.path = TAKEN, None
