"""What pages show of approved figures: the newest of each indicator, its course, the units beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from flask_babel import gettext as _

from portal.charts import HIGH, LOW, Figure, Lines, Place, Ranked, Ranking, Series, Shaded, Unit, figure
from portal.indicators import queries
from portal.indicators.aggregating import Total
from portal.indicators.book import Book, permille_of, rounded
from portal.indicators.catalogue import Measure
from portal.indicators.models import DOWN
from portal.indicators.periods import Period, up_to
from portal.tenancy.directory import Portal, directory

COURSE = {"month": 13, "quarter": 9, "half": 7, "year": 6}
"""How many periods a course shows."""
YEARS, YEARS_OF_LIST = 6, 3


@dataclass(frozen=True)
class Newest:
    """The newest figure of an indicator; texts as people read them, "" for none."""

    measure: Measure
    period: Period | None
    value: str
    complete: str
    target: str
    reached: str


@dataclass(frozen=True)
class OfUnit:
    """What a unit gave for a period; `told` is "", or why there is no figure."""

    portal: Portal
    value: str
    changes: int
    told: str


def book_of(portal: Portal, day: date, codes: list[str] | None = None, years: int = YEARS) -> Book:
    """The approved figures of so many years up to and with that of a day."""
    first = date(day.year - years + 1 + queries.YEARS_BEFORE, 1, 1)
    return queries.book(portal, first, date(day.year, 12, 31), codes)


def newest(book: Book, measures: list[Measure], day: date) -> list[Newest]:
    """The newest figure of each indicator on a day: the last period that has any."""
    aims: dict[int, dict[tuple[str, int], int]] = {}
    found = []
    for one in measures:
        period, total = _last_with_figure(book, one, day)
        if period is None or total is None:
            found.append(Newest(one, None, "", "", "", ""))
            continue
        if period.year not in aims:
            aims[period.year] = queries.targets(book.top, period.year)
        aim = aims[period.year].get((one.code, book.top.id))
        share = permille_of(book.course(book.top.id, one, period.year, period).value, aim, one.decimals)
        found.append(
            Newest(
                one,
                period,
                one.written(total.scaled(one.decimals)),
                handed(total),
                one.written(aim),
                _percent(share),
            )
        )
    return found


def _last_with_figure(book: Book, one: Measure, day: date) -> tuple[Period | None, Total | None]:
    for period in reversed(up_to(one.period, day, COURSE[one.period])):
        total = book.total(one, period)
        if total.given and total.value is not None:
            return period, total
    return None, None


def _percent(permille: int | None) -> str:
    return "" if permille is None or permille < 0 else f"{permille // 10},{permille % 10} %"


def handed(total: Total) -> str:
    """How many units have handed in ("15/17 đơn vị đã nộp"), "" where all have."""
    if total.is_complete:
        return ""
    said = str(_("%(given)s/%(all)s đơn vị đã nộp", given=len(total.given), all=total.expected))
    if total.unweighed:
        said += "; " + _("%(count)s đơn vị chưa tính được vì thiếu trọng số", count=len(total.unweighed))
    return said


def missing(total: Total) -> str:
    """The names of those that have not."""
    known = [directory().by_id(one) for one in total.missing]
    return ", ".join(sorted(one.name for one in known if one is not None))


def course(book: Book, portal_id: int, one: Measure, day: date) -> list[tuple[Period, int | None]]:
    """The figures of the last periods, the earliest first; empty ones at the beginning are left out."""
    found = [
        (period, rounded(book.value(portal_id, one, period), one.decimals))
        for period in up_to(one.period, day, COURSE[one.period])
    ]
    while found and found[0][1] is None:
        found = found[1:]
    while found and found[-1][1] is None:
        found = found[:-1]
    return found


def trend(one: Measure, points: list[tuple[Period, int | None]], aim: int | None, key: str) -> Figure | None:
    """The course as a chart; None where there is nothing to draw. A target of the year is a line only where a figure
    alone can reach it."""
    if len(points) < 2:
        return None
    whole_year = not one.accumulates or one.period == "year"
    chart = Lines(
        one.name,
        tuple(period.short for period, _value in points),
        (Series(one.name, tuple(_drawn(value, one) for _period, value in points)),),
        Unit(one.unit, one.decimals),
        target=_drawn(aim, one) if whole_year else None,
        names=tuple(period.label for period, _value in points),
        first=_("Kỳ"),
    )
    return figure(chart, key)


def _drawn(value: int | None, one: Measure) -> float | None:
    """A figure as a place on paper; what is said and counted stays exact."""
    return None if value is None else value / 10**one.decimals


def of_units(book: Book, one: Measure, period: Period) -> list[OfUnit]:
    """What each unit gave for a period."""
    found = []
    for unit in book.expected(one, period):
        held = book.held(unit.id, one.code, period.key)
        if held is None:
            found.append(OfUnit(unit, "", 0, _("chưa nộp")))
        else:
            told = _("không có số liệu") if held.value is None else ""
            found.append(OfUnit(unit, one.written(held.value), held.changes, told))
    return found


def compared(
    book: Book, one: Measure, period: Period, own: int | None
) -> tuple[Figure | None, Figure | None]:
    """The units ranked, and on a map; None where fewer than two have a figure."""
    units = book.expected(one, period)
    values = {unit.id: _number(book.value(unit.id, one, period)) for unit in units}
    if sum(1 for value in values.values() if value is not None) < 2:
        return None, None
    unit_of = Unit(one.unit, one.decimals)
    ranking = Ranking(
        one.name,
        tuple(Ranked(unit.name, values[unit.id], unit.id == own) for unit in units),
        unit_of,
        better=LOW if one.better == DOWN else HIGH,
    )
    places = tuple(
        Place(unit.name, unit.lat, unit.lon, values[unit.id], unit.id == own)
        for unit in units
        if unit.lat is not None and unit.lon is not None
    )
    chart_map = figure(Shaded(one.name, places, unit_of), "ban-do") if len(places) > 1 else None
    return figure(ranking, "xep-hang"), chart_map


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
