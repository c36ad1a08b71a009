"""The follower's part: what changed is looked at again; every portal as a whole once a day, as a job."""

from __future__ import annotations

import time
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select

from portal.accounts.permissions import system_actor
from portal.clock import today, utc_now
from portal.extensions import db
from portal.jobs.run import Interrupted, JobRun
from portal.jobs.service import enqueue
from portal.publishing.models import Change
from portal.quality import standing
from portal.quality.checking import check_portal, check_things
from portal.quality.models import QualityDay
from portal.quality.registry import registered
from portal.quality.service import remind_overdue
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import all_tenants, editing, entered

JOB = "quality.check"
EVERY = 5.0  # seconds between two looks at the change log
MOST_CHANGES = 50  # of one step: between them the follower has other things to do


class Watching:
    """Follows the change log. Where it is stands in a file: what is looked at twice is found the same."""

    def __init__(self) -> None:
        self._next = 0.0
        self._position: int | None = None
        self._asked_on: date | None = None

    def step(self, _now: datetime) -> int:
        """What is due now; how many changes were seen. Needs an application context, no scope."""
        if time.monotonic() < self._next:
            return 0
        self._next = time.monotonic() + EVERY
        if self._asked_on != today():
            ask_for_looks(today())
            self._asked_on = today()
        file = current_app.config["PORTAL"].instance_path / "quality-position"
        if self._position is None:
            self._position = _read(file)
            _write(file, self._position)  # what changes until the next start is not missed
        until, count = follow(self._position)
        if until != self._position:
            self._position = until
            _write(file, until)
        return count


def follow(position: int) -> tuple[int, int]:
    """Look at what changed after this place of the change log: (the place reached, how many changes)."""
    statement = select(Change.id, Change.of_tenant_id, Change.kind, Change.object_id).where(
        Change.id > position
    )
    with all_tenants("đọc sổ thay đổi để kiểm tra chất lượng"):
        rows = db.session.execute(statement.order_by(Change.id).limit(MOST_CHANGES)).all()
    changed: dict[tuple[int, str], set[int]] = defaultdict(set)
    for _number, tenant_id, kind, object_id in rows:
        if kind in registered().checked:
            changed[tenant_id, kind].add(object_id)
    for (tenant_id, kind), ids in changed.items():
        check_things(tenant_id, kind, sorted(ids))
    return (rows[-1].id if rows else position), len(rows)


def _read(file: Path) -> int:
    """The place in the file; without one, the end of the log: the day's looks see what was before."""
    try:
        return int(file.read_text())
    except (OSError, ValueError):
        with all_tenants("tìm cuối sổ thay đổi"):
            return int(db.session.scalar(select(func.max(Change.id))) or 0)


def _write(file: Path, position: int) -> None:
    fresh = file.with_suffix(".new")
    fresh.write_text(str(position))
    fresh.replace(file)


def ask_for_looks(day: date) -> int:
    """Ask for a look through each portal that was not looked through on this day; how many."""
    with all_tenants("tìm cổng chưa kiểm tra hôm nay"):
        done = set(db.session.scalars(select(QualityDay.tenant_id).where(QualityDay.day == day)))
    waiting = [one for one in directory().living() if one.id not in done and one.status == "active"]
    for one in waiting:
        with entered(editing(one.id)):
            enqueue(JOB, one.id, system_actor(one.id))
            db.session.commit()
    return len(waiting)


def run_job(run: JobRun) -> None:
    """Look through a whole portal, and tell those in charge of sections that are overdue, at most weekly."""

    def told(done: int, total: int) -> None:
        run.progress(done, total)
        if run.stop_wanted():
            raise Interrupted

    count = check_portal(run.tenant_id, told)
    portal = directory().by_id(run.tenant_id)
    reminded = remind(portal) if portal is not None and portal.status == "active" else 0
    run.finish(f"{count} phát hiện, {reminded} lời nhắc")
    db.session.commit()


def remind(portal: Portal) -> int:
    """Tell of a portal's sections with something to do, and commit; how many."""
    standings = standing.of_portal(portal)
    with entered(editing(portal.id)):
        count = remind_overdue(portal.id, standings, utc_now())
        db.session.commit()
    return count
