"""Periods of indicators: a month, a quarter, half a year or a year, as people and addresses write them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

MONTH, QUARTER, HALF, YEAR = "month", "quarter", "half", "year"
MONTHS = {MONTH: 1, QUARTER: 3, HALF: 6, YEAR: 12}
"""Kinds of periods and how many months each has."""

LABELS: dict[str, Any] = {MONTH: _l("Tháng"), QUARTER: _l("Quý"), HALF: _l("6 tháng"), YEAR: _l("Năm")}
FIRST_YEAR, LAST_YEAR = 2000, 2199
_WRITTEN = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])))?\Z", re.ASCII)


@dataclass(frozen=True)
class Period:
    """Whole months from `first` up to and with `last`; `key` is "2026-03", "2026-Q1", "2026-H1" or "2026"."""

    kind: str
    key: str
    first: date
    last: date

    @property
    def year(self) -> int:
        """Its year."""
        return self.first.year

    @property
    def number(self) -> int:
        """Which one of its year, from 1."""
        return (self.first.month - 1) // MONTHS[self.kind] + 1

    @property
    def label(self) -> str:
        """As people call it."""
        if self.kind == MONTH:
            return str(_("tháng %(month)s năm %(year)s", month=self.number, year=self.year))
        if self.kind == QUARTER:
            return str(_("quý %(quarter)s năm %(year)s", quarter=self.number, year=self.year))
        if self.kind == HALF and self.number == 1:
            return str(_("6 tháng đầu năm %(year)s", year=self.year))
        if self.kind == HALF:
            return str(_("6 tháng cuối năm %(year)s", year=self.year))
        return str(_("năm %(year)s", year=self.year))

    @property
    def short(self) -> str:
        """As the axis of a chart or the head of a column calls it."""
        if self.kind == MONTH:
            return f"{self.number:02d}/{self.year}"
        if self.kind == QUARTER:
            return f"Q{self.number}/{self.year}"
        return f"H{self.number}/{self.year}" if self.kind == HALF else str(self.year)


@lru_cache(maxsize=2000)
def period(kind: str, year: int, number: int) -> Period:
    """The so-manieth period of a kind in a year, from 1. Raises ValueError where there is none."""
    months = MONTHS[kind]
    if not 1 <= number <= 12 // months or not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"{kind} {number} of {year}")
    end = number * months
    last = date(year + end // 12, end % 12 + 1, 1) - timedelta(days=1)
    mark = {MONTH: f"-{number:02d}", QUARTER: f"-Q{number}", HALF: f"-H{number}", YEAR: ""}[kind]
    return Period(kind, f"{year:04d}{mark}", date(year, end - months + 1, 1), last)


def read(written: str) -> Period | None:
    """The period that a key names; None for anything else."""
    found = _WRITTEN.match(written)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return None
    for kind, group in ((MONTH, 2), (QUARTER, 3), (HALF, 4)):
        if found[group]:
            return period(kind, int(found[1]), int(found[group]))
    return period(YEAR, int(found[1]), 1)


def holding(kind: str, day: date) -> Period:
    """The period of a kind that a day lies in."""
    return period(kind, day.year, (day.month - 1) // MONTHS[kind] + 1)


def before(one: Period) -> Period | None:
    """The period of the same kind before; None where the calendar of this package begins."""
    if one.number > 1:
        return period(one.kind, one.year, one.number - 1)
    return period(one.kind, one.year - 1, 12 // MONTHS[one.kind]) if one.year > FIRST_YEAR else None


def up_to(kind: str, day: date, count: int) -> list[Period]:
    """So many periods, the last of which holds the day; the earliest first."""
    found: list[Period] = []
    one: Period | None = holding(kind, day)
    while one is not None and len(found) < count:
        found.append(one)
        one = before(one)
    return found[::-1]


def of_year(kind: str, year: int) -> list[Period]:
    """The periods of a kind in a year, in order."""
    return [period(kind, year, number + 1) for number in range(12 // MONTHS[kind])]
