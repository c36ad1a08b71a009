"""The charts of a page: trends, the units beside each other, the map, parts of a measure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from flask_babel import gettext as _

from portal.charts import HIGH, LOW, PLAIN, Bars, Chart, Lines, Place, Ranked, Ranking, Series, Shaded, Unit
from portal.ioc.pages.figures import Figure
from portal.ioc.pages.shapes import PageRead
from portal.ioc.pages.targets import Target, grows
from portal.ioc.pages.viewed import Viewed
from portal.ioc.warehouse.registry import DOWN, warehouse

COMPARISON, MAP = "so-sanh", "ban-do"


def charts(
    page: PageRead, parts: Mapping[str, Mapping[str, int]], goals: Mapping[str, Target]
) -> dict[str, Chart]:
    """Every chart of a page by its key, in the order of the page."""
    found: dict[str, Chart] = {}
    for trend in page.plan.trends:
        found[trend.key] = _trend(page, trend.key, str(trend.title), goals)
    for part in page.plan.parts:
        found[part.key if part.key not in found else f"{part.key}-theo-loai"] = _parts(
            str(part.title), part.measure, parts[part.key]
        )
    if page.compared is not None:
        found |= compared(page, page.compared, goals.get(page.compared.key))
    return found


def number(value: Decimal | None) -> float | None:
    """As charts take it."""
    return None if value is None else float(value)


def _trend(page: PageRead, key: str, title: str, goals: Mapping[str, Target]) -> Lines:
    courses = page.courses[key]
    labels = tuple(one.short for one in page.buckets[key])
    names = tuple(one.name for one in page.buckets[key])
    figure = courses[0].figure
    goal = goals.get(figure.key) if len(courses) == 1 and not grows(figure) else None
    if len(courses) == 1:
        past = [*courses[0].before, *[None] * len(labels)][: len(labels)]
        series: tuple[Series, ...] = (
            Series(_("Kỳ này"), tuple(map(number, courses[0].now))),
            Series(_("Kỳ trước"), tuple(map(number, past)), tone=PLAIN),
        )
    else:
        series = tuple(Series(str(one.figure.label), tuple(map(number, one.now))) for one in courses)
    return Lines(
        title,
        labels,
        series,
        figure.unit,
        target=number(goal.value) if goal is not None else None,
        names=names,
    )


def _parts(title: str, measure: str, counted: Mapping[str, int]) -> Bars:
    named = warehouse().measures[measure].dimensions or {}
    labels = {key: str(label) for key, label in named.items() if counted.get(key)}
    others = sum(value for key, value in counted.items() if key not in named)
    values = [float(counted[key]) for key in labels]
    names = list(labels.values())
    if others:
        names.append(_("Khác"))
        values.append(float(others))
    return Bars(title, tuple(names), (Series(_("Số lượng"), tuple(values)),), Unit(), first=_("Loại"))


def compared(page: PageRead, figure: Figure, goal: Target | None) -> dict[str, Chart]:
    """The units beside each other, and on the map; of a commune itself beside the middle of all."""
    seen = page.viewed
    values = {one.id: figure.value(page.units[one.id]) for one in seen.beside}
    title = _("So sánh: %(figure)s", figure=figure.label)
    target = number(goal.value) if goal is not None and not grows(figure) else None
    better = LOW if figure.better == DOWN else HIGH
    if not seen.is_district:
        tile = next((one for one in page.tiles if one.figure.key == figure.key), None)
        middle = tile.median if tile is not None else None
        return {COMPARISON: beside_middle(title, seen.here.name, values[seen.here.id], middle, figure.unit)}
    ranked = tuple(
        Ranked(
            one.name,
            number(values[one.id]),
            own=seen.own is not None and one.id == seen.own.id,
            path=path_of(page, one.slug),
        )
        for one in seen.beside
    )
    return {
        COMPARISON: Ranking(title, ranked, figure.unit, target, better),
        MAP: _map(page, figure, seen, values),
    }


def beside_middle(title: str, name: str, own: Decimal | None, middle: Decimal | None, unit: Unit) -> Bars:
    """A commune beside the middle of all; alone where there are too few for a middle."""
    labels, values = [name], [number(own)]
    if middle is not None:
        labels.append(_("Trung vị các xã"))
        values.append(number(middle))
    return Bars(title, tuple(labels), (Series(_("Giá trị"), tuple(values)),), unit, first=_("Đơn vị"))


def _map(page: PageRead, figure: Figure, seen: Viewed, values: Mapping[int, Decimal | None]) -> Shaded:
    places = tuple(
        Place(
            one.name,
            one.lat,
            one.lon,
            number(values[one.id]),
            own=seen.own is not None and one.id == seen.own.id,
            path=path_of(page, one.slug),
        )
        for one in seen.beside
        if not one.is_district and one.lat is not None and one.lon is not None
    )
    return Shaded(_("Bản đồ: %(figure)s", figure=figure.label), places, figure.unit)


def path_of(page: PageRead, slug: str) -> str:
    """The page of one unit alone, in the same period."""
    return f"/quan-tri/dieu-hanh/{page.plan.slug}?ky={page.span.key}&don-vi={slug}"
