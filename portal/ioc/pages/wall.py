"""What the screen on the wall shows: one part after the other, in large letters, with the time of its figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.charts import Chart, Figure, figure
from portal.charts.values import number_text
from portal.clock import today
from portal.ioc.pages import reading, society, wording
from portal.ioc.pages.drawing import COMPARISON, MAP
from portal.ioc.pages.periods import Span, read
from portal.ioc.pages.plan import PLANS
from portal.ioc.pages.viewed import Viewed, viewed
from portal.ioc.warehouse.registry import SOCIETY
from portal.tenancy.directory import Portal

SECONDS = 20
"""How long a page stands."""
TILES, CHARTS = 8, 2
WIDTH = 430


@dataclass(frozen=True)
class Big:
    """A figure in large letters."""

    label: str
    value: str
    unit: str
    change: str = ""
    tone: str = wording.PLAIN
    sign: str = ""


@dataclass(frozen=True)
class Wall:
    """One page of the screen; `number` of `count`, `following` comes next."""

    number: int
    count: int
    title: Any
    span: Span
    figures: list[Big]
    charts: list[Figure]
    filled_at: datetime | None

    @property
    def following(self) -> int:
        """The page after this one."""
        return self.number % self.count + 1

    @property
    def preceding(self) -> int:
        """The page before this one."""
        return (self.number - 2) % self.count + 1


def wall(portal: Portal, number: int) -> Wall | None:
    """A page of the screen of a portal, of the running month; None where there is no such page."""
    if not 1 <= number <= len(PLANS):
        return None
    plan, span, seen = PLANS[number - 1], read("", today()), viewed(portal)
    if span is None or seen is None:
        return None
    if plan.part == SOCIETY:
        return _of_society(number, span, seen)
    page = reading.read_page(plan, span, seen)
    figures = [
        Big(
            str(one.figure.label),
            one.figure.unit.bare(None if one.value is None else float(one.value)),
            str(one.figure.shown.name) if one.value is not None else "",
            wording.change_text(one),
            wording.change_tone(one),
            wording.arrow(one),
        )
        for one in page.tiles[:TILES]
    ]
    trend = plan.trends[0].key
    chosen = {trend: page.charts[trend]} | {
        key: page.charts[key] for key in (MAP, COMPARISON) if key in page.charts
    }
    return Wall(number, len(PLANS), plan.title, span, figures, _drawn(chosen), page.filled_at)


def _of_society(number: int, span: Span, seen: Viewed) -> Wall:
    page = society.read_page(span, seen)
    known = [one for one in page.lines if one.value is not None][:TILES]
    figures = [
        Big(
            one.measure.name,
            number_text(float(one.value or 0), one.measure.decimals),
            one.measure.unit,
            one.period.label if one.period is not None else "",
        )
        for one in known
    ]
    wanted = {key: page.charts[key] for key in (society.COURSE, MAP, COMPARISON) if key in page.charts}
    return Wall(number, len(PLANS), page.plan.title, span, figures, _drawn(wanted), page.filled_at)


def _drawn(charts: dict[str, Chart]) -> list[Figure]:
    return [figure(one, f"bd-{key}", WIDTH) for key, one in list(charts.items())[:CHARTS]]
