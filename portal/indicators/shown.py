"""What public pages show of approved figures: the newest of each indicator, its course, the units beside each other.

All of it goes by what a `PublicBook` tells: what is withheld is said to be so, and stands in no chart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from flask_babel import gettext as _

from portal.charts import HIGH, LOW, Figure, Lines, Place, Ranked, Ranking, Series, Shaded, Unit, figure
from portal.indicators import queries
from portal.indicators.aggregating import Total
from portal.indicators.book import permille_of, rounded
from portal.indicators.catalogue import Measure
from portal.indicators.disclosing import PublicBook
from portal.indicators.models import DOWN
from portal.indicators.periods import Period, up_to
from portal.indicators.small import Disclosed
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


def book_of(portal: Portal, day: date, codes: list[str] | None = None, years: int = YEARS) -> PublicBook:
    """The approved figures of so many years up to and with that of a day."""
    first = date(day.year - years + 1 + queries.YEARS_BEFORE, 1, 1)
    return queries.public_book(portal, first, date(day.year, 12, 31), codes)


def newest(book: PublicBook, measures: list[Measure], day: date) -> list[Newest]:
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
                written(book.disclosed(book.top.id, one, period), one),
                handed(total),
                one.written(aim),
                _percent(share),
            )
        )
    return found


def _last_with_figure(book: PublicBook, one: Measure, day: date) -> tuple[Period | None, Total | None]:
    for period in reversed(up_to(one.period, day, COURSE[one.period])):
        total = book.total(one, period)
        if total.given and total.value is not None:
            return period, total
    return None, None


def written(told: Disclosed, one: Measure) -> str:
    """A figure as it is told: the number, the span in which it lies, or that it is not told; "" for none."""
    if not told.is_withheld:
        return one.written(rounded(told.value, one.decimals))
    if told.least is None or told.most is None:
        return str(_("không công khai"))
    least, most = (one.written(rounded(each, one.decimals)) for each in (told.least, told.most))
    return str(_("từ %(least)s đến %(most)s", least=least, most=most))


def has_withheld(book: PublicBook, one: Measure, period: Period) -> bool:
    """Whether of a period anything is withheld: the total, or what a unit gave."""
    ids = [book.top.id, *(unit.id for unit in book.expected(one, period))]
    return any(book.disclosed(each, one, period).is_withheld for each in ids)


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


def course(book: PublicBook, portal_id: int, one: Measure, day: date) -> list[tuple[Period, Disclosed]]:
    """What is told of the last periods, the earliest first; empty ones at the beginning and the end are left out."""
    found = [
        (period, book.disclosed(portal_id, one, period))
        for period in up_to(one.period, day, COURSE[one.period])
    ]
    while found and is_empty(found[0][1]):
        found = found[1:]
    while found and is_empty(found[-1][1]):
        found = found[:-1]
    return found


def is_empty(told: Disclosed) -> bool:
    """Whether there is no figure: not even one that is withheld."""
    return told.value is None and not told.is_withheld


def trend(one: Measure, points: list[tuple[Period, Disclosed]], aim: int | None, key: str) -> Figure | None:
    """The course as a chart; None where there is nothing to draw. A target of the year is a line only where a figure
    alone can reach it."""
    values = tuple(_drawn(rounded(told.value, one.decimals), one) for _period, told in points)
    if len(points) < 2 or all(value is None for value in values):
        return None
    whole_year = not one.accumulates or one.period == "year"
    chart = Lines(
        one.name,
        tuple(period.short for period, _told in points),
        (Series(one.name, values),),
        Unit(one.unit, one.decimals),
        target=_drawn(aim, one) if whole_year else None,
        names=tuple(period.label for period, _told in points),
        first=_("Kỳ"),
    )
    return figure(chart, key)


def _drawn(value: int | None, one: Measure) -> float | None:
    """A figure as a place on paper; what is said and counted stays exact."""
    return None if value is None else value / 10**one.decimals


def of_units(book: PublicBook, one: Measure, period: Period) -> list[OfUnit]:
    """What each unit gave for a period."""
    found = []
    for unit in book.expected(one, period):
        held = book.held(unit.id, one.code, period.key)
        if held is None:
            found.append(OfUnit(unit, "", 0, _("chưa nộp")))
        else:
            cell = book.cell(unit.id, one, period.key)
            value = "" if cell.is_withheld else one.written(held.value)
            found.append(OfUnit(unit, value, held.changes, "" if value else _why_none(cell, one)))
    return found


def _why_none(cell: Disclosed, one: Measure) -> str:
    if not cell.is_withheld:
        return str(_("không có số liệu"))
    return str(_("không công khai (số nhỏ)")) if one.shown_from else str(_("không công khai"))


def compared(
    book: PublicBook, one: Measure, period: Period, own: int | None
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
