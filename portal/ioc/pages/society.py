"""Part 5, social and economic indicators: approved figures of the units, how far the year has come, one indicator in
its course and over the map. Read from `portal.indicators`, where they are kept by period and not by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from portal.charts import HIGH, LOW, Chart, Lines, Place, Ranked, Ranking, Series, Shaded, Unit
from portal.indicators import queries
from portal.indicators.catalogue import FIELDS, Measure, keeper
from portal.indicators.models import DOWN
from portal.indicators.periods import Period, up_to
from portal.indicators.periods import before as period_before
from portal.ioc.pages.drawing import COMPARISON, MAP, beside_middle
from portal.ioc.pages.frame import WHERE, query
from portal.ioc.pages.periods import Span
from portal.ioc.pages.plan import BY_SLUG, Plan
from portal.ioc.pages.reading import median
from portal.ioc.pages.viewed import Viewed
from portal.ioc.pages.wording import told_change
from portal.web.spreadsheet import Cell, Sheet

SLUG, COURSE = "kinh-te-xa-hoi", "dien-bien"
POINTS = 12
"""Periods of a course, and how many are looked back for the newest figure."""


@dataclass(frozen=True)
class Line:
    """An indicator: its newest figure up to the end of the period and which period that is of, the figure before, how
    far the year has come of its target. `missing`: units whose figure is not approved yet, of `expected`."""

    measure: Measure
    period: Period | None = None
    value: Decimal | None = None
    before: Decimal | None = None
    so_far: Decimal | None = None
    target: Decimal | None = None
    missing: int = 0
    expected: int = 0

    @property
    def unit(self) -> Unit:
        """As charts write it."""
        return Unit(self.measure.unit, self.measure.decimals)

    @property
    def change_text(self) -> str:
        """By how much it is more or less than in the period before: the number and per cent."""
        if self.value is None or self.before is None:
            return ""
        return told_change(self.value - self.before, self.before, self.measure.decimals)

    @property
    def reached(self) -> Decimal | None:
        """Per cent of the year's target."""
        return self.so_far / self.target * 100 if self.so_far is not None and self.target else None


@dataclass(frozen=True)
class SocietyRead:
    """What the page tells."""

    plan: Plan
    span: Span
    viewed: Viewed
    groups: list[tuple[str, list[Line]]]
    chosen: Line | None
    charts: dict[str, Chart]
    of_units: Mapping[int, Decimal | None]
    filled_at: datetime | None
    compared: None = None

    @property
    def lines(self) -> list[Line]:
        """All indicators, in order."""
        return [one for _name, lines in self.groups for one in lines]


def _number(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)


class _Reader:
    """The figures of one view in hand."""

    def __init__(self, span: Span, seen: Viewed) -> None:
        self.span, self.seen = span, seen
        self.top = keeper(seen.here)
        self.who = (seen.own or self.top).id
        first = date(span.until.year - 1, 1, 1)
        self.book = queries.book(self.top, first, span.until)
        self.goals = queries.targets(self.top, span.until.year)

    def value(self, measure: Measure, period: Period, portal_id: int | None = None) -> Decimal | None:
        """A figure of the portal that is looked at, or of another."""
        return _number(self.book.value(portal_id or self.who, measure, period))

    def line(self, measure: Measure) -> Line:
        """An indicator in its newest period that has a figure."""
        for period in reversed(up_to(measure.period, self.span.until, POINTS)):
            if period.last > self.span.until and period.last > self.span.last:
                continue
            value = self.value(measure, period)
            if value is not None:
                return self._line(measure, period, value)
        return Line(measure)

    def _line(self, measure: Measure, period: Period, value: Decimal) -> Line:
        earlier = period_before(period)
        goal = self.goals.get((measure.code, self.who))
        course = self.book.course(self.who, measure, period.year, period)
        expected = self.book.expected(measure, period) if self.who == self.top.id else []
        held = sum(self.book.held(one.id, measure.code, period.key) is not None for one in expected)
        return Line(
            measure,
            period,
            value,
            self.value(measure, earlier) if earlier is not None else None,
            _number(course.value),
            Decimal(goal).scaleb(-measure.decimals) if goal is not None else None,
            len(expected) - held,
            len(expected),
        )

    def counted_at(self) -> datetime | None:
        """When the newest of the figures was approved."""
        found = [
            one.approved_at
            for one in queries.figures(
                [self.top.id, *self.top.descendants], date(self.span.until.year, 1, 1), self.span.until
            )
            if one.approved_at is not None
        ]
        return max(found, default=None)


