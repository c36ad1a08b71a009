"""When an answer is due: working days, in one place.

Working days are Monday to Friday but for public holidays (Labour Code 45/2019/QH14, article 112). Those that follow the
lunar calendar, and the days that are moved, are decided each year: the portal's settings list them.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

FIXED_HOLIDAYS = frozenset({(1, 1), (4, 30), (5, 1), (9, 2)})  # (month, day) by the solar calendar
SOON = 2  # working days before the deadline from which it is marked

GOOD, WARN, BAD = "good", "warn", "bad"


def is_working_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Whether offices work on this day."""
    return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS and day not in holidays


def due_on(received: date, days: int, holidays: Collection[date] = ()) -> date:
    """The last day for an answer: `days` working days after the day of receiving, which does not count itself."""
    day = received
    for _count in range(max(days, 0)):
        day += timedelta(days=1)
        while not is_working_day(day, holidays):
            day += timedelta(days=1)
    return day


def working_days_left(today: date, due: date, holidays: Collection[date] = ()) -> int:
    """Working days after today until the deadline; negative: working days by which it has passed."""
    if due >= today:
        return _between(today, due, holidays)
    return -_between(due, today, holidays)


def _between(first: date, last: date, holidays: Collection[date]) -> int:
    span = (last - first).days
    return sum(is_working_day(first + timedelta(days=count), holidays) for count in range(1, span + 1))


def urgency(today: date, due: date | None, holidays: Collection[date] = ()) -> str:
    """GOOD while there is time, WARN in the last working days, BAD when it is late."""
    if due is None:
        return GOOD
    if due < today:
        return BAD
    return WARN if working_days_left(today, due, holidays) <= SOON else GOOD
