"""A page as a value: headline figures with their change and target, charts, figures of every unit. A dozen statements,
whatever the number of units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from portal.ioc.pages import drawing, targets
from portal.ioc.pages.catalogue import FIGURES
from portal.ioc.pages.figures import Figure, measures_of
from portal.ioc.pages.periods import Bucket, Span
from portal.ioc.pages.plan import Plan, Trend
from portal.ioc.pages.shapes import Course, Numbers, PageRead, Tile
from portal.ioc.pages.targets import Target
from portal.ioc.pages.viewed import Viewed
from portal.ioc.warehouse import facts
from portal.ioc.warehouse.registry import FLOW, warehouse


def read_page(plan: Plan, span: Span, seen: Viewed, compared: str = "") -> PageRead:
    """Read a page. `compared` is the key of the figure that units are compared by; another than the page's own figures
    gives the usual one."""
    chosen = next((one for one in plan.of_units if one.key == compared), FIGURES.get(plan.compared))
    wanted = measures_of(plan.figures)
    beside = [one.id for one in seen.beside]
    with facts.reading_all():
        of_units = facts.by_unit(wanted, span.first, span.until, beside)
        before = facts.total(wanted, span.before.first, span.before.until, seen.ids)
        goals = targets.targets_for(seen.own or seen.here, span.first.year, plan.figures)
        courses = _courses(plan, span, seen)
        parts = {
            one.key: facts.by_dimension(one.measure, span.first, span.until, seen.ids) for one in plan.parts
        }
        sources = {source for figure in plan.figures for source in figure.sources}
        filled = facts.filled_at(seen.ids, sources)
    page = PageRead(
        plan,
        span,
        seen,
        tiles(plan.figures, seen, of_units, before, goals),
        chosen,
        {trend.key: buckets_of(trend, span) for trend in plan.trends},
        courses,
        {},
        of_units,
        filled,
    )
    page.charts.update(drawing.charts(page, parts, goals))
    return page


def tiles(
    figures: Sequence[Figure],
    seen: Viewed,
    of_units: Mapping[int, Numbers],
    before: Numbers,
    goals: Mapping[str, Target],
) -> list[Tile]:
    """Figures with their change and target; of a commune, where all are given, its place among them."""
    now = facts.joined(of_units[one] for one in seen.ids)
    ranks = not seen.is_district and all(one.id in of_units for one in seen.beside)
    found = []
    for figure in figures:
        value = figure.value(now)
        tile = Tile(figure, value, figure.value(before), goals.get(figure.key))
        if ranks and value is not None:
            others = [one for each in seen.beside if (one := figure.value(of_units[each.id])) is not None]
            place = placed(figure, value, others)
            tile = Tile(figure, value, tile.before, tile.target, place, len(others), median(others))
        found.append(tile)
    return found


def placed(figure: Figure, value: Decimal, others: Sequence[Decimal]) -> int | None:
    """The place of a value among all (itself too), the best first; None where no way is better, or of one alone."""
    if figure.better not in {"up", "down"} or len(others) < 2:
        return None
    return 1 + sum(one > value if figure.better == "up" else one < value for one in others)


def median(values: Sequence[Decimal]) -> Decimal | None:
    """The middle of some values; None of fewer than three, from which a neighbour could be told."""
    if len(values) < 3:
        return None
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _courses(plan: Plan, span: Span, seen: Viewed) -> dict[str, list[Course]]:
    every = [FIGURES[key] for trend in plan.trends for key in trend.figures]
    alone = [FIGURES[trend.figures[0]] for trend in plan.trends if len(trend.figures) == 1]
    days = facts.by_day(measures_of(every), span.first, span.until, seen.ids)
    earlier = facts.by_day(measures_of(alone), span.before.first, span.before.until, seen.ids)
    found = {}
    for trend in plan.trends:
        courses = []
        now, before = buckets_of(trend, span), buckets_of(trend, span.before)
        for figure in (FIGURES[key] for key in trend.figures):
            past = course(figure, before, earlier) if len(trend.figures) == 1 else []
            courses.append(Course(figure, course(figure, now, days), past))
        found[trend.key] = courses
    return found


def buckets_of(trend: Trend, span: Span) -> list[Bucket]:
    """The points of a trend in a period."""
    return span.buckets(coarse=any(FIGURES[one].under for one in trend.figures))


def course(
    figure: Figure, buckets: Sequence[Bucket], days: Mapping[str, Mapping[date, int]]
) -> list[Decimal | None]:
    """A figure at each point: flows are summed over its days, of levels and samples the last day counts."""
    return [figure.value(_in_bucket(figure, one, days)) for one in buckets]


def _in_bucket(figure: Figure, bucket: Bucket, days: Mapping[str, Mapping[date, int]]) -> dict[str, int]:
    found = {}
    for measure in figure.measures:
        within = {day: value for day, value in days[measure].items() if bucket.first <= day <= bucket.last}
        if warehouse().measures[measure].kind == FLOW:
            found[measure] = sum(within.values())
        elif within:
            found[measure] = within[max(within)]
    return found
