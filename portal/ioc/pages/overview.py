"""The overview: a few figures of every part, each leading to its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.ioc.pages.catalogue import FIGURES
from portal.ioc.pages.figures import measures_of
from portal.ioc.pages.periods import Span
from portal.ioc.pages.plan import PLANS, Plan
from portal.ioc.pages.reading import tiles
from portal.ioc.pages.shapes import Tile
from portal.ioc.pages.targets import targets_for
from portal.ioc.pages.viewed import Viewed
from portal.ioc.warehouse import facts

SHOWN = 4
"""Figures of each part."""


@dataclass(frozen=True)
class Group:
    """A part with its first figures."""

    plan: Plan
    tiles: list[Tile]


@dataclass(frozen=True)
class Overview:
    """What the overview tells, and when it was counted last."""

    groups: list[Group]
    filled_at: datetime | None


def read(span: Span, seen: Viewed) -> Overview:
    """The first figures of each part, in as many statements as one page needs."""
    shown = {plan.slug: [FIGURES[one] for one in plan.headline[:SHOWN]] for plan in PLANS}
    figures = [one for those in shown.values() for one in those]
    wanted = measures_of(figures)
    with facts.reading_all():
        now = facts.by_unit(wanted, span.first, span.until, seen.ids)
        before = facts.total(wanted, span.before.first, span.before.until, seen.ids)
        goals = targets_for(seen.own or seen.here, span.first.year, figures)
        filled = facts.filled_at(seen.ids, {one for figure in figures for one in figure.sources})
    groups = [Group(plan, tiles(shown[plan.slug], seen, now, before, goals)) for plan in PLANS]
    return Overview(groups, filled)
