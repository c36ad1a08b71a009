"""Reminders of tasks (a step of the follower): before the last day, after it, and of weekly reports. Everybody gets one
notice a day at most, however many tasks it speaks of; what was reminded of is marked in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import system_actor
from portal.clock import to_local
from portal.dossiers import moment
from portal.exchange.tasks.carrying import REASON, carry
from portal.exchange.tasks.course import TO_DO
from portal.exchange.tasks.models import Assignment, ReceivedTask, Task
from portal.exchange.tasks.settling import remind
from portal.exchange.tasks.telling import BOARD_PATH, RECEIVED_PATH, doers, givers
from portal.extensions import db
from portal.notices.service import notify
from portal.publishing.service import commit
from portal.tenancy.scope import all_tenants, editing, entered

EVERY = 60.0  # seconds between looks for whom to remind
FROM = time(7, 0)
"""Nobody is reminded before this hour of Vietnam."""
MOST_NAMED = 5
AT_ONCE = 500


class Tending:
    """The step: what is due is carried at once; from seven o'clock on, who must be reminded is looked for."""

    def __init__(self) -> None:
        self._next: datetime | None = None

    def step(self, now: datetime) -> int:
        """Do what is due; how many things were done."""
        done = carry(now)
        if self._next is not None and 0 <= (now - self._next).total_seconds() < EVERY:
            return done
        self._next = now
        return done + remind_all(now)


@dataclass
class _About:
    """What one person is reminded of: names of tasks that are late, soon due, awaiting a report."""

    late: list[str]
    soon: list[str]
    reports: list[str]


def remind_all(now: datetime) -> int:
    """Remind whoever must be reminded on this day; how many rows. Commits by itself, portal by portal."""
    local = to_local(now)
    if local.time() < FROM:
        return 0
    with all_tenants(REASON):
        portals = {
            one
            for kind in (Assignment, ReceivedTask)
            for one in db.session.scalars(select(kind.tenant_id).where(*_due(kind, local.date())).distinct())
        }
    done = 0
    for tenant_id in sorted(portals):
        with entered(editing(tenant_id)), moment.at(now):
            done += _remind_doers(local.date(), tenant_id) + _remind_givers(local.date(), tenant_id)
            commit()
    return done


def _due(kind: Any, day: date) -> tuple[Any, ...]:
    return kind.state.in_(TO_DO), kind.remind_on <= day


def _remind_doers(day: date, tenant_id: int) -> int:
    rows = _rows(ReceivedTask, day)
    by_person: dict[int, _About] = defaultdict(lambda: _About([], [], []))
    for row in rows:
        for person in doers(row):
            about = by_person[person]
            kind = about.late if row.due < day else about.reports if row.report_on == day else about.soon
            kind.append(row.title)
        _reminded(row, day)
    for person, about in by_person.items():
        _tell(person, about, f"{RECEIVED_PATH}?xem=cua-toi", tenant_id)
    return len(rows)


def _remind_givers(day: date, tenant_id: int) -> int:
    rows = _rows(Assignment, day)
    wanted = select(Task).where(Task.id.in_({one.task_id for one in rows}))
    tasks = {one.id: one for one in db.session.scalars(wanted)}
    by_person: dict[int, dict[str, None]] = defaultdict(dict)
    for row in rows:
        for person in givers(tasks[row.task_id]):
            by_person[person][tasks[row.task_id].title] = None
        _reminded(row, day)
    for person, titles in by_person.items():
        _tell(person, _About(list(titles), [], []), f"{BOARD_PATH}?tre=1", tenant_id)
    return len(rows)


def _rows(kind: Any, day: date) -> list[Any]:
    statement = select(kind).where(*_due(kind, day)).order_by(kind.due, kind.id)
    return list(db.session.scalars(statement.limit(AT_ONCE)))


def _reminded(row: Assignment | ReceivedTask, day: date) -> None:
    row.reminded_on = day
    remind(row)


def _tell(person: int, about: _About, path: str, tenant_id: int) -> None:
    said = [
        _("%(count)s quá hạn", count=len(about.late)) if about.late else "",
        _("%(count)s sắp đến hạn", count=len(about.soon)) if about.soon else "",
        _("%(count)s đến kỳ báo cáo", count=len(about.reports)) if about.reports else "",
    ]
    title = _("Nhiệm vụ cần chú ý: %(what)s", what=", ".join(filter(None, said)))
    names = _named([*about.late, *about.soon, *about.reports])
    notify(
        [person],
        "task.reminder",
        title,
        path,
        system_actor(tenant_id),
        detail=names,
        mail=f"{title}\n\n{names}",
    )


def _named(titles: Iterable[str]) -> str:
    """The first of them by name, and how many more."""
    listed = list(titles)
    named = "; ".join(one[:90] for one in listed[:MOST_NAMED])
    more = len(listed) - MOST_NAMED
    return _("%(named)s và %(more)s nhiệm vụ khác", named=named, more=more) if more > 0 else named
