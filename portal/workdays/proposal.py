"""A year as it follows from the law alone: what counts until somebody confirms a year, and what they begin with. Pure.

A holiday on a weekly day of rest: the next working day is off in its place (Labour Code, article 111, clause 3). Where
the law leaves a choice (the five days of Tết, the day beside the National Day) and nothing was announced, the choice
with the longest rest is proposed, as most years had it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from portal.workdays import rules
from portal.workdays.calendar import USUAL_HOURS, Span, YearTable
from portal.workdays.lunar import lunar_days

Days = dict[date, str]
_DAY = timedelta(days=1)
IN_PLACE = "Nghỉ bù %s"
SWAPPED = "Nghỉ hoán đổi, làm bù ngày %s"
WORKED = "Làm bù cho ngày %s"


@lru_cache(maxsize=256)
def proposal(year: int) -> YearTable:
    """The proposal for a year, with the usual hours."""
    return proposed(year, USUAL_HOURS)


def proposed(year: int, hours: Mapping[int, tuple[Span, ...]]) -> YearTable:
    """The proposal for a year of an office with these hours (whose weekdays without hours are days of rest)."""
    rest = frozenset(range(7)) - {weekday for weekday, spans in hours.items() if spans}
    known = rules.ANNOUNCED.get(year)
    named = [(day, name) for day, name in rules.named_days(year)]
    if known is not None:
        tet = _run(known.tet_from, 5)
        beside = known.beside_national
    else:
        lunar = lunar_days(year)
        tet = _tet(lunar[0], rest) if lunar else []
        beside = _beside(date(year, 9, 2), rest)
    named += [(day, rules.TET) for day in tet] + [(beside, rules.NATIONAL)]
    off = with_days_in_place(named, rest)
    worked: dict[date, tuple[Span, ...]] = {}
    for day, instead in known.swaps if known else ():
        off[day] = SWAPPED % f"{instead:%d/%m}"
        worked[instead] = hours.get(day.weekday(), ())
    return YearTable(year, hours, dict(sorted(off.items())), worked)


def notes_of(year: int) -> Days:
    """What each compensatory day of the proposal makes up for."""
    known = rules.ANNOUNCED.get(year)
    return {worked: WORKED % f"{day:%d/%m}" for day, worked in known.swaps} if known else {}


def _run(first: date, count: int) -> list[date]:
    return [first + _DAY * number for number in range(count)]


def with_days_in_place(named: Iterable[tuple[date, str]], rest: frozenset[int]) -> Days:
    """Holidays, and for each that falls on a day of rest (or on another holiday) the next free working day after it."""
    off: Days = {}
    missed: list[tuple[date, str]] = []
    for day, name in sorted(named):
        if day in off or day.weekday() in rest:
            missed.append((day, name))
        off.setdefault(day, name)
    if len(rest) < 7:
        for day, name in missed:
            while day in off or day.weekday() in rest:
                day += _DAY
            off[day] = IN_PLACE % name
    return off


def _best(choices: list[list[date]], rest: frozenset[int]) -> list[date]:
    """The choice with the longest unbroken rest, then with the fewest days in place of others; the first of equals."""

    def worth(days: list[date]) -> tuple[int, int]:
        off = with_days_in_place([(day, "") for day in days], rest)
        first, last = min(off), max(off)
        while (first - _DAY).weekday() in rest:
            first -= _DAY
        while (last + _DAY).weekday() in rest:
            last += _DAY
        return (last - first).days, -len(off)

    return max(choices, key=worth) if len(rest) < 7 else choices[0]


def _tet(first: date, rest: frozenset[int]) -> list[date]:
    """Two days before and the first three of the lunar year, or one before and the first four."""
    return _best([_run(first - _DAY * 2, 5), _run(first - _DAY, 5)], rest)


def _beside(day: date, rest: frozenset[int]) -> date:
    before, after = day - _DAY, day + _DAY
    chosen = _best([[before, day], [day, after]], rest)
    return before if before in chosen else after
