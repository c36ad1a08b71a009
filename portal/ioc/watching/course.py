"""The course of an alert, and when somebody is told of it. Pure: no database, instants are naive UTC.

Hysteresis: an alert opens at its threshold when that has held for as long as its rule says, and closes only when
the value has come back to its calm line and stayed there for CALM. A value that trembles about the threshold is
one alert."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from portal.clock import from_local, to_local

PENDING, OPEN, CLOSED = "pending", "open", "closed"
INFO, WARNING, URGENT = 1, 2, 3
"""Severities. What is urgent ("khẩn") is told in quiet hours too."""
OPENED, ENDED = "opened", "closed"
CALM = timedelta(minutes=30)
DAY = 24 * 60


@dataclass(frozen=True)
class Limits:
    """What a rule says of a value: `threshold` and `calm` in the unit of the value, `hold` how long it must be
    met."""

    is_above: bool
    threshold: int
    calm: int
    hold: timedelta

    def met(self, value: int) -> bool:
        """Whether the value is at the threshold or beyond it."""
        return value >= self.threshold if self.is_above else value <= self.threshold

    def calmed(self, value: int) -> bool:
        """Whether the value is back at the calm line or better, which never meets the threshold."""
        back = value <= self.calm if self.is_above else value >= self.calm
        return back and not self.met(value)

    def worse(self, one: int, other: int) -> int:
        """The worse of two values."""
        return max(one, other) if self.is_above else min(one, other)


@dataclass(frozen=True)
class Course:
    """Where an alert is: since when the rule is met, opened, calm, closed; the last value and the worst."""

    state: str
    since: datetime
    value: int
    worst: int
    opened_at: datetime | None = None
    calm_since: datetime | None = None
    closed_at: datetime | None = None


def next_course(course: Course | None, value: int | None, limits: Limits, now: datetime) -> Course | None:
    """Where an alert is after a value was seen; None where there is none. An unknown value changes nothing: what
    cannot be seen is neither worse nor better. What is CLOSED must not come in again: the next alert is another
    one."""
    if value is None:
        return course
    if course is None:
        if not limits.met(value):
            return None
        course = Course(PENDING, now, value, value)
    course = replace(course, value=value, worst=limits.worse(course.worst, value))
    if course.state == PENDING:
        if not limits.met(value):
            return None
        if now - course.since < limits.hold:
            return course
        return replace(course, state=OPEN, opened_at=now)
    if not limits.calmed(value):
        return replace(course, calm_since=None)
    calm_since = course.calm_since or now
    if now - calm_since < CALM:
        return replace(course, calm_since=calm_since)
    return replace(course, state=CLOSED, calm_since=calm_since, closed_at=now)


def quiet_until(now: datetime, begins: int | None, ends: int | None) -> datetime:
    """When somebody may be told who wants quiet from a minute of the Vietnamese day until another one: now, or
    when the
    quiet ends that holds now. Quiet goes over midnight where it ends earlier than it begins; equal minutes are
    none."""
    if begins is None or ends is None or begins == ends:
        return now
    local = to_local(now)
    minute = local.hour * 60 + local.minute
    inside = begins <= minute < ends if begins < ends else minute >= begins or minute < ends
    if not inside:
        return now
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    end = midnight + timedelta(minutes=ends)
    return from_local(end if end > local else end + timedelta(days=1))


def due_at(now: datetime, severity: int, begins: int | None, ends: int | None) -> datetime:
    """When somebody is told of what happened now."""
    return now if severity >= URGENT else quiet_until(now, begins, ends)


@dataclass(frozen=True)
class Telling:
    """What somebody is told at once of an alert: that it opened, that it closed, or both after quiet hours."""

    alert_id: int
    opened: bool
    ended: bool


def tellings(pending: Iterable[tuple[int, str]]) -> list[Telling]:
    """(alert, what) of one person that are due, gathered by alert, in the order in which they came."""
    found: dict[int, set[str]] = {}
    for alert_id, what in pending:
        found.setdefault(alert_id, set()).add(what)
    return [Telling(one, OPENED in what, ENDED in what) for one, what in found.items()]
