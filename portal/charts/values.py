"""What a chart is: figures with their names, told by a title. Drawing them is the matter of `drawing`."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TypeAlias

from babel.numbers import format_decimal
from flask_babel import get_locale
from flask_babel import gettext as _

NONE = "–"
"""Stands where there is no figure."""
HIGH, LOW = "high", "low"
BAD, GOOD, PLAIN = "bad", "good", "plain"
Value: TypeAlias = float | None


def number_text(value: float, decimals: int = 0) -> str:
    """A number as its reader writes it: 1234.5 → "1.234,5" (Vietnamese). At most so many decimals, no empty
    ones."""
    shown = round(value, decimals) + 0.0  # no "-0"
    places = "#" * decimals
    return str(format_decimal(shown, f"#,##0.{places}" if places else "#,##0", locale=get_locale() or "vi"))


@dataclass(frozen=True)
class Unit:
    """What is counted: `name` stands behind the number ("%" without a space), `decimals` at most behind the
    comma."""

    name: str = ""
    decimals: int = 0

    def text(self, value: Value) -> str:
        """A figure with its unit; "–" where there is none."""
        return f"{number_text(value, self.decimals)}{self.behind}" if value is not None else NONE

    def bare(self, value: Value) -> str:
        """A figure without its unit."""
        return number_text(value, self.decimals) if value is not None else NONE

    @property
    def behind(self) -> str:
        return self.name if self.name in {"", "%"} else f" {self.name}"


def _checked(values: tuple[Value, ...]) -> None:
    if any(one is not None and not math.isfinite(one) for one in values):
        raise ValueError("A figure is a number, or None where there is none")


@dataclass(frozen=True)
class Series:
    """Figures with a name, one for each label of the chart. `tone`: BAD, GOOD or PLAIN (grey) where the colour
    tells something.
    `within`: the number of the series that these are a part of; their bars lie in its bars."""

    name: str
    values: tuple[Value, ...]
    tone: str = ""
    within: int | None = None

    def __post_init__(self) -> None:
        _checked(self.values)


@dataclass(frozen=True)
class Row:
    """A row of a table: what it is about, its figures as texts, where it leads (a path within the portal, or
    "")."""

    head: str
    cells: tuple[str, ...]
    path: str = ""
    own: bool = False


@dataclass(frozen=True)
class Table:
    """What a chart shows, as a table; the first head is that of the rows' names."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Course:
    """What the kinds of charts along an axis share. Each series has a value for each label. `paths`: where
    labels lead, `names`: labels in full where the axis has them in short. `first`: the head of the table's first
    column. `description`: said to who sees no picture; made of the figures where empty. `target`: a line across,
    called `target_name` ("Mục tiêu" where empty)."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Unit = field(default_factory=Unit)
    target: Value = None
    description: str = ""
    first: str = ""
    paths: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    target_name: str = ""

    def __post_init__(self) -> None:
        _checked((self.target,))
        if any(len(one.values) != len(self.labels) for one in self.series):
            raise ValueError("Each series has a value for each label")
        if any(those and len(those) != len(self.labels) for those in (self.paths, self.names)):
            raise ValueError("Each label has a path and a name, or none has")

    @property
    def target_text(self) -> str:
        """The target in words: "Mục tiêu: 95%"; "" where there is none."""
        if self.target is None:
            return ""
        if self.target_name:
            return f"{self.target_name}: {self.unit.text(self.target)}"
        return _("Mục tiêu: %(value)s", value=self.unit.text(self.target))

    @property
    def told(self) -> tuple[str, ...]:
        """What the labels stand for, in full."""
        return self.names or self.labels

    def table(self) -> Table:
        """The figures, a row for each label."""
        target = () if self.target is None else (self.unit.bare(self.target),)
        aim = self.target_name or _("Mục tiêu")
        return Table(
            (
                self.first or _("Thời gian"),
                *(_with_unit(one.name, self.unit) for one in self.series),
                *((aim,) if target else ()),
            ),
            tuple(
                Row(
                    label,
                    (*(self.unit.bare(one.values[at]) for one in self.series), *target),
                    self.paths[at] if self.paths else "",
                )
                for at, label in enumerate(self.told)
            ),
        )


@dataclass(frozen=True)
class Lines(Course):
    """A trend: up to six lines over time. `zero`: the scale begins at zero."""

    zero: bool = True


@dataclass(frozen=True)
class Bars(Course):
    """Bars beside each other for each label, or `stacked` upon each other."""

    stacked: bool = False


@dataclass(frozen=True)
class Ranked:
    """A unit in a comparison; `own` is the reader's."""

    name: str
    value: Value
    own: bool = False
    path: str = ""

    def __post_init__(self) -> None:
        _checked((self.value,))