def read_page(span: Span, seen: Viewed, code: str = "") -> SocietyRead:
    """Read the page; `code` is the indicator that is drawn, else the first that has a figure."""
    reader = _Reader(span, seen)
    groups: dict[str, list[Line]] = {}
    for measure in reader.book.measures.values():
        groups.setdefault(str(FIELDS.get(measure.field, FIELDS["khac"])), []).append(reader.line(measure))
    lines = [one for those in groups.values() for one in those]
    drawn = [one for one in lines if one.period is not None]
    chosen = next((one for one in drawn if one.measure.code == code), drawn[0] if drawn else None)
    of_units: dict[int, Decimal | None] = {}
    charts: dict[str, Chart] = {}
    if chosen is not None and chosen.period is not None:
        of_units = {one.id: reader.value(chosen.measure, chosen.period, one.id) for one in seen.beside}
        charts = _charts(reader, chosen, chosen.period, of_units)
    return SocietyRead(
        BY_SLUG[SLUG], span, seen, list(groups.items()), chosen, charts, of_units, reader.counted_at()
    )


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _charts(
    reader: _Reader, line: Line, period: Period, of_units: Mapping[int, Decimal | None]
) -> dict[str, Chart]:
    measure, seen = line.measure, reader.seen
    periods = up_to(measure.period, period.last, POINTS)
    values = tuple(_float(reader.value(measure, one)) for one in periods)
    course = Lines(
        measure.name,
        tuple(one.short for one in periods),
        (Series(measure.name, values),),
        line.unit,
        target=_float(line.target) if not measure.accumulates else None,
        names=tuple(one.label for one in periods),
    )
    better = LOW if measure.better == DOWN else HIGH
    title = _("%(name)s, %(period)s", name=measure.name, period=period.label)
    if not seen.is_district:
        middle = median([one for one in of_units.values() if one is not None])
        own = of_units.get(seen.here.id)
        return {COURSE: course, COMPARISON: beside_middle(title, seen.here.name, own, middle, line.unit)}
    return {COURSE: course} | _beside(reader, line, title, of_units, better)


def _beside(
    reader: _Reader, line: Line, title: str, of_units: Mapping[int, Decimal | None], better: str
) -> dict[str, Chart]:
    seen = reader.seen

    def path(slug: str) -> str:
        return f"{WHERE}{SLUG}?ky={reader.span.key}&don-vi={slug}&chi-tieu={line.measure.code}"

    below = [one for one in seen.beside if not one.is_district]
    own = seen.own.id if seen.own is not None else None
    ranked = tuple(
        Ranked(one.name, _float(of_units[one.id]), own=one.id == own, path=path(one.slug)) for one in below
    )
    places = tuple(
        Place(one.name, one.lat, one.lon, _float(of_units[one.id]), own=one.id == own, path=path(one.slug))
        for one in below
        if one.lat is not None and one.lon is not None
    )
    return {
        COMPARISON: Ranking(title, ranked, line.unit, None, better),
        MAP: Shaded(_("Bản đồ: %(title)s", title=title), places, line.unit),
    }


def files_of(page: SocietyRead, key: str) -> list[tuple[str, str]]:
    """Where a chart can be taken away."""
    code = page.chosen.measure.code if page.chosen is not None else ""
    asked = query(page.span, page.viewed, **{"chi-tieu": code})
    return [(kind.upper(), f"{WHERE}{SLUG}/bieu-do/{key}.{kind}{asked}") for kind in ("png", "svg")]


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def as_json(page: SocietyRead) -> dict[str, Any]:
    """Everything that the page tells."""
    return {
        "format": 1,
        "page": SLUG,
        "about": {"slug": (page.viewed.own or page.viewed.here).slug, "name": page.viewed.name},
        "period": {"key": page.span.key, "last": page.span.until.isoformat()},
        "indicators": [
            {
                "code": one.measure.code,
                "name": one.measure.name,
                "unit": one.measure.unit,
                "period": one.period.key if one.period is not None else None,
                "value": _plain(one.value),
                "before": _plain(one.before),
                "so_far": _plain(one.so_far),
                "target": _plain(one.target),
                "definition": one.measure.definition,
                "source": one.measure.source,
            }
            for one in page.lines
        ],
        "units": {
            one.slug: _plain(page.of_units.get(one.id))
            for one in (page.viewed.beside if page.viewed.is_district else page.viewed.units)
            if not one.is_district  # its figure is made of theirs
        },
    }


def sheets(page: SocietyRead) -> list[Sheet]:
    """The page as a workbook."""
    rows: list[list[Cell]] = [
        [
            one.measure.code,
            one.measure.name,
            one.measure.unit,
            one.period.label if one.period is not None else None,
            _plain(one.value),
            _plain(one.before),
            _plain(one.so_far),
            _plain(one.target),
            one.measure.definition,
            one.measure.source,
        ]
        for one in page.lines
    ]
    header = [
        *(_("Mã"), _("Chỉ tiêu"), _("Đơn vị tính"), _("Kỳ"), _("Giá trị"), _("Kỳ trước"), _("Từ đầu năm")),
        *(_("Chỉ tiêu năm"), _("Định nghĩa"), _("Nguồn")),
    ]
    return [Sheet(_("Chỉ tiêu"), header, rows)]
