"""Sending what lies in the outbox: each e-mail at least once, again and again with growing pauses, then given up.

An e-mail that is being sent is leased: if the process dies, the lease runs out and the next one sends it again, under
the same Message-ID. Other portals' e-mails do not wait for one that cannot be sent.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from email.message import EmailMessage

from flask import Flask, current_app
from sqlalchemy import ColumnElement, delete, or_, select, update

from portal.clock import utc_now
from portal.extensions import db
from portal.mail.carriers import Carrier, NotCarried, carrier_of
from portal.mail.letters import compose
from portal.mail.models import FAILED, SENT, WAITING, OutgoingMail
from portal.mail.service import ADDRESS
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants, editing, entered, system_task
from portal.web.freshness import GLOBAL_SLOT, versions

log = logging.getLogger(__name__)

PAUSES = tuple(timedelta(minutes=one) for one in (1, 5, 30, 120, 360))
"""How long to wait after the first, second … failure; after the last one it is given up."""

LEASE = timedelta(minutes=3)
"""Longer than the slowest server may take (carriers.TIMEOUT for each of its answers)."""

TEXT_KEPT = timedelta(days=1)
"""How long the text of a sent e-mail is kept: it may hold a link that lets somebody in."""

ROWS_KEPT = timedelta(days=90)
AT_ONCE = 20
EVERY = 1.0  # seconds between two looks
THIN_EVERY = timedelta(hours=1)


class Postman:
    """Sends for one application. `step` as often as one likes; `run` in a thread of its own, until told to stop."""

    def __init__(self, app: Flask, carrier: Carrier | None = None) -> None:
        self._app = app
        self._carrier = carrier or carrier_of(app.config["PORTAL"])
        self._thinned: datetime | None = None

    def run(self, stop: threading.Event) -> None:
        """Send what comes; outlives every fault of the database."""
        while not stop.is_set():
            try:
                busy = self.step()
            except Exception:
                log.exception("the outbox could not be worked on; trying again")
                busy = False
                stop.wait(5)
            if not busy:
                stop.wait(EVERY)

    def step(self, now: datetime | None = None) -> int:
        """Send what is due; how many were tried."""
        instant = now or utc_now()
        with self._app.app_context():
            directory().refresh(versions().read(GLOBAL_SLOT))
            due = _due(instant)
            for tenant_id, mail_id in due:
                self._send(tenant_id, mail_id, instant)
            if self._thinned is None or instant - self._thinned > THIN_EVERY:
                thin(instant)
                self._thinned = instant
        return len(due)

    def _send(self, tenant_id: int, mail_id: int, now: datetime) -> None:
        with entered(editing(tenant_id)):
            mail = _lease(mail_id, now)
            if mail is None:
                return
            try:
                self._carrier.carry(_message(mail), f"{mail.tenant_id}-{mail.id}")
            except NotCarried as error:
                _failed(mail, error, now)
            except Exception as error:  # a message that cannot even be made: nobody would see it for ever
                log.exception("e-mail %s could not be made", mail.id)
                _failed(mail, NotCarried(f"Không soạn được thư: {type(error).__name__}", for_good=True), now)
            else:
                mail.state, mail.sent_at, mail.error = SENT, utc_now(), ""
            mail.leased_until = None
            db.session.commit()


def _due(now: datetime) -> list[tuple[int, int]]:
    """(tenant, e-mail) of what is to be sent now, oldest first."""
    with all_tenants("thư đến giờ gửi"):
        statement = (
            select(OutgoingMail.tenant_id, OutgoingMail.id)
            .where(OutgoingMail.state == WAITING, OutgoingMail.next_try_at <= now, _free(now))
            .order_by(OutgoingMail.next_try_at, OutgoingMail.id)
            .limit(AT_ONCE)
        )
        return [(tenant_id, mail_id) for tenant_id, mail_id in db.session.execute(statement)]


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(OutgoingMail.leased_until.is_(None), OutgoingMail.leased_until < now)


def _lease(mail_id: int, now: datetime) -> OutgoingMail | None:
    """The e-mail, taken by us for a while and committed so; None where another one was faster."""
    free = (OutgoingMail.id == mail_id, OutgoingMail.state == WAITING, _free(now))
    mail = db.session.scalar(select(OutgoingMail).where(*free).with_for_update())
    if mail is not None:
        mail.leased_until, mail.attempts = now + LEASE, mail.attempts + 1
    db.session.commit()
    return mail


def _failed(mail: OutgoingMail, error: NotCarried, now: datetime) -> None:
    mail.error = error.reason
    if error.for_good or mail.attempts > len(PAUSES):
        mail.state = FAILED
        log.error("e-mail %s of portal %s was given up: %s", mail.id, mail.tenant_id, error.reason)
        return
    mail.next_try_at = now + PAUSES[mail.attempts - 1]
    log.warning("e-mail %s of portal %s did not get away: %s", mail.id, mail.tenant_id, error.reason)


def _message(mail: OutgoingMail) -> EmailMessage:
    portal, settings = directory().by_id(mail.tenant_id), current_app.config["PORTAL"]
    name = portal.name if portal else ""
    own = portal.email if portal and ADDRESS.fullmatch(portal.email) else ""
    return compose(mail, settings.mail_sender, name, own)


def thin(now: datetime) -> None:
    """Let go of texts that were sent a day ago, and of rows that are old."""
    with system_task("dọn thư đã gửi"):
        old = OutgoingMail.sent_at < now - TEXT_KEPT
        db.session.execute(
            update(OutgoingMail)
            .where(OutgoingMail.state == SENT, old, OutgoingMail.text != "")
            .values(text="")
            .execution_options(synchronize_session=False)
        )
        gone = OutgoingMail.created_at < now - ROWS_KEPT
        db.session.execute(delete(OutgoingMail).where(OutgoingMail.state != WAITING, gone))
        db.session.commit()
