"""Drawing trends. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask_babel import gettext as _

from portal.charts.axes import SMALL, WIDTH, Frame, frame, labels_below, role_of
from portal.charts.lettering import spread, width_of
from portal.charts.marks import MIDDLE, Dot, Drawing, Mark, Point, Stroke, Text
from portal.charts.scales import scale
from portal.charts.values import NONE, Lines, Spark, Value

HEIGHT = 200.0
SPARK = (120.0, 32.0)
_MANY = 16  # so many points still have dots of their own


def draw_lines(chart: Lines, width: float = WIDTH) -> Drawing:
    """Lines that break where there is no figure; the last figure of each is written at its end."""
    values = [value for one in chart.series for value in one.values]
    shown = scale([*values, chart.target], whole=not chart.unit.decimals, zero=chart.zero)
    ends = [chart.unit.bare(value) for _at, value in map(last_of, (one.values for one in chart.series))]
    room = max((width_of(one, SMALL) for one in ends), default=0) + 14
    held = frame(chart, shown, width=width, height=HEIGHT, right=room, lines=True)
    marks: list[Mark] = list(held.marks)
    if chart.target is not None:
        marks.append(
            Stroke(((held.left, held.y(chart.target)), (held.right + 5, held.y(chart.target))), "line-target")
        )
    places = across(len(chart.labels), held.left + 6, held.right)
    for number, one in enumerate(chart.series):
        role = role_of(chart.series, number)
        marks += _course(one.values, places, held.y, role)
        if len(places) <= _MANY:
            marks += [
                Dot(x, held.y(value), 3, role, f"{label}: {one.name} {chart.unit.text(value)}")
                for x, value, label in zip(places, one.values, chart.told, strict=True)
                if value is not None
            ]
    marks += _ends(chart, places, held)
    if all(value is None for value in values):
        marks.append(nothing(held.left, width, held.top, held.base))
    return Drawing(width, HEIGHT, (*marks, *labels_below(chart.labels, places, held.base, width)))


def across(many: int, start: float, end: float) -> list[float]:
    """So many places at equal distances; one alone stands in the middle."""
    if many == 1:
        return [(start + end) / 2]
    return [start + (end - start) * at / (many - 1) for at in range(many)]


def last_of(values: Sequence[Value]) -> tuple[int, Value]:
    """The last figure and its number; (0, None) where there is none."""
    found = [at for at, one in enumerate(values) if one is not None]
    return (found[-1], values[found[-1]]) if found else (0, None)


def nothing(left: float, right: float, top: float, base: float) -> Text:
    """Said where there is no figure at all."""
    return Text((left + right) / 2, (top + base) / 2, _("Chưa có số liệu"), "muted", MIDDLE, SMALL)


def _course(
    values: Sequence[Value], places: Sequence[float], y: Callable[[float], float], role: str
) -> list[Mark]:
    """The pieces of a line between gaps; a figure between two gaps is a dot."""
    marks: list[Mark] = []
    piece: list[Point] = []
    for x, value in [*zip(places, values, strict=True), (0.0, None)]:
        if value is not None:
            piece.append((x, y(value)))
            continue
        if len(piece) > 1:
            marks.append(Stroke(tuple(piece), f"line-{role}"))
        elif piece:
            marks.append(Dot(*piece[0], 3, role))
        piece = []
    return marks


def _ends(chart: Lines, places: Sequence[float], held: Frame) -> list[Mark]:
    """The last figures, moved so that none lies on another."""
    found = [(number, *last_of(one.values)) for number, one in enumerate(chart.series)]
    known = [(number, at, value) for number, at, value in found if value is not None]
    heights = spread([held.y(value) + 4 for _n, _at, value in known], SMALL + 2, held.top + 4, held.base + 2)
    marks: list[Mark] = []
    for (number, at, value), height in zip(known, heights, strict=True):
        marks.append(Dot(places[at], held.y(value), 3.5, role_of(chart.series, number)))
        marks.append(Text(held.right + 8, height, chart.unit.bare(value), "label", size=SMALL, bold=True))
    return marks


def draw_spark(chart: Spark) -> Drawing:
    """A line without a scale, with a dot where it ends."""
    width, height = SPARK
    known = [one for one in chart.values if one is not None]
    if not known:
        return Drawing(width, height, (Text(width / 2, 20, NONE, "muted", MIDDLE),))
    low, high = min(known), max(known)

    def y(value: float) -> float:
        return height / 2 if low == high else height - 5 - (height - 10) * ((value - low) / (high - low))

    places = across(len(chart.values), 5, width - 6)
    at, value = last_of(chart.values)
    end = Dot(places[at], y(value or 0.0), 3.5, "s1")
    return Drawing(width, height, (*_course(chart.values, places, y, "s1"), end))
