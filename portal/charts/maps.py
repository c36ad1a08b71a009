"""Drawing the map of units shaded by a figure. Pure."""

from __future__ import annotations

import re
from itertools import pairwise

from flask_babel import gettext as _

from portal.charts.axes import SMALL, WIDTH, key, patterned, ticks_of
from portal.charts.lettering import broken, width_of
from portal.charts.lines import nothing
from portal.charts.marks import MIDDLE, Area, Drawing, Mark, Point, Stroke, Text, moved
from portal.charts.partition import Share, flat, shared_out
from portal.charts.scales import Scale, class_of, classes
from portal.charts.values import Place, Shaded, Unit

_KIND = re.compile(r"^(Xã|Phường|Thị trấn|Thị xã|Đặc khu|Huyện|Thành phố) ")
_DARK = {4, 5}  # shades that letters are white on
_SHADES = 5
_EDGE = 2.0
_FIGURE = 14.0


def short_name(name: str) -> str:
    """The name of a unit without its kind: "Xã Tam Hải" → "Tam Hải"."""
    return _KIND.sub("", name)


def draw_map(chart: Shaded, width: float = WIDTH) -> Drawing:
    """Shares of the ground with name and figure, darker for more; hatched where there is no figure. Below it the
    classes, and that this is no map of borders."""
    if not chart.places:
        return Drawing(width, 60, (nothing(0, width, 0, 60),))
    limits = classes((one.value for one in chart.places), whole=not chart.unit.decimals)
    room = (width - 2 * _EDGE) * min(1.0, 0.5 + 0.1 * len(chart.places))  # few units need no large ground
    height, found = shared_out(flat([(one.lat, one.lon) for one in chart.places]), room)
    marks: list[Mark] = []
    for place, share in zip(chart.places, found, strict=True):
        marks += [moved(one, _EDGE, _EDGE) for one in _unit(place, share, chart.unit, limits)]
    for place, share in zip(chart.places, found, strict=True):
        if place.own:
            around = (*share.outline, share.outline[0])
            marks.append(moved(Stroke(around, "line-own"), _EDGE, _EDGE))
    top = height + 2 * _EDGE + 8
    low, legend = key(_legend(chart, limits), width)
    marks += [moved(one, 0, top) for one in legend]
    marks.append(Text(0, top + low + SMALL + 2, _("Sơ đồ, không thể hiện địa giới."), "muted", size=SMALL))
    return Drawing(width, top + low + SMALL + 8, tuple(marks))


def _unit(place: Place, share: Share, unit: Unit, limits: Scale) -> list[Mark]:
    number = 0 if place.value is None else _shade(class_of(place.value, limits), limits)
    role = f"shade-{number}" if number else "none"
    area = Area(share.outline, role, f"{place.name}: {unit.text(place.value)}")
    ink = "label-on-dark" if number in _DARK else "label-on-light" if number else "label"
    x, y = share.centre
    figure = unit.bare(place.value)
    room = _wide_at(share.outline, y - 4) - 8
    size = min(_FIGURE, max(9.0, _FIGURE * room / max(width_of(figure, _FIGURE), 1)))
    lines = broken(short_name(place.name), max(room, 30), SMALL)
    top = y - (len(lines) * (SMALL + 2) + size + 1) / 2
    marks: list[Mark] = [area, *patterned([area], role)]
    for at, line in enumerate(lines):
        marks.append(Text(x, top + (at + 1) * (SMALL + 2) - 3, line, ink, MIDDLE, SMALL, place.own))
    return [*marks, Text(x, top + len(lines) * (SMALL + 2) + size, figure, ink, MIDDLE, size, True)]


def _wide_at(outline: tuple[Point, ...], y: float) -> float:
    """How wide a convex polygon is at a height."""
    found = []
    for one, other in zip(outline, (*outline[1:], outline[0]), strict=True):
        if (one[1] <= y) != (other[1] <= y):
            found.append(one[0] + (other[0] - one[0]) * (y - one[1]) / (other[1] - one[1]))
    return max(found) - min(found) if found else 0.0


def _shade(number: int, limits: Scale) -> int:
    """The shade from 1 to 5 of a class; few classes lie far from each other."""
    many = len(limits.ticks) - 1
    return 3 if many == 1 else 1 + round(number * (_SHADES - 1) / (many - 1))


def _legend(chart: Shaded, limits: Scale) -> list[tuple[str, str]]:
    values = {one.value for one in chart.places if one.value is not None}
    entries: list[tuple[str, str]] = []
    if len(values) == 1:
        entries.append((f"shade-{_shade(0, limits)}", chart.unit.text(*values)))
    elif values:
        entries += [
            (f"shade-{_shade(number, limits)}", text)
            for number, text in enumerate(_ranges(chart.unit, limits))
        ]
    if any(one.value is None for one in chart.places):
        entries.append(("none", _("Chưa có số liệu")))
    if any(one.own for one in chart.places):
        entries.append(("outlined", _("Đơn vị của bạn")))
    return entries


def _ranges(unit: Unit, limits: Scale) -> list[str]:
    """What each class holds; of things that are counted its first and last number."""
    texts, shown = ticks_of(limits, unit)
    found = []
    for number, (_low, high) in enumerate(pairwise(limits.ticks)):
        is_last = number == len(texts) - 2
        first, last = texts[number], texts[number + 1]
        if not unit.decimals and shown == unit.name and not is_last:
            last = unit.bare(high - 1)
        text = first if first == last else f"{first} – {last}"
        found.append(f"{text}{Unit(shown).behind}" if is_last else text)
    return found
