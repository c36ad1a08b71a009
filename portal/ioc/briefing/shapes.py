"""What a briefing tells, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.charts import Chart, Spark
from portal.ioc.pages.figures import Figure
from portal.web.contributions import Card

GOOD, BAD, EVEN = "good", "bad", "neutral"


@dataclass(frozen=True)
class Change:
    """A figure since the last working day and over seven days, beside the seven before; of how things stand now,
    beside a week ago, `latest` is None. `course`: the last fourteen days."""

    figure: Figure
    latest: Decimal | None
    week: Decimal | None
    before: Decimal | None
    course: Spark
    path: str

    @property
    def change(self) -> Decimal | None:
        """By how much it is more than a week before."""
        return None if self.week is None or self.before is None else self.week - self.before

    @property
    def tone(self) -> str:
        """Whether that is good, bad, or neither."""
        if not self.change or self.figure.better not in {"up", "down"}:
            return EVEN
        return GOOD if (self.change > 0) == (self.figure.better == "up") else BAD


@dataclass(frozen=True)
class Line:
    """One thing: what it is, a remark, where its page is ("" for who may not see it)."""

    label: str
    note: str = ""
    path: str = ""
    tone: str = EVEN


@dataclass(frozen=True)
class Heap:
    """Things of one kind: how many there are, the first of them, where all are."""

    title: str
    count: int
    lines: tuple[Line, ...] = ()
    path: str = ""


@dataclass(frozen=True)
class Unit:
    """What is late in an office below, by figure; `total` of them all."""

    name: str
    numbers: tuple[int, ...]
    total: int
    path: str = ""


@dataclass(frozen=True)
class Briefing:
    """What a briefing of a day tells. `since`: the last working day before it. `flows` happen over days,
    `levels` are how things stand. `late_by` are the heads of `units`. `cards`: what waits for this person, with
    its first lines (on pages alone)."""

    day: date
    since: date
    office: str
    flows: tuple[Change, ...]
    levels: tuple[Change, ...]
    late: tuple[Heap, ...]
    units: tuple[Unit, ...]
    late_by: tuple[str, ...]
    alerts: Heap
    waiting: tuple[Heap, ...]
    cards: tuple[Card, ...] = ()
    charts: tuple[Chart, ...] = ()

    @property
    def late_count(self) -> int:
        """How many things are late."""
        return sum(one.count for one in self.late)

    @property
    def late_units(self) -> tuple[Unit, ...]:
        """The offices below that are late with something."""
        return tuple(one for one in self.units if one.total)

    @property
    def waiting_count(self) -> int:
        """How many things wait for this person."""
        return sum(one.count for one in self.waiting)
