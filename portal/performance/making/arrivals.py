"""When people come: working days and hours, fewer around Tết, more on Mondays and in the months of schools and papers;
online also in the evening and on days of rest. Pure, from a seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from portal.clock import from_local
from portal.workdays.calendar import Calendar, Span, minute_of

_WEEKDAY = (1.3, 1.1, 1.0, 0.95, 1.0, 0.5, 0.35)
_MONTH = (1.0, 0.8, 1.1, 1.0, 1.05, 1.15, 1.2, 1.3, 1.15, 1.0, 0.95, 1.05)
_EVENING = ((7, 1.0), (12, 1.2), (18, 1.5), (19, 2.2), (20, 2.6), (21, 2.0), (22, 0.8))
AFTER_HOLIDAYS = 1.6  # the first working day after a longer break
TAKEN_IN = 12  # minutes before the end of a span after which nobody comes any more


def weights(calendar: Calendar, days: Sequence[date]) -> list[float]:
    """How busy each day is at the counter; days of rest have none."""
    found, rested = [], 0
    for day in days:
        if not calendar.is_working_day(day):
            found.append(0.0)
            rested += 1
            continue
        weight = _WEEKDAY[day.weekday()] * _MONTH[day.month - 1]
        if _off_within(calendar, day, 1, 4):
            weight *= 0.6  # the days before a long holiday
        found.append(weight * (AFTER_HOLIDAYS if rested >= 3 else 1.0))
        rested = 0
    return found


def _off_within(calendar: Calendar, day: date, first: int, last: int) -> bool:
    """Whether a named holiday of three days or more begins within so many days."""
    ahead = [day + timedelta(days=number) for number in range(first, last + 3)]
    return sum(bool(calendar.name_of(one)) for one in ahead) >= 3


def drawn(
    calendar: Calendar, first: date, last: date, count: int, chance: Random, online: Callable[[], bool]
) -> list[tuple[datetime, bool]]:
    """So many arrivals of these days in order: (instant in naive UTC, whether online). Raises ValueError where the
    office works on none of the days."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    at_counter = weights(calendar, days)
    if not any(at_counter):
        raise ValueError("no working day")
    anywhere = [
        max(weight, 0.35 * _MONTH[day.month - 1]) for weight, day in zip(at_counter, days, strict=True)
    ]
    found = []
    for _each in range(count):
        is_online = online()
        day = chance.choices(days, anywhere if is_online else at_counter)[0]
        found.append((_moment(calendar, day, chance, is_online), is_online))
    return sorted(found)


def _moment(calendar: Calendar, day: date, chance: Random, is_online: bool) -> datetime:
    spans = calendar.spans(day)
    if spans and not (is_online and chance.random() < 0.4):
        return within(spans, day, chance)
    hour = chance.choices([one for one, _weight in _EVENING], [weight for _one, weight in _EVENING])[0]
    return from_local(datetime.combine(day, time(hour, chance.randrange(60), chance.randrange(60))))


def within(spans: Sequence[Span], day: date, chance: Random) -> datetime:
    """An instant of office hours, not at their very end."""
    start, end = chance.choice(spans)
    minute = chance.randrange(minute_of(start), max(minute_of(end) - TAKEN_IN, minute_of(start) + 1))
    return from_local(datetime.combine(day, time(minute // 60, minute % 60, chance.randrange(60))))
