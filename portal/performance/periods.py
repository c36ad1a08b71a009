"""Periods of reports: a month, a quarter or a year of Vietnam, as people and addresses write them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from portal.clock import from_local

MONTH, QUARTER, YEAR = "thang", "quy", "nam"
FIRST_YEAR, LAST_YEAR = 2000, 2199
_WRITTEN = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?\Z", re.ASCII)


@dataclass(frozen=True)
class Period:
    """Whole months from `first` up to and with `last`; `key` is "2026-03", "2026-Q1" or "2026"."""

    kind: str
    key: str
    first: date
    last: date

    @property
    def begins(self) -> datetime:
        """The first instant (naive UTC)."""
        return from_local(datetime.combine(self.first, datetime.min.time()))

    @property
    def ends(self) -> datetime:
        """The first instant after it (naive UTC)."""
        return from_local(datetime.combine(self.last + timedelta(days=1), datetime.min.time()))

    @property
    def label(self) -> str:
        """As people call it."""
        if self.kind == MONTH:
            return str(_("tháng %(month)s năm %(year)s", month=self.first.month, year=self.first.year))
        if self.kind == QUARTER:
            quarter = (self.first.month + 2) // 3
            return str(_("quý %(quarter)s năm %(year)s", quarter=quarter, year=self.first.year))
        return str(_("năm %(year)s", year=self.first.year))


def month(year: int, number: int) -> Period:
    """A month. Raises ValueError."""
    return Period(MONTH, f"{year:04d}-{number:02d}", date(year, number, 1), _last_of(year, number))


def months_of(period: Period) -> list[Period]:
    """The months of a period, the earliest first."""
    return [month(period.first.year, number) for number in range(period.first.month, period.last.month + 1)]


def read(written: str) -> Period | None:
    """The period that an address names; None for anything else."""
    found = _WRITTEN.match(written)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return None
    year = int(found[1])
    if found[2]:
        return month(year, int(found[2]))
    if found[3]:
        first = int(found[3]) * 3 - 2
        return Period(QUARTER, written, date(year, first, 1), _last_of(year, first + 2))
    return Period(YEAR, written, date(year, 1, 1), date(year, 12, 31))


def month_before(day: date) -> Period:
    """The last whole month before a day."""
    last = day.replace(day=1) - timedelta(days=1)
    return month(last.year, last.month)


def months_up_to(day: date, count: int) -> list[Period]:
    """So many months, the last of which holds the day; the earliest first."""
    found, year, number = [], day.year, day.month
    for _each in range(count):
        found.append(month(year, number))
        year, number = (year, number - 1) if number > 1 else (year - 1, 12)
    return found[::-1]


def choices(kind: str, day: date, count: int = 24) -> list[Period]:
    """Periods of a kind for choosing, the one that holds the day first."""
    if kind == YEAR:
        return [one for year in range(day.year, day.year - 6, -1) if (one := read(str(year))) is not None]
    if kind == QUARTER:
        quarters = [
            (year, quarter) for year in (day.year, day.year - 1, day.year - 2) for quarter in (4, 3, 2, 1)
        ]
        found = [read(f"{year}-Q{quarter}") for year, quarter in quarters]
        return [one for one in found if one is not None and one.first <= day]
    return months_up_to(day, count)[::-1]


def _last_of(year: int, number: int) -> date:
    following = date(year + number // 12, number % 12 + 1, 1)
    return following - timedelta(days=1)
