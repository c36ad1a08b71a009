"""What is to be sent, written in the transaction of the act that it tells of: issued, recalled, put right, moved on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal.clock import utc_now
from portal.exchange.carrying.models import (
    DOCUMENT,
    NEEDLESS,
    STATUS,
    TURNED_DOWN,
    ExchangeArrival,
    ExchangePackage,
)
from portal.exchange.edxml.shapes import ARRIVED, NEW, RECALL, REFUSED, REPLACE, UPDATE, Document
from portal.exchange.registers.models import (
    BY_PACKAGE,
    IncomingDocument,
    OutgoingDocument,
    OutgoingRecipient,
)
from portal.exchange.standing import SENT
from portal.extensions import db
from portal.tenancy.owned import new_id

KEEP_TRYING = timedelta(days=7)
"""How long a package is tried before it is given up; the clerk can begin anew."""
BRINGING = (NEW, REPLACE)
"""Packages that bring a document which the recipient did not have."""


def issued(document: OutgoingDocument) -> None:
    """Send an issued document to every office of the exchange among its recipients that it was not sent to yet; call it
    again after recipients were added. One package per office (the caller commits)."""
    sent = _brought(document.id)
    before = _brought(document.replaces_id) if document.replaces_id is not None else {}
    for one in _recipients(document.id):
        if one.organ_id in sent:
            continue
        about = REPLACE if one.organ_id in before else NEW
        _add(document, one.organ_id, one.name, about, document.reason if about == REPLACE else "")
        one.standing, one.standing_at = SENT, utc_now()
    db.session.flush()


def recalled(document: OutgoingDocument) -> None:
    """Ask every office that a document was sent to to give it back (the caller commits). What they never took needs no
    asking."""
    for organ_id, package in _brought(document.id).items():
        if package.state not in (TURNED_DOWN, NEEDLESS):
            _add(document, organ_id, package.to_name, RECALL, document.reason)
    db.session.flush()


def put_right(document: OutgoingDocument, reason: str) -> int:
    """Send a document anew, as an update, to every office that has it (the caller commits); to how many."""
    found = {organ: one for organ, one in _brought(document.id).items() if one.state != TURNED_DOWN}
    for organ_id, package in found.items():
        _add(document, organ_id, package.to_name, UPDATE, reason)
    db.session.flush()
    return len(found)


def moved(arrival: IncomingDocument, code: str, words: str) -> None:
    """Tell the sender of a package how what it brought stands (the caller commits). That it arrived is told by the
    answer to the package itself."""
    if arrival.source != BY_PACKAGE or not arrival.sender_id or code == ARRIVED:
        return
    came_to = db.session.scalar(
        select(ExchangeArrival.to_organ)
        .where(ExchangeArrival.incoming_id == arrival.id)
        .order_by(ExchangeArrival.id)
        .limit(1)
    )
    at = _after_the_last(arrival.id)
    db.session.add(
        ExchangePackage(
            tenant_id=arrival.tenant_id,
            what=STATUS,
            code=code,
            from_organ=came_to or arrival.organ_id,
            to_organ=arrival.sender_id,
            to_name=arrival.sender,
            incoming_id=arrival.id,
            **_fresh(at, words),
        )
    )
    db.session.flush()


def arrived_beside(row: ExchangeArrival, package: Document) -> None:
    """Tell the sender that what it wrote to several of our offices came to this one too (the caller commits)."""
    _tell_beside(row.tenant_id, row.to_organ, package, ARRIVED, "Đã đến", incoming_id=row.incoming_id)


def refused_beside(tenant_id: int, organ_id: str, package: Document, digest: str, words: str) -> None:
    """Tell the sender that this one of several offices did not take its package, once however often it comes (the
    caller commits). Raises IntegrityError where another process tells it too."""
    number = f"tc-{digest[:40]}"
    held = select(ExchangePackage.id).where(ExchangePackage.package_id == number)
    if db.session.scalar(held) is None:
        _tell_beside(tenant_id, organ_id, package, REFUSED, words, package_id=number)


def _tell_beside(
    tenant_id: int, organ_id: str, package: Document, code: str, words: str, **more: object
) -> None:
    about = package.reference
    fresh = _fresh(utc_now(), words)
    payload = {
        "organ_id": about.organ_id,
        "number": about.number,
        "notation": about.notation,
        "day": about.day.isoformat(),
    }
    fresh["payload"] = {**fresh["payload"], "about": payload}
    db.session.add(
        ExchangePackage(
            tenant_id=tenant_id,
            what=STATUS,
            code=code,
            from_organ=organ_id,
            to_organ=package.sender.id,
            to_name=package.sender.name[:200],
            **(fresh | more),
        )
    )
    db.session.flush()


def _add(document: OutgoingDocument, organ_id: str, name: str, about: int, reason: str) -> None:
    db.session.add(
        ExchangePackage(
            tenant_id=document.tenant_id,
            what=DOCUMENT,
            about=about,
            from_organ=document.organ_id,
            to_organ=organ_id,
            to_name=name,
            outgoing_id=document.id,
            **_fresh(utc_now(), reason),
        )
    )


def _fresh(at: datetime, words: str) -> dict[str, Any]:
    number, now = new_id(), utc_now()
    payload = {"at": at.replace(microsecond=0).isoformat(), "words": words.strip()[:500]}
    return {
        "id": number,
        "package_id": f"g-{number}",
        "payload": payload,
        "created_at": now,
        "next_at": now,
        "until": now + KEEP_TRYING,
    }


def _after_the_last(incoming_id: int) -> datetime:
    """Now, or a second after what was told last: seconds are all that the format knows, and order matters."""
    last = db.session.scalar(
        select(ExchangePackage.payload)
        .where(ExchangePackage.incoming_id == incoming_id)
        .order_by(ExchangePackage.id.desc())
        .limit(1)
    )
    now = utc_now().replace(microsecond=0)
    return now if last is None else max(now, datetime.fromisoformat(last["at"]) + timedelta(seconds=1))


def _recipients(document_id: int) -> Iterable[OutgoingRecipient]:
    return db.session.scalars(
        select(OutgoingRecipient)
        .where(OutgoingRecipient.document_id == document_id, OutgoingRecipient.organ_id != "")
        .order_by(OutgoingRecipient.position, OutgoingRecipient.id)
    ).all()


def _brought(document_id: int) -> dict[str, ExchangePackage]:
    """The packages that brought a document, by the office that they went to."""
    rows = db.session.scalars(
        select(ExchangePackage)
        .where(ExchangePackage.outgoing_id == document_id, ExchangePackage.about.in_(BRINGING))
        .order_by(ExchangePackage.id)
    )
    return {one.to_organ: one for one in rows}
