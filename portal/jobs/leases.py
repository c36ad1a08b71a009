"""What only one process over all machines may do: a row that is held for a while, by the database's clock.

Whoever dies loses it when its time is over; on the holder's own machine at once, since there its sign of life tells.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.jobs.db_clock import db_now
from portal.jobs.models import Lease
from portal.jobs.presence import Presence, is_here, is_present

log = logging.getLogger(__name__)
LASTS = 30.0  # seconds that a lease holds without being renewed
RENEWED = 8.0  # seconds between two renewals


def take(name: str, holder: str, folder: Path, lasts: float = LASTS) -> bool:
    """Take or renew a lease; whether it is held. Needs an application context. Raises database errors."""
    with Session(db.engine) as session:
        now = _now(session)
        row = session.execute(select(Lease.holder, Lease.until).where(Lease.name == name)).first()
        session.commit()  # what is written begins a transaction of its own: SQLite would not wait for other writers
        fresh = {"holder": holder, "until": now + timedelta(seconds=lasts)}
        if row is None:
            session.add(Lease(name=name, **fresh))
            try:
                session.commit()
            except IntegrityError:  # somebody was faster
                return False
            return True
        is_free = row.holder == holder or row.until < now
        if not is_free and not (is_here(folder, row.holder) and not is_present(folder, row.holder)):
            return False
        taken: CursorResult[tuple[()]] = session.execute(  # type: ignore[assignment]
            update(Lease)
            .where(Lease.name == name, Lease.holder == row.holder, Lease.until == row.until)
            .values(**fresh)
        )
        session.commit()
        return taken.rowcount == 1


def leave(name: str, holder: str) -> None:
    """Give a lease back before its time. Needs an application context."""
    with Session(db.engine) as session:
        now = _now(session)
        session.commit()
        session.execute(update(Lease).where(Lease.name == name, Lease.holder == holder).values(until=now))
        session.commit()


def _now(session: Session) -> datetime:
    now: datetime = session.scalar(select(db_now()))
    return now


class Holding:
    """A lease that a thread keeps renewing while its owner works; `with` ends both."""

    def __init__(self, app: Flask, name: str, folder: Path) -> None:
        self._app, self._name, self._folder = app, name, folder
        self._presence = Presence(folder)
        self._until = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._renew, name=f"lease {name}", daemon=True)

    def __enter__(self) -> Holding:
        self.look()
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join(RENEWED)
        try:
            with self._app.app_context():
                leave(self._name, self._presence.name)
        except SQLAlchemyError:
            log.warning("the lease %s could not be given back; it ends by itself", self._name)
        self._presence.end()

    @property
    def is_held(self) -> bool:
        """Whether this process holds it: a renewal that failed counts until the time that was asked for is over."""
        return time.monotonic() < self._until

    def look(self) -> None:
        """Take or renew it now."""
        asked = time.monotonic()
        try:
            with self._app.app_context():
                is_mine = take(self._name, self._presence.name, self._folder)
        except (SQLAlchemyError, OSError):
            log.warning("the lease %s could not be renewed; trying again", self._name)
            return
        self._until = asked + LASTS - RENEWED / 2 if is_mine else 0.0

    def _renew(self) -> None:
        while not self._stop.wait(RENEWED):
            self.look()
