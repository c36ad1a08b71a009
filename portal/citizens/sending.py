"""Sending the messages to citizens: each at least once, under the same number, then given up; like portal/mail/sending.

What was sent, given up or came too late is emptied at once: neither number nor text stays.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import ColumnElement, delete, or_, select

from portal.citizens.gateways import gateways
from portal.citizens.gateways.contract import Letter, NotCarried
from portal.citizens.models import FAILED, SENT, WAITING, CitizenMessage
from portal.clock import utc_now
from portal.extensions import db
from portal.mail.service import ADDRESS
from portal.tenancy.directory import directory
from portal.tenancy.scope import system_task
from portal.web.freshness import GLOBAL_SLOT, versions

log = logging.getLogger(__name__)
PAUSES = tuple(timedelta(seconds=one) for one in (5, 30, 120, 600, 3600, 3 * 3600))
"""After the first, second … failure: a code is waited for now. After the last one it is given up."""
LEASE = timedelta(minutes=3)
ROWS_KEPT = timedelta(days=30)
AT_ONCE = 20
EVERY = 0.5  # seconds between two looks: somebody waits with the telephone in the hand
THIN_EVERY = timedelta(hours=1)


class Courier:
    """Sends for one application. `step` as often as one likes; `run` in a thread of its own, until told to stop."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._thinned: datetime | None = None

    def run(self, stop: threading.Event) -> None:
        """Send what comes; outlives every fault of the database."""
        while not stop.is_set():
            try:
                busy = self.step()
            except Exception:
                log.exception("messages to citizens could not be worked on; trying again")
                busy = 0
                stop.wait(5)
            if not busy:
                stop.wait(EVERY)

    def step(self, now: datetime | None = None) -> int:
        """Send what is due; how many were tried."""
        instant = now or utc_now()
        with self._app.app_context():
            directory().refresh(versions().read(GLOBAL_SLOT))
            due = _due(instant)
            for message_id in due:
                self._send(message_id, instant)
            if self._thinned is None or instant - self._thinned > THIN_EVERY:
                thin(instant)
                self._thinned = instant
            db.session.remove()
        return len(due)

    def _send(self, message_id: int, now: datetime) -> None:
        with system_task("gửi tin cho người dân"):
            message = _lease(message_id, now)
            if message is None:
                return
            try:
                if message.expires_at is not None and message.expires_at < now:
                    raise NotCarried("Quá hạn trước khi gửi được.", for_good=True)
                gateways()[message.channel].send(_letter(message))
            except NotCarried as error:
                _failed(message, error, now)
            except Exception as error:  # a message that cannot even be made: nobody would see it for ever
                log.error("message %s could not be made: %s", message.id, type(error).__name__)
                _failed(
                    message, NotCarried(f"Không soạn được tin: {type(error).__name__}", for_good=True), now
                )
            else:
                message.state, message.sent_at, message.error = SENT, utc_now(), ""
            if message.state != WAITING:
                message.to = message.text = ""
            message.leased_until = None
            db.session.commit()


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(CitizenMessage.leased_until.is_(None), CitizenMessage.leased_until < now)


def _due(now: datetime) -> list[int]:
    statement = (
        select(CitizenMessage.id)
        .where(CitizenMessage.state == WAITING, CitizenMessage.next_try_at <= now, _free(now))
        .order_by(CitizenMessage.next_try_at, CitizenMessage.id)
        .limit(AT_ONCE)
    )
    return list(db.session.scalars(statement))


def _lease(message_id: int, now: datetime) -> CitizenMessage | None:
    """The message, taken by us for a while and committed so; None where another one was faster."""
    free = (CitizenMessage.id == message_id, CitizenMessage.state == WAITING, _free(now))
    message = db.session.scalar(select(CitizenMessage).where(*free).with_for_update())
    if message is not None:
        message.leased_until, message.attempts = now + LEASE, message.attempts + 1
    db.session.commit()
    return message


def _letter(message: CitizenMessage) -> Letter:
    portal = directory().by_id(message.at_tenant_id)
    own = portal.email if portal and ADDRESS.fullmatch(portal.email) else ""
    name = portal.name if portal else ""
    return Letter(str(message.id), message.to, message.text, name, message.created_at, own)


def _failed(message: CitizenMessage, error: NotCarried, now: datetime) -> None:
    message.error = error.reason
    if error.for_good or message.attempts > len(PAUSES):
        message.state = FAILED
        log.error("message %s to a citizen was given up: %s", message.id, error.reason)
        return
    message.next_try_at = now + PAUSES[message.attempts - 1]
    log.warning("message %s to a citizen did not get away: %s", message.id, error.reason)


def thin(now: datetime) -> None:
    """Let go of rows that are old."""
    with system_task("dọn tin đã gửi cho người dân"):
        gone = CitizenMessage.created_at < now - ROWS_KEPT
        db.session.execute(delete(CitizenMessage).where(CitizenMessage.state != WAITING, gone))
        db.session.commit()
