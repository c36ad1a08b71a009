"""The frame of charts along an axis: scale at the left, labels below, names of the series above. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.charts.lettering import shortened, thinned, width_of
from portal.charts.marks import END, MIDDLE, Area, Mark, Stroke, Text, box, hatched
from portal.charts.scales import Scale
from portal.charts.values import Course, Series, Unit, number_text

WIDTH = 360.0
"""A telephone's page: there a letter is as high as it is wide on paper, larger screens draw the same larger."""
SMALL = 11.0
_FACTORS = ((1e9, "tỷ"), (1e6, "triệu"), (1e5, "nghìn"))
_KEY_ROW, _KEY_SWATCH, _KEY_GAP = 17.0, 14.0, 12.0
_NUMBERS = 6  # colours of series


@dataclass(frozen=True)
class Frame:
    """Where the figures are drawn: from `left` to `right`, from `top` down to `base`; `marks` are drawn below
    them."""

    scale: Scale
    left: float
    right: float
    top: float
    base: float
    marks: tuple[Mark, ...]

    def y(self, value: float) -> float:
        """The height of a value."""
        return self.scale.at(value, self.base, self.top)


def role_of(series: Sequence[Series], number: int) -> str:
    """The colour of a series: its tone, else its number."""
    return series[number].tone or f"s{number % _NUMBERS + 1}"


def ticks_of(scale: Scale, unit: Unit) -> tuple[list[str], str]:
    """How the ticks are written, and in what: great numbers in thousands, millions, milliards."""
    most = max(abs(scale.low), abs(scale.high))
    for factor, name in _FACTORS:
        if most >= factor:
            words = {"tỷ": _("tỷ"), "triệu": _("triệu"), "nghìn": _("nghìn")}[name]
            return [number_text(one / factor, 6) for one in scale.ticks], f"{words} {unit.name}".strip()
    return [number_text(one, scale.decimals) for one in scale.ticks], unit.name


def frame(
    chart: Course, scale: Scale, *, width: float, height: float, right: float = 5, lines: bool = False
) -> Frame:
    """The frame of a chart: names of its series where there are several, unit, lines of the scale. `right` is
    the room that the figures leave at their right end."""
    texts, unit = ticks_of(scale, chart.unit)
    left = max(width_of(one, SMALL) for one in texts) + 8
    top, marks = _key(chart, width, lines=lines)
    if unit:
        marks.append(Text(0, top + SMALL, shortened(unit, width, SMALL), "muted", size=SMALL))
        top += SMALL + 7
    top, base = top + 6, height - 22
    for tick, text in zip(scale.ticks, texts, strict=True):
        y = scale.at(tick, base, top)
        marks.append(Stroke(((left, y), (width - right + 5, y)), "axis" if tick == 0 else "grid-line"))
        marks.append(Text(left - 5, y + 4, text, "muted", END, SMALL))
    return Frame(scale, left, width - right, top, base, tuple(marks))


def _key(chart: Course, width: float, *, lines: bool) -> tuple[float, list[Mark]]:
    """The names of the series and of the target beside their colours, in rows; and how high that is."""
    entries = [(role_of(chart.series, at), one.name) for at, one in enumerate(chart.series)]
    entries = entries if len(entries) > 1 else []
    if chart.target is not None:
        entries.append(("target", chart.target_text))
    return key(entries, width, lines=lines)


def key(entries: Iterable[tuple[str, str]], width: float, *, lines: bool = False) -> tuple[float, list[Mark]]:
    """(role, name) beside each other in as many rows as they need; answers how high they are."""
    marks: list[Mark] = []
    x, y, found = 0.0, 0.0, False
    for role, name in entries:
        found = True
        name = shortened(name, width - _KEY_SWATCH - 5, SMALL)
        wide = _KEY_SWATCH + 5 + width_of(name, SMALL)
        if x and x + wide > width:
            x, y = 0.0, y + _KEY_ROW
        marks += swatch(role, x, y, lines=lines or role == "target")
        marks.append(Text(x + _KEY_SWATCH + 5, y + SMALL, name, "label", size=SMALL))
        x += wide + _KEY_GAP
    return (y + _KEY_ROW if found else 0.0), marks


def swatch(role: str, x: float, y: float, *, lines: bool = False) -> list[Mark]:
    """The colour of a role: a short line, or a box with the pattern that its bars have."""
    if lines:
        return [Stroke(((x, y + 7), (x + _KEY_SWATCH, y + 7)), f"line-{role}")]
    area = box(x, y + 2, _KEY_SWATCH, 10, role)
    return [area, *patterned([area], role)]


def patterned(areas: Sequence[Area], role: str) -> list[Mark]:
    """What tells bars of a role from others without colour: none for the first, lines for the next ones."""
    gap = {"s2": 5.0, "s3": 3.0, "s5": 7.0, "bad": 4.0, "none": 9.0}.get(role)
    if gap is None or not areas:
        return []
    from_areas = hatched([one.points for one in areas], "hatch-none" if role == "none" else "hatch", gap)
    return [from_areas] if from_areas.pieces else []


def labels_below(labels: Sequence[str], places: Sequence[float], base: float, width: float) -> list[Mark]:
    """The labels of the axis, as many of them as there is room for."""
    short = [shortened(one, width / 2, SMALL) for one in labels]
    found = thinned(short, places, 0, width, SMALL)
    return [Text(x, base + 16, short[at], "label", MIDDLE, SMALL) for at, x in found.items()]
