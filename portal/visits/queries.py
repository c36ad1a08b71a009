"""Reads of reading figures in the scope in force; days are those of Vietnam, both ends included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select

from portal.clock import today
from portal.extensions import db
from portal.visits.acts import VIEW
from portal.visits.models import VisitDay


@dataclass(frozen=True)
class Period:
    """From one day to another."""

    since: date
    until: date

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        return [self.since + timedelta(days=number) for number in range((self.until - self.since).days + 1)]

    @property
    def before(self) -> Period:
        """The period of the same length before it."""
        length = self.until - self.since + timedelta(days=1)
        return Period(self.since - length, self.until - length)


def last_days(number: int) -> Period:
    """The last days up to today."""
    return Period(today() - timedelta(days=number - 1), today())


def _between(period: Period) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return VisitDay.day >= period.since, VisitDay.day <= period.until


def totals(period: Period) -> dict[str, int]:
    """How often each act was done; one statement."""
    statement = select(VisitDay.act, func.sum(VisitDay.count)).where(*_between(period)).group_by(VisitDay.act)
    return {act: int(count) for act, count in db.session.execute(statement)}


def by_day(period: Period, act: str = VIEW) -> list[tuple[date, int]]:
    """How often an act was done on each day; one statement."""
    statement = select(VisitDay.day, func.sum(VisitDay.count)).where(*_between(period), VisitDay.act == act)
    found = {day: int(count) for day, count in db.session.execute(statement.group_by(VisitDay.day))}
    return [(day, found.get(day, 0)) for day in period.days]


def top(period: Period, act: str = VIEW, limit: int = 20) -> list[tuple[str, int]]:
    """The paths with which an act was done most; one statement."""
    count = func.sum(VisitDay.count)
    statement = select(VisitDay.path, count).where(*_between(period), VisitDay.act == act)
    ordered = statement.group_by(VisitDay.path).order_by(count.desc(), VisitDay.path).limit(limit)
    return [(path, int(number)) for path, number in db.session.execute(ordered)]


def of_path(path: str, period: Period) -> int:
    """How often a page was read."""
    read = (VisitDay.path == path, VisitDay.act == VIEW)
    return int(db.session.scalar(select(func.sum(VisitDay.count)).where(*_between(period), *read)) or 0)


def by_portal(period: Period) -> dict[int, dict[str, int]]:
    """How often each act was done in each portal of the scope: tenant id → act → count; one statement."""
    statement = select(VisitDay.tenant_id, VisitDay.act, func.sum(VisitDay.count)).where(*_between(period))
    found: dict[int, dict[str, int]] = {}
    for tenant_id, act, count in db.session.execute(statement.group_by(VisitDay.tenant_id, VisitDay.act)):
        found.setdefault(tenant_id, {})[act] = int(count)
    return found


def read_in_all() -> int:
    """How often pages of this portal were read since counting began."""
    return int(db.session.scalar(select(func.sum(VisitDay.count)).where(VisitDay.act == VIEW)) or 0)
