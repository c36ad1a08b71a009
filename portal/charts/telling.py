"""What a chart shows, in a sentence or two, for who does not see it. Pure."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.charts.lines import last_of
from portal.charts.values import Bars, Chart, Lines, Ranking, Shaded, Spark, Unit, Value


def description_of(chart: Chart) -> str:
    """The description that the chart was given, else one made of its figures."""
    if chart.description:
        return chart.description
    if isinstance(chart, Ranking):
        return _of_units([(one.name, one.value) for one in chart.rows], chart.unit)
    if isinstance(chart, Shaded):
        units = _of_units([(one.name, one.value) for one in chart.places], chart.unit)
        return f"{_('Sơ đồ, không thể hiện địa giới.')} {units}"
    if isinstance(chart, Spark):
        return _of_course("", chart.labels, chart.values, chart.unit)
    return _of_axis(chart)


def _of_units(rows: list[tuple[str, Value]], unit: Unit) -> str:
    known = [(value, name) for name, value in rows if value is not None]
    missing = len(rows) - len(known)
    said = []
    if known:
        high, low = max(known, key=lambda one: one[0]), min(known, key=lambda one: one[0])
        said.append(
            _("Cao nhất: %(high)s (%(most)s); thấp nhất: %(low)s (%(least)s).",
              high=high[1], most=unit.text(high[0]), low=low[1], least=unit.text(low[0]))
        )  # fmt: skip
    if missing:
        said.append(_("%(count)s đơn vị chưa có số liệu.", count=missing))
    return " ".join(said) or _("Chưa có số liệu")


def _of_axis(chart: Lines | Bars) -> str:
    said = [_of_course(one.name, chart.told, one.values, chart.unit) for one in chart.series]
    if chart.target is not None:
        said.append(f"{chart.target_text}.")
    return " ".join(said) or _("Chưa có số liệu")


def _of_course(name: str, labels: tuple[str, ...], values: tuple[Value, ...], unit: Unit) -> str:
    at, last = last_of(values)
    lead = f"{name}: " if name else ""
    known = [(value, label) for value, label in zip(values, labels, strict=True) if value is not None]
    if last is None:
        return f"{lead}{_('chưa có số liệu')}."
    high, low = max(known, key=lambda one: one[0]), min(known, key=lambda one: one[0])
    return lead + _(
        "gần nhất %(last)s (%(at)s); cao nhất %(most)s (%(high)s), thấp nhất %(least)s (%(low)s).",
        last=unit.text(last), at=labels[at], most=unit.text(high[0]), high=high[1],
        least=unit.text(low[0]), low=low[1],
    )  # fmt: skip
