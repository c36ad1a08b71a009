"""How a task stands, written down again after something happened; when reports and reminders are due."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from portal.clock import to_local
from portal.dossiers import moment
from portal.exchange.tasks.course import TO_DO, Happening, standing_of
from portal.exchange.tasks.models import WEEKLY, Assignment, ReceivedTask, Task, TaskEvent
from portal.extensions import db
from portal.workdays.calendar import Calendar
from portal.workdays.queries import calendar_of

SOON = 2
"""Working days before the last day of a task at which who does it is reminded."""
AGAIN = 7
"""Days between reminders of what is late."""
Row = Assignment | ReceivedTask


def present_day() -> date:
    """The Vietnamese day of the instant at which acts count."""
    return to_local(moment.now()).date()


def events_of(row: Row) -> list[TaskEvent]:
    """What happened, as this side holds it, in order."""
    mine = TaskEvent.assignment_id if isinstance(row, Assignment) else TaskEvent.received_id
    statement = select(TaskEvent).where(mine == row.id)
    return list(db.session.scalars(statement.order_by(TaskEvent.at, TaskEvent.key)))


def happening(event: TaskEvent) -> Happening:
    """A row as the rule takes it."""
    return Happening(event.key, event.at, event.side, event.kind, event.until, event.done, event.name)


def settle(row: Row, content: Task | ReceivedTask) -> None:
    """Write down where a task stands by all that happened (the caller commits)."""
    happened = [happening(one) for one in events_of(row)]
    found = standing_of(row.first_due, happened, content.whole, row.first_holder)
    before = row.due
    for name in (
        "state",
        "due",
        "holder_name",
        "done",
        "asked_until",
        "received_at",
        "reported_at",
        "finished_at",
        "ended_at",
    ):
        setattr(row, name, getattr(found, name))
    if row.due > before:
        row.reminded_on = None  # there is a new day to be reminded of
    row.report_on = _report_on(row, content)
    remind(row)
    db.session.flush()


def _report_on(row: Row, content: Task | ReceivedTask) -> date | None:
    """The day of the next weekly report: the first such weekday after the last report."""
    if content.rhythm != WEEKLY or row.state not in TO_DO:
        return None
    last = to_local(row.reported_at or row.given_at).date()
    ahead = (content.weekday - last.weekday() - 1) % 7 + 1
    return last + timedelta(days=ahead)


def remind(row: Row) -> None:
    """Note the day of the next reminder."""
    row.remind_on = None
    if row.state not in TO_DO:
        return
    last = row.reminded_on or to_local(row.given_at).date()
    days: list[date] = [late_reminder(row.due, last)]
    if isinstance(row, ReceivedTask):
        days += [soon(row.due, calendar_of()), *_weekly(row.report_on, last)]
    row.remind_on = min((day for day in days if day > last), default=None)


def _weekly(report_on: date | None, last: date) -> list[date]:
    """The next day of a weekly report after `last`."""
    if report_on is None:
        return []
    missed = max(0, (last - report_on).days // 7 + 1)
    return [report_on + timedelta(days=7 * missed)]


def soon(due: date, calendar: Calendar) -> date:
    """The working day that lies SOON working days before a day."""
    day, left = due, SOON
    while left:
        day -= timedelta(days=1)
        left -= calendar.is_working_day(day)
    return day


def late_reminder(due: date, last: date) -> date:
    """The first day of telling that something is late (the day after, and every AGAIN days) that comes after `last`."""
    first = due + timedelta(days=1)
    if last < first:
        return first
    return first + timedelta(days=((last - first).days // AGAIN + 1) * AGAIN)
