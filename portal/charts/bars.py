"""Drawing bars: beside each other, within each other, upon each other, ranked. Pure."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.charts.axes import SMALL, WIDTH, Frame, frame, key, labels_below, patterned, role_of
from portal.charts.lettering import shortened, width_of
from portal.charts.lines import HEIGHT, nothing
from portal.charts.marks import END, MIDDLE, Area, Drawing, Mark, Stroke, Text, box
from portal.charts.scales import Scale, scale
from portal.charts.values import NONE, Bars, Ranked, Ranking

_ROW, _BAR = 20.0, 12.0
_SHARE = 0.72  # of its slot that a group of bars takes
_THICKEST = 44.0


def draw_bars(chart: Bars, width: float = WIDTH) -> Drawing:
    """Bars on a line at zero; figures are written on them where a single series leaves room for it."""
    held = frame(chart, _scale_of(chart), width=width, height=HEIGHT)
    marks: list[Mark] = list(held.marks)
    slot = (held.right - held.left) / max(len(chart.labels), 1)
    places = [held.left + slot * (at + 0.5) for at in range(len(chart.labels))]
    for number in _order(chart):
        role = role_of(chart.series, number)
        areas = [
            one
            for one in (_bar(chart, held, number, at, places[at], slot) for at in range(len(places)))
            if one
        ]
        marks += [*areas, *patterned(areas, role)]
    marks.append(Stroke(((held.left, held.y(0)), (width, held.y(0))), "axis"))
    if chart.target is not None:
        marks.append(
            Stroke(((held.left, held.y(chart.target)), (width, held.y(chart.target))), "line-target")
        )
    marks += _figures(chart, held, places, slot)
    if all(value is None for one in chart.series for value in one.values):
        marks.append(nothing(held.left, width, held.top, held.base))
    return Drawing(width, HEIGHT, (*marks, *labels_below(chart.labels, places, held.base, width)))


def _order(chart: Bars) -> list[int]:
    """The series, those that lie in others behind those."""
    return sorted(range(len(chart.series)), key=lambda one: (chart.series[one].within is not None, one))


def _scale_of(chart: Bars) -> Scale:
    values = [value for one in chart.series for value in one.values]
    if chart.stacked:
        for at in range(len(chart.labels)):
            column = [one.values[at] or 0 for one in chart.series if one.within is None]
            values += [sum(one for one in column if one > 0), sum(one for one in column if one < 0)]
    return scale([*values, chart.target], whole=not chart.unit.decimals)


def _bar(chart: Bars, held: Frame, number: int, at: int, middle: float, slot: float) -> Area | None:
    """The bar of a figure, or None where there is none."""
    series = chart.series[number]
    value = series.values[at]
    if value is None:
        return None
    told = f"{chart.told[at]}: {series.name} {chart.unit.text(value)}"
    host = number if series.within is None else series.within
    columns = [one for one, of in enumerate(chart.series) if of.within is None]
    foot = 0.0
    if chart.stacked:
        below = [chart.series[one].values[at] or 0.0 for one in columns if one < host]
        foot = sum(one for one in below if (one >= 0) == (value >= 0))
        columns = columns[:1]
        place = 0
    else:
        place = columns.index(host)
    thick = min(slot * _SHARE / max(len(columns), 1), _THICKEST)
    x = middle - thick * len(columns) / 2 + thick * place
    top, base = held.y(foot + value), held.y(foot)
    return box(x, min(top, base), max(thick - (1 if len(columns) > 1 else 0), 0.5), abs(top - base),
               role_of(chart.series, number), told)  # fmt: skip


def _figures(chart: Bars, held: Frame, places: list[float], slot: float) -> list[Mark]:
    """The figure above each bar, if there is one series and all of them have room."""
    if len(chart.series) != 1:
        return []
    values = chart.series[0].values
    texts = [chart.unit.bare(one) if one is not None else NONE for one in values]
    if any(width_of(one, SMALL) + 4 > slot for one in texts):
        return []
    return [
        Text(x, max(held.y(max(value or 0.0, 0.0)) - 4, SMALL), text, "label", MIDDLE, SMALL)
        for x, value, text in zip(places, values, texts, strict=True)
    ]


def draw_ranking(chart: Ranking, width: float = WIDTH) -> Drawing:
    """A bar for each unit with its rank, name and figure; the reader's own is drawn strongly."""
    rows = chart.ranked()
    shown = scale([*(one.value for one in chart.rows), chart.target], whole=not chart.unit.decimals)
    texts = [chart.unit.text(one.value) for _rank, one in rows]
    names = min(max((width_of(f"18. {one.name}") for one in chart.rows), default=0) + 6, width * 0.42)
    right = width - max((width_of(one) for one in texts), default=0) - 6
    top, marks = _key_of(chart, width)
    y = top
    for (rank, one), text in zip(rows, texts, strict=True):
        marks += _row(one, rank, text, y, (names, right, width), shown)
        y += _ROW
    if chart.target is not None and rows:
        x = shown.at(chart.target, names, right)
        marks.append(Stroke(((x, top), (x, y)), "line-target"))
    if not rows:
        marks.append(nothing(0, width, top, top + _ROW))
    return Drawing(width, max(y, top + _ROW) + 4, tuple(marks))


def _key_of(chart: Ranking, width: float) -> tuple[float, list[Mark]]:
    entries = [("own", _("Đơn vị của bạn"))] if any(one.own for one in chart.rows) else []
    if chart.target is not None:
        entries.append(("target", _("Mục tiêu: %(value)s", value=chart.unit.text(chart.target))))
    height, marks = key(entries, width)
    return (height + 4 if entries else 0.0), marks


def _row(
    one: Ranked, rank: int | None, text: str, y: float, edges: tuple[float, float, float], shown: Scale
) -> list[Mark]:
    names, right, width = edges
    line = y + _ROW / 2 + 4
    name = shortened(f"{rank}. {one.name}" if rank else one.name, names - 6)
    marks: list[Mark] = [Text(0, line, name, "label", bold=one.own)]
    if one.value is None:
        return [*marks, Text(width, line, NONE, "muted", END)]
    zero, end = shown.at(0, names, right), shown.at(one.value, names, right)
    role = "own" if one.own else "s1"
    marks.append(box(names, y + (_ROW - _BAR) / 2, right - names, _BAR, "track"))
    marks.append(
        box(min(zero, end), y + (_ROW - _BAR) / 2, abs(end - zero), _BAR, role, f"{one.name}: {text}")
    )
    return [*marks, Text(width, line, text, "label", END, bold=one.own)]
