"""How often old addresses are asked for: counted in memory, written from time to time, nothing about who asked."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from datetime import date, timedelta
from itertools import groupby

from flask import Flask, current_app
from sqlalchemy import delete, select, update

from portal.clock import today
from portal.extensions import db
from portal.moving.models import OldPath, OldPathDay
from portal.tenancy.scope import system_task

log = logging.getLogger(__name__)
_EXTENSION = "portal_moving_hits"
INTERVAL = 20.0  # seconds that counts wait at most
MOST_HELD = 5_000
KEPT = timedelta(days=400)
"""How long the count of each single day is kept: a year can be compared with the one before."""

Key = tuple[int, int, date]  # tenant, old address, day in Vietnam


class Hits:
    """The counts of one application that are not written yet."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._held: Counter[Key] = Counter()
        self._writer: threading.Thread | None = None
        self._due = threading.Event()

    def note(self, tenant_id: int, old_path_id: int) -> None:
        """Count one visit; never touches the database, never raises."""
        with self._lock:
            key = (tenant_id, old_path_id, today())
            if key in self._held or len(self._held) < MOST_HELD:
                self._held[key] += 1
            if self._writer is None:
                self._writer = threading.Thread(target=self._write_soon, name="old-path-hits", daemon=True)
                self._writer.start()

    def _write_soon(self) -> None:
        self._due.wait(INTERVAL)
        with self._lock:
            self._due.clear()
            self._writer = None
        self.flush()

    def flush(self) -> bool:
        """Write what was counted; whether it worked. What could not be written is held on."""
        with self._writing:
            with self._lock:
                held, self._held = self._held, Counter()
            if not held:
                return True
            try:
                with self._app.app_context():
                    _keep(held)
            except Exception as error:  # whatever it is: reading goes on
                log.warning("visits of old addresses could not be written and wait: %s", type(error).__name__)
                with self._lock:
                    self._held.update(held)
                return False
        return True


def _keep(held: Counter[Key]) -> None:
    with system_task("ghi lượt mở địa chỉ cũ"):
        for tenant_id, group in groupby(sorted(held), key=lambda key: key[0]):
            keys = list(group)
            statement = select(OldPath.id).where(
                OldPath.tenant_id == tenant_id, OldPath.id.in_({key[1] for key in keys})
            )
            known = set(db.session.scalars(statement))
            for key in keys:
                if key[1] in known:
                    _add(key, held[key])
            db.session.execute(
                delete(OldPathDay).where(OldPathDay.tenant_id == tenant_id, OldPathDay.day < today() - KEPT)
            )
        db.session.commit()


def _add(key: Key, count: int) -> None:
    """Add to the day and to the whole, by statements: a visit is no new version of what an editor has open."""
    tenant_id, old_path_id, day = key
    own = (OldPath.tenant_id == tenant_id, OldPath.id == old_path_id)
    values = {"hits": OldPath.hits + count, "last_hit_on": day}
    without = {"synchronize_session": False}
    db.session.execute(update(OldPath).where(*own).values(**values), execution_options=without)
    wanted = (OldPathDay.tenant_id == tenant_id, OldPathDay.old_path_id == old_path_id, OldPathDay.day == day)
    row = db.session.scalar(select(OldPathDay).where(*wanted))
    if row is None:
        row = OldPathDay(tenant_id=tenant_id, old_path_id=old_path_id, day=day, count=0)
        db.session.add(row)
    row.count += count
    db.session.flush()


def bind(app: Flask) -> None:
    """Give an application its counts."""
    app.extensions[_EXTENSION] = Hits(app)


def hits(app: Flask | None = None) -> Hits:
    """The application's counts."""
    found: Hits = (app or current_app).extensions[_EXTENSION]
    return found


def note(tenant_id: int, old_path_id: int) -> None:
    """Count one visit of an old address."""
    hits().note(tenant_id, old_path_id)
