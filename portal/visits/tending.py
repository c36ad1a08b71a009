"""The follower's part: counts from the files into the table, and old days into months."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from flask import current_app
from sqlalchemy import delete, extract, select, update

from portal.clock import today
from portal.extensions import db
from portal.tenancy.directory import directory
from portal.tenancy.hosts import normalise_host
from portal.tenancy.scope import all_tenants, editing, entered
from portal.visits.acts import act_of
from portal.visits.models import VisitDay
from portal.visits.spool import EVERY, Seen, read_file

DAYS_KEPT = 400
MOST_FILES = 50  # of one step: between them the follower has other things to do


class Line(NamedTuple):
    """A line of the table without its count."""

    day: date
    act: str
    path: str


class TakingIn:
    """Adds what the web processes of this machine counted to the table, every few seconds.

    A file goes with the commit of its counts; a crash in between counts those few seconds twice.
    """

    def __init__(self) -> None:
        self._next = 0.0

    def step(self, _now: datetime | None = None) -> int:
        """What is due now; how many files were taken in. Needs an application context, no scope."""
        if time.monotonic() < self._next:
            return 0
        self._next = time.monotonic() + EVERY
        return take_in(current_app.config["PORTAL"].instance_path / "visits")


class Folding:
    """Once a day old days become months; on one machine alone."""

    def __init__(self) -> None:
        self._folded_on: date | None = None

    def step(self, _now: datetime | None = None) -> int:
        """What is due now; how many lines were made. Needs an application context, no scope."""
        if self._folded_on == today():
            return 0
        self._folded_on = today()
        return fold_old(today())


def take_in(folder: Path) -> int:
    """Add the files of a folder to the table and remove them; how many."""
    files = sorted(folder.glob("*.jsonl"))[:MOST_FILES] if folder.is_dir() else []
    counts: dict[int, Counter[Line]] = {}
    for file in files:
        for seen, count in read_file(file):
            found = _line(seen)
            if found is not None:
                tenant_id, line = found
                counts.setdefault(tenant_id, Counter())[line] += count
    for tenant_id, lines in counts.items():
        with entered(editing(tenant_id)):
            _add(tenant_id, lines)
            db.session.commit()
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)


def _line(seen: Seen) -> tuple[int, Line] | None:
    """The portal and the line that something belongs to; None where it belongs to none."""
    path, portal = _text(seen.path), directory().by_host(normalise_host(seen.host))
    if current_app.config["PORTAL"].tenants_by == "path":
        head, _slash, rest = path.lstrip("/").partition("/")
        below = directory().by_slug(head) if head in directory().slugs_by_path() else None
        portal, path = (below, f"/{rest}") if below is not None else (directory().district(), path)
    act = act_of(path, asked=seen.asked)
    return (portal.id, Line(seen.day, *act)) if portal is not None and act is not None else None


def _text(latin: str) -> str:
    """A WSGI path (bytes as Latin-1) as the text that was meant."""
    return latin.encode("latin-1", "replace").decode("utf-8", "replace")


def _add(tenant_id: int, lines: Counter[Line]) -> None:
    for line, count in lines.items():
        same = (VisitDay.day == line.day, VisitDay.act == line.act, VisitDay.path == line.path)
        held = db.session.scalar(select(VisitDay.id).where(*same).limit(1))
        if held is None:
            db.session.add(VisitDay(tenant_id=tenant_id, **line._asdict(), count=count))
        else:
            more = update(VisitDay).where(VisitDay.id == held).values(count=VisitDay.count + count)
            db.session.execute(more)


def fold_old(day: date) -> int:
    """Sum days that lie more than DAYS_KEPT back to the first of their month; how many lines that makes."""
    before = (day - timedelta(days=DAYS_KEPT)).replace(day=1)
    with all_tenants("gộp lượt xem cũ theo tháng"):
        not_yet = extract("day", VisitDay.day) != 1
        old = select(VisitDay.tenant_id).where(VisitDay.day < before, not_yet).distinct()
        tenants = list(db.session.scalars(old))
    made = 0
    for tenant_id in tenants:
        with entered(editing(tenant_id)):
            made += _fold(tenant_id, before)
            db.session.commit()
    return made


def _fold(tenant_id: int, before: date) -> int:
    rows = db.session.execute(
        select(VisitDay.day, VisitDay.act, VisitDay.path, VisitDay.count).where(VisitDay.day < before)
    ).all()
    sums: Counter[Line] = Counter()
    for day, act, path, count in rows:
        sums[Line(day.replace(day=1), act, path)] += count
    db.session.execute(delete(VisitDay).where(VisitDay.day < before))
    db.session.add_all(
        VisitDay(tenant_id=tenant_id, **line._asdict(), count=count) for line, count in sums.items()
    )
    return len(sums)
