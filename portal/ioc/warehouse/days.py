"""Days of Vietnam as the warehouse needs them: of instants, as spans, as instants again. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from portal.clock import from_local, to_local

ONE = timedelta(days=1)
FIRST = date(2000, 1, 1)
"""Before any day that is counted."""


def day_of(moment: datetime | date) -> date:
    """The day of Vietnam of a UTC instant; a day stays what it is."""
    return to_local(moment).date() if isinstance(moment, datetime) else moment


def begins(day: date) -> datetime:
    """The first instant of a day, naive UTC."""
    return from_local(datetime.combine(day, time.min))


def ends(day: date) -> datetime:
    """The first instant after a day, naive UTC."""
    return begins(day + ONE)


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from the first up to and with the last."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def spans(days: Iterable[date], *, gap: int = 3) -> list[tuple[date, date]]:
    """The days as spans (first, last): what lies at most `gap` days apart becomes one, as one question costs more than
    a few days."""
    found: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if found and (day - found[-1][1]).days <= gap:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