@dataclass(frozen=True)
class Ranking:
    """Units compared, the best first: with `better` HIGH the greatest, with LOW the least. Units without a
    figure stand last and have no rank; equal figures share one."""

    title: str
    rows: tuple[Ranked, ...]
    unit: Unit = field(default_factory=Unit)
    target: Value = None
    better: str = HIGH
    description: str = ""
    first: str = ""

    def __post_init__(self) -> None:
        _checked((self.target,))

    def ranked(self) -> list[tuple[int | None, Ranked]]:
        """The units in their order with their ranks from 1."""
        sign = -1 if self.better == HIGH else 1
        found: list[tuple[int | None, Ranked]] = []
        known = sorted(
            (one for one in self.rows if one.value is not None),
            key=lambda one: (sign * (one.value or 0), one.name),
        )
        for number, one in enumerate(known, 1):
            is_equal = bool(found) and found[-1][1].value == one.value
            found.append((found[-1][0] if is_equal else number, one))
        return found + [(None, one) for one in self.rows if one.value is None]

    def table(self) -> Table:
        """The units in their order."""
        return Table(
            (self.first or _("Đơn vị"), _("Thứ hạng"), _with_unit(_("Giá trị"), self.unit)),
            tuple(
                Row(one.name, (str(rank) if rank else NONE, self.unit.bare(one.value)), one.path, one.own)
                for rank, one in self.ranked()
            ),
        )


@dataclass(frozen=True)
class Place:
    """A unit on the map: where it lies (degrees, WGS 84) and its figure."""

    name: str
    lat: float
    lon: float
    value: Value
    own: bool = False
    path: str = ""

    def __post_init__(self) -> None:
        _checked((self.lat, self.lon, self.value))


@dataclass(frozen=True)
class Shaded:
    """A map of units shaded by a figure. Borders are a sketch: we have none that may be shown."""

    title: str
    places: tuple[Place, ...]
    unit: Unit = field(default_factory=Unit)
    description: str = ""
    first: str = ""

    def table(self) -> Table:
        """The units as they were given."""
        return Table(
            (self.first or _("Đơn vị"), _with_unit(_("Giá trị"), self.unit)),
            tuple(Row(one.name, (self.unit.bare(one.value),), one.path, one.own) for one in self.places),
        )


@dataclass(frozen=True)
class Spark:
    """A trend as small as a word, beside the figure that it leads to."""

    title: str
    labels: tuple[str, ...]
    values: tuple[Value, ...]
    unit: Unit = field(default_factory=Unit)
    description: str = ""

    def __post_init__(self) -> None:
        _checked(self.values)
        if len(self.labels) != len(self.values):
            raise ValueError("Each label has a value")

    def table(self) -> Table:
        """The figures, a row for each label."""
        return Table(
            (_("Thời gian"), _with_unit(_("Giá trị"), self.unit)),
            tuple(
                Row(label, (self.unit.bare(value),))
                for label, value in zip(self.labels, self.values, strict=True)
            ),
        )


Chart: TypeAlias = Lines | Bars | Ranking | Shaded | Spark


def _with_unit(name: str, unit: Unit) -> str:
    return f"{name} ({unit.name})" if unit.name else name
