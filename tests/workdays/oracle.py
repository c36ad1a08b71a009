"""The same questions answered by walking: minute by minute, day by day. Slow, and too plain to be wrong."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from portal.workdays.calendar import YearTable

VIETNAM_IS_AHEAD = timedelta(hours=7)


def works_at(table: YearTable, local: datetime) -> bool:
    """Whether the minute that begins at this local time is worked."""
    return any(start <= local.time() < end for start, end in _hours(table, local.date()))


def _hours(table: YearTable, day: date) -> tuple[tuple[time, time], ...]:
    assert day.year == table.year
    if day in table.worked:
        return table.worked[day]
    return () if day in table.off else table.hours.get(day.weekday(), ())


def minutes_between(table: YearTable, begin: datetime, end: datetime) -> int:
    """Worked minutes from one UTC minute to a later one."""
    local, last, count = begin + VIETNAM_IS_AHEAD, end + VIETNAM_IS_AHEAD, 0
    while local < last:
        count += works_at(table, local)
        local += timedelta(minutes=1)
    return count


def add_minutes(table: YearTable, begin: datetime, minutes: int) -> datetime:
    """The end of the `minutes`-th worked minute from a UTC minute on (1 or more)."""
    local = begin + VIETNAM_IS_AHEAD
    while True:
        minutes -= works_at(table, local)
        local += timedelta(minutes=1)
        if minutes == 0:
            return local - VIETNAM_IS_AHEAD


def add_days(table: YearTable, day: date, count: int) -> date:
    """The `count`-th worked day after a day."""
    while count:
        day += timedelta(days=1)
        count -= bool(_hours(table, day))
    return day
