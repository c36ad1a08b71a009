"""Figures: what people read, made of measures. A number, or a share or mean of two; its unit; where its records lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.charts import Unit
from portal.ioc.warehouse.registry import NEITHER, Measure, warehouse


class Shown(NamedTuple):
    """How a figure is written: what it is multiplied by, the name of its unit, digits behind the comma."""

    scale: Decimal
    name: Any
    decimals: int


def _by(whole: int) -> Decimal:
    return Decimal(1) / whole


NUMBER = Shown(Decimal(1), "", 0)
SHARE = Shown(Decimal(100), "%", 1)
HOURS = Shown(_by(60), _l("giờ"), 1)
CLOCK_DAYS = Shown(_by(24 * 60), _l("ngày"), 1)
WORK_DAYS = Shown(_by(480), _l("ngày làm việc"), 1)
MARK = Shown(_by(4), _l("/5 điểm"), 2)
POINTS = Shown(_by(100), _l("điểm"), 2)
MILLION = Shown(_by(1_000_000), _l("triệu đồng"), 1)
GIGABYTES = Shown(_by(10**9), "GB", 2)
WHOLE_DAYS = Shown(Decimal(1), _l("ngày"), 0)
MILLISECONDS = Shown(Decimal(1), "ms", 0)


class Link(NamedTuple):
    """A list of the desk with the very records, for those who may do `action`; `path` may have {first} and {last}, the
    days of the period."""

    label: Any
    path: str
    action: str


@dataclass(frozen=True)
class Figure:
    """What people read: `over` (measures, summed) alone, or divided by `under`. `better`: which way is good."""

    key: str
    label: Any
    over: tuple[str, ...]
    under: tuple[str, ...] = ()
    shown: Shown = NUMBER
    better: str = NEITHER
    links: tuple[Link, ...] = ()

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure that it is made of."""
        return (*self.over, *self.under)

    @property
    def unit(self) -> Unit:
        """As charts write it."""
        return Unit(str(self.shown.name), self.shown.decimals)

    @property
    def is_share(self) -> bool:
        """Whether it is a number of a hundred, whose change is told in points."""
        return self.shown is SHARE

    def value(self, numbers: Mapping[str, int]) -> Decimal | None:
        """The figure from what its measures came to; None where something was never seen, or there is nothing to
        divide by."""
        if any(one not in numbers for one in self.measures):
            return None
        over = Decimal(sum(numbers[one] for one in self.over))
        if not self.under:
            return over * self.shown.scale
        under = sum(numbers[one] for one in self.under)
        return over / under * self.shown.scale if under else None

    @property
    def reasons(self) -> list[Measure]:
        """The measures with their words: what is counted, by which rule."""
        return [warehouse().measures[one] for one in self.measures]

    @property
    def formula(self) -> str:
        """How it is made of its measures, in words."""
        named = warehouse().measures
        over = " + ".join(str(named[one].label) for one in self.over)
        if not self.under:
            return over
        under = " + ".join(str(named[one].label) for one in self.under)
        return str(_("%(over)s : %(under)s", over=over, under=under))

    @property
    def sources(self) -> set[str]:
        """The sources and observations that it is counted from."""
        return {one.source for one in self.reasons}


def measures_of(figures: Sequence[Figure]) -> list[str]:
    """The measures of several figures, each once."""
    return list(dict.fromkeys(one for figure in figures for one in figure.measures))
