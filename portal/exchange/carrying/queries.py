"""Reads of the exchange for pages: what goes out of the portal in force, and where documents stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from portal.clock import utc_now
from portal.exchange.carrying.models import (
    DELIVERED,
    GIVEN_UP,
    NEEDLESS,
    TURNED_DOWN,
    WAITING,
    ExchangeArrival,
    ExchangePackage,
    ExchangeRefusal,
    ExchangeTold,
)
from portal.exchange.carrying.standings import told_of
from portal.exchange.registers.models import IncomingDocument, OutgoingDocument, OutgoingRecipient
from portal.extensions import db

STATES = (WAITING, TURNED_DOWN, GIVEN_UP, DELIVERED, NEEDLESS)
LATELY = timedelta(days=30)


def by_id(package_id: int) -> ExchangePackage | None:
    """A package of the portal in force."""
    return db.session.scalar(select(ExchangePackage).where(ExchangePackage.id == package_id))


def counts() -> dict[str, int]:
    """How many packages there are in each state; of those that are done, the last thirty days'."""
    statement = (
        select(ExchangePackage.state, func.count())
        .where((ExchangePackage.ended_at.is_(None)) | (ExchangePackage.ended_at > utc_now() - LATELY))
        .group_by(ExchangePackage.state)
    )
    found = dict.fromkeys(STATES, 0)
    found.update((one.state, one[1]) for one in db.session.execute(statement))
    return found


def listed(state: str) -> Select[Any]:
    """Packages in a state ("" all), the newest first."""
    statement = select(ExchangePackage)
    if state:
        statement = statement.where(ExchangePackage.state == state)
    return statement.order_by(ExchangePackage.id.desc())


def failed_count() -> int:
    """How many packages nobody takes any more and wait for a person."""
    statement = select(func.count()).where(ExchangePackage.state.in_((TURNED_DOWN, GIVEN_UP)))
    return int(db.session.scalar(statement.where(ExchangePackage.ended_at > utc_now() - LATELY)) or 0)


def failures(limit: int) -> list[ExchangePackage]:
    """The newest of them."""
    statement = listed("").where(
        ExchangePackage.state.in_((TURNED_DOWN, GIVEN_UP)), ExchangePackage.ended_at > utc_now() - LATELY
    )
    return list(db.session.scalars(statement.limit(limit)))


def refusals() -> Select[Any]:
    """What was refused here, newest first."""
    return select(ExchangeRefusal).order_by(ExchangeRefusal.last_at.desc(), ExchangeRefusal.id.desc())


def titles(packages: list[ExchangePackage]) -> dict[int, tuple[str, str]]:
    """What packages are about, by the package's id: number and subject of the document, its page. Two statements."""
    going = {one.outgoing_id for one in packages if one.outgoing_id}
    came = {one.incoming_id for one in packages if one.incoming_id}
    out = {
        one.id: one
        for one in db.session.scalars(select(OutgoingDocument).where(OutgoingDocument.id.in_(going)))
    }
    arrived = {
        one.id: one
        for one in db.session.scalars(select(IncomingDocument).where(IncomingDocument.id.in_(came)))
    }
    found = {}
    for one in packages:
        row = out.get(one.outgoing_id or 0) or arrived.get(one.incoming_id or 0)
        if row is not None:
            where = "van-ban-di" if one.outgoing_id else "van-ban-den"
            found[one.id] = (f"{row.number_text} – {row.subject}", f"/quan-tri/{where}/{row.id}")
    return found


@dataclass(frozen=True)
class Line:
    """One thing that happened between us and a recipient: when (UTC), a code of `standing`, the words."""

    at: datetime
    code: str
    words: str = ""


@dataclass
class Course:
    """How a document stands with a recipient of the exchange: what they told, and the packages that went there."""

    recipient: OutgoingRecipient
    told: list[Line] = field(default_factory=list)
    packages: list[ExchangePackage] = field(default_factory=list)


def course_of(document_id: int) -> list[Course]:
    """Every recipient of the exchange of a document, in the order of the document. Three statements."""
    recipients = db.session.scalars(
        select(OutgoingRecipient)
        .where(OutgoingRecipient.document_id == document_id, OutgoingRecipient.organ_id != "")
        .order_by(OutgoingRecipient.position, OutgoingRecipient.id)
    )
    found = {one.organ_id: Course(one) for one in recipients}
    rows: list[ExchangeTold] = told_of(document_id)
    for told in rows:
        if told.organ_id in found:
            found[told.organ_id].told.append(Line(told.at, told.code, told.words))
    packages = select(ExchangePackage).where(ExchangePackage.outgoing_id == document_id)
    for one in db.session.scalars(packages.order_by(ExchangePackage.id)):
        if one.to_organ in found:
            found[one.to_organ].packages.append(one)
    return list(found.values())


def packages_about(incoming_id: int) -> list[ExchangePackage]:
    """What the sender of an arrival was or will be told, in order."""
    statement = select(ExchangePackage).where(ExchangePackage.incoming_id == incoming_id)
    return list(db.session.scalars(statement.order_by(ExchangePackage.id)))


def arrival_of(incoming_id: int) -> ExchangeArrival | None:
    """The package that brought an arrival."""
    statement = select(ExchangeArrival).where(ExchangeArrival.incoming_id == incoming_id)
    return db.session.scalar(statement.order_by(ExchangeArrival.id).limit(1))
