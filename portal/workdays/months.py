"""A year as twelve small months, and days off as stretches: what pages show of a calendar. Pure but for words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from portal.workdays.calendar import Span, YearTable
from portal.workdays.proposal import IN_PLACE, SWAPPED
from portal.workdays.shapes import spans_text

WORK, REST, OFF, WORKED = "work", "rest", "off", "worked"
WEEKDAYS = (
    _l("Thứ Hai"),
    _l("Thứ Ba"),
    _l("Thứ Tư"),
    _l("Thứ Năm"),
    _l("Thứ Sáu"),
    _l("Thứ Bảy"),
    _l("Chủ nhật"),
)
SHORT = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_PLACED, _SWAPPED = IN_PLACE.split("%")[0], SWAPPED.split(",")[0]


@dataclass(frozen=True)
class Cell:
    """A day of a month: what it is, and why where it is no usual day."""

    day: date
    kind: str
    why: str = ""


@dataclass(frozen=True)
class Month:
    """A month in weeks from Monday to Sunday; None before its first and after its last day."""

    number: int
    weeks: tuple[tuple[Cell | None, ...], ...]
    working_days: int


def months(table: YearTable, notes: Mapping[date, str]) -> list[Month]:
    """The twelve months of a year; `notes` say what compensatory days make up for."""
    return [_month(table, notes, number) for number in range(1, 13)]


def _month(table: YearTable, notes: Mapping[date, str], number: int) -> Month:
    first = date(table.year, number, 1)
    cells: list[Cell | None] = [None] * first.weekday()
    count = 0
    while first.month == number and first.year == table.year:
        cell = _cell(table, notes, first)
        count += cell.kind in {WORK, WORKED}
        cells.append(cell)
        first += timedelta(days=1)
    cells += [None] * (-len(cells) % 7)
    weeks = tuple(tuple(cells[place : place + 7]) for place in range(0, len(cells), 7))
    return Month(number, weeks, count)


def _cell(table: YearTable, notes: Mapping[date, str], day: date) -> Cell:
    if table.worked.get(day):
        return Cell(day, WORKED, notes.get(day, ""))
    if day in table.off:
        return Cell(day, OFF, table.off[day])
    return Cell(day, WORK if table.spans(day) else REST)


@dataclass(frozen=True)
class Stretch:
    """Days off that follow each other, with the names of their holidays."""

    first: date
    last: date
    names: tuple[str, ...]


def stretches(table: YearTable) -> list[Stretch]:
    """The days off of a year, those that follow each other (over days of rest too) as one."""
    found: list[Stretch] = []
    for day in sorted(one for one in table.off if not table.worked.get(one)):
        last = found[-1] if found else None
        name = table.off[day]
        if last is not None and _only_rest(table, last.last, day):
            names = last.names if name in last.names else (*last.names, name)
            found[-1] = Stretch(last.first, day, names)
        else:
            found.append(Stretch(day, day, (name,)))
    return [Stretch(one.first, one.last, _holidays(one.names)) for one in found]


def _holidays(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the holidays themselves, where days off in place of others stand beside them."""
    own = tuple(one for one in names if not one.startswith((_PLACED, _SWAPPED)))
    return own or names


def _only_rest(table: YearTable, last: date, day: date) -> bool:
    between = ((last + timedelta(days=one)) for one in range(1, (day - last).days))
    return all(not table.spans(one) for one in between)


def weekly(hours: Mapping[int, tuple[Span, ...]]) -> list[tuple[str, str]]:
    """Office hours of a week as (weekdays, hours), weekdays with the same hours that follow each other as one; days of
    rest have the hours ""."""
    found: list[tuple[int, int, str]] = []
    for weekday in range(7):
        text = spans_text(hours.get(weekday, ()))
        if found and found[-1][2] == text:
            found[-1] = (found[-1][0], weekday, text)
        else:
            found.append((weekday, weekday, text))
    return [(_names(first, last), text) for first, last, text in found]


def _names(first: int, last: int) -> str:
    if first == last:
        return str(WEEKDAYS[first])
    joint = ", " if last == first + 1 else " – "
    return f"{WEEKDAYS[first]}{joint}{WEEKDAYS[last]}"
