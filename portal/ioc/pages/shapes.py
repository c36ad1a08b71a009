"""What a page tells, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from portal.charts import Chart
from portal.ioc.pages.figures import Figure
from portal.ioc.pages.periods import Bucket, Span
from portal.ioc.pages.plan import Plan
from portal.ioc.pages.targets import Target
from portal.ioc.pages.viewed import Viewed

Numbers = Mapping[str, int]


@dataclass(frozen=True)
class Tile:
    """A headline figure now and in the period before, with its target; of a commune its place among `places`, and the
    `median` of the communes."""

    figure: Figure
    value: Decimal | None
    before: Decimal | None
    target: Target | None = None
    place: int | None = None
    places: int = 0
    median: Decimal | None = None

    @property
    def change(self) -> Decimal | None:
        """By how much it is more than before."""
        return None if self.value is None or self.before is None else self.value - self.before


@dataclass(frozen=True)
class Course:
    """A figure over the points of a period, None where there is none."""

    figure: Figure
    now: list[Decimal | None]
    before: list[Decimal | None] = field(default_factory=list)


@dataclass(frozen=True)
class PageRead:
    """What a page tells."""

    plan: Plan
    span: Span
    viewed: Viewed
    tiles: list[Tile]
    compared: Figure | None
    buckets: dict[str, list[Bucket]]  # by trend
    courses: dict[str, list[Course]]
    charts: dict[str, Chart]
    units: Mapping[int, Numbers]
    filled_at: datetime | None
