"""What the other side's answer does to a package of ours, in one transaction; done once, whoever does it first."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.exchange.carrying import standings
from portal.exchange.carrying.models import (
    DELIVERED,
    DOCUMENT,
    GIVEN_UP,
    NEEDLESS,
    TURNED_DOWN,
    WAITING,
    ExchangePackage,
)
from portal.exchange.carrying.outbox import BRINGING
from portal.exchange.carrying.paths import package_path
from portal.exchange.carrying.receipts import Answer, Forged, Sent, answer_in
from portal.exchange.carrying.troubles import FORGED, HANDED, NotCarried, words_of
from portal.exchange.edxml.shapes import ARRIVED, REFUSED, Status
from portal.exchange.registers.models import OutgoingDocument
from portal.extensions import db
from portal.notices.service import notify, people_who_may
from portal.publishing.service import audit

SHORTEST, LONGEST = timedelta(seconds=30), timedelta(hours=3)
ASKED_AGAIN = timedelta(hours=6)
"""How long an answer that somebody carries is waited for before the package is put down once more."""
CLERK = "exchange.register"


def row_of(package_id: int) -> ExchangePackage | None:
    """A package of the portal in force, locked until the commit."""
    statement = select(ExchangePackage).where(ExchangePackage.id == package_id).with_for_update()
    return db.session.scalar(statement.execution_options(populate_existing=True))


def carrier_actor(tenant_id: int) -> Actor:
    """Who acts where packages come and go by themselves."""
    return Actor(None, "Liên thông văn bản", tenant_id, frozenset({"records_clerk"}))


def sent_of(package: ExchangePackage) -> Sent:
    """What an answer to this package must be about."""
    return Sent(package.from_organ, package.to_organ, package.package_id, package.digest)


def pause(tries: int) -> timedelta:
    """How long to wait after so many tries: longer each time, never quite the same for two."""
    wanted = min(SHORTEST * 2 ** min(max(tries - 1, 0), 12), LONGEST)
    return wanted * random.uniform(0.8, 1.2)


def answered(package: ExchangePackage, answer: Answer, receipt: str, now: datetime) -> None:
    """Note what the other side said (the caller commits); nothing where somebody noted it before."""
    if package.state not in (WAITING, GIVEN_UP):
        return
    package.state = DELIVERED if answer.is_taken else TURNED_DOWN
    package.ended_at, package.leased_until, package.receipt = now, None, receipt
    package.reason, package.detail = answer.code, answer.words[:500]
    if package.what == DOCUMENT and package.about in BRINGING:
        _told(package, answer)
    if answer.is_taken:
        return
    if package.what == DOCUMENT and package.about in BRINGING:
        _needless_after(package, now)
    _tell(package, _("Nơi nhận từ chối gói tin liên thông: %(office)s", office=package.to_name))


def answer_came(status: Status, data: bytes, now: datetime) -> bool:
    """An answer that a carrier brought by itself, opened and proven, in the scope of who it is for (the caller
    commits); False where it answers nothing of ours."""
    waiting = db.session.scalars(
        select(ExchangePackage).where(
            ExchangePackage.to_organ == status.sender.id,
            ExchangePackage.from_organ == status.recipient.id,
            ExchangePackage.handed_at.is_not(None),
        )
    ).all()
    package = next((one for one in waiting if sent_of(one).answer_id == status.package_id), None)
    if package is None:
        return False
    try:
        answer = answer_in(status, sent_of(package))
    except Forged:
        return False
    answered(package, answer, data.decode(), now)
    return True


def handed(package: ExchangePackage, now: datetime) -> None:
    """The package lies where somebody else carries it on; an answer comes by itself (the caller commits)."""
    if package.state != WAITING:
        return
    package.handed_at = package.handed_at or now
    package.reason, package.detail, package.leased_until = HANDED, "", None
    package.next_at = now + ASKED_AGAIN
    _end_if_over(package, now)


def failed(package: ExchangePackage, why: NotCarried, now: datetime) -> None:
    """It did not get there: try again later, or give up when the time is over (the caller commits)."""
    if package.state != WAITING:
        return
    package.reason, package.detail, package.leased_until = why.code, why.detail[:500], None
    package.next_at = now + pause(package.tries)
    if why.code == FORGED:
        audit(
            carrier_actor(package.tenant_id),
            "exchange.forged",
            kind="exchange_package",
            object_id=package.id,
            detail=f"{package.to_organ} {why.detail}",
        )
    _end_if_over(package, now)


def impossible(package: ExchangePackage, code: str, detail: str, now: datetime) -> None:
    """It can't even be made: nobody is asked, the clerk is told (the caller commits)."""
    if package.state != WAITING:
        return
    package.state, package.ended_at, package.leased_until = TURNED_DOWN, now, None
    package.reason, package.detail = code, detail[:500]
    _tell(package, _("Không lập được gói tin liên thông gửi %(office)s", office=package.to_name))


def again(package: ExchangePackage, actor: Actor, now: datetime, keep_trying: timedelta) -> None:
    """Send it once more, at once (the caller commits): the same package, which counts once however often it comes.
    Raises Forbidden."""
    actor.require(CLERK)
    if package.state in (DELIVERED, NEEDLESS):
        return
    package.state, package.ended_at, package.next_at = WAITING, None, now
    package.until, package.tries, package.leased_until = now + keep_trying, 0, None
    audit(actor, "exchange.again", kind="exchange_package", object_id=package.id, detail=package.to_organ)


def let_go(package: ExchangePackage) -> None:
    """Let the bytes of a package go that nobody asks for any more (the caller commits); the sweep takes the file."""
    package.path = None


def _end_if_over(package: ExchangePackage, now: datetime) -> None:
    if now < package.until:
        return
    package.state, package.ended_at = GIVEN_UP, now
    _tell(package, _("Không gửi được gói tin liên thông: %(office)s", office=package.to_name))


def _told(package: ExchangePackage, answer: Answer) -> None:
    document = db.session.scalar(select(OutgoingDocument).where(OutgoingDocument.id == package.outgoing_id))
    recipient = standings.recipient_of(document, package.to_organ) if document is not None else None
    if document is None or recipient is None:
        return
    code = ARRIVED if answer.is_taken else REFUSED
    words = "" if answer.is_taken else (words_of(answer.code) if answer.code else answer.words)
    standings.note(document, recipient, f"{sent_of(package).answer_id}.{code}", code, answer.at, words)


def _needless_after(package: ExchangePackage, now: datetime) -> None:
    """What never came there needs neither taking back nor putting right."""
    rows = db.session.scalars(
        select(ExchangePackage).where(
            ExchangePackage.outgoing_id == package.outgoing_id,
            ExchangePackage.to_organ == package.to_organ,
            ExchangePackage.state == WAITING,
            ExchangePackage.id > package.id,
            ExchangePackage.what == DOCUMENT,
        )
    )
    for one in rows:
        one.state, one.ended_at = NEEDLESS, now


def _tell(package: ExchangePackage, title: str) -> None:
    """Tell those who keep the registers."""
    actor = carrier_actor(package.tenant_id)
    words = " ".join(part for part in map(words_of, (package.reason, package.detail)) if part)
    people = [one.id for one in people_who_may(CLERK, package.tenant_id)]
    notify(
        people,
        "exchange.package",
        title,
        package_path(package),
        actor,
        detail=words[:500],
        mail=f"{title}\n{words}",
    )
