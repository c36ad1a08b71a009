"""Periods of the pages: the last seven days, a month, a quarter, a year; what came before; how a trend is cut. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from flask_babel import gettext as _

from portal.ioc.warehouse.days import ONE
from portal.performance import periods as whole

WEEK = "7-ngay"
KINDS = (WEEK, whole.MONTH, whole.QUARTER, whole.YEAR)


@dataclass(frozen=True)
class Bucket:
    """A part of a period that is one point of a trend: its days, as short as an axis has it, and in full."""

    first: date
    last: date
    short: str
    name: str


@dataclass(frozen=True)
class Span:
    """A period of a page: from the first day up to and with `last`, of which `until` is the last that has come."""

    kind: str
    key: str
    first: date
    last: date
    until: date

    @property
    def is_running(self) -> bool:
        """Whether days of it are still to come, or today is one of it."""
        return self.until < self.last or self.kind == WEEK

    @property
    def label(self) -> str:
        """As people call it."""
        if self.kind == WEEK:
            return str(_("7 ngày gần nhất"))
        found = whole.read(self.key)
        return found.label if found is not None else self.key

    @property
    def before(self) -> Span:
        """The period before it, cut to as many days as have come of this one: like is compared with like."""
        days = self.until - self.first
        if self.kind == WEEK:
            first = self.first - 7 * ONE
            return Span(WEEK, WEEK, first, first + days, first + days)
        earlier = whole_of(self.kind, self.first - ONE)
        until = earlier.last if self.until == self.last else min(earlier.first + days, earlier.last)
        return Span(self.kind, earlier.key, earlier.first, earlier.last, until)

    @property
    def before_label(self) -> str:
        """What the change is told against."""
        if self.kind == WEEK:
            return str(_("7 ngày trước đó"))
        found = whole.read(self.before.key)
        name = found.label if found is not None else ""
        return str(_("cùng số ngày của %(period)s", period=name)) if self.until < self.last else name

    def buckets(self, *, coarse: bool = False) -> list[Bucket]:
        """The period up to `until` as points of a trend: days, weeks of a quarter, months of a year. `coarse`: weeks of
        a month too, for shares and means, which tell nothing of a day with two cases."""
        if self.kind == whole.YEAR:
            return self._months()
        step = 7 if self.kind == whole.QUARTER or (coarse and self.kind == whole.MONTH) else 1
        edges = [
            self.first + step * number * ONE for number in range((self.until - self.first).days // step + 1)
        ]
        edges.append(max(edges[-1] + ONE, self.until + ONE))
        return [self._bucket(first, following - ONE) for first, following in pairwise(edges)]

    def _months(self) -> list[Bucket]:
        found = []
        for number in range(self.first.month, self.until.month + 1):
            month = whole.month(self.first.year, number)
            short = f"{number}/{self.first.year % 100:02d}"
            found.append(Bucket(month.first, min(month.last, self.until), short, month.label))
        return found

    @staticmethod
    def _bucket(first: date, last: date) -> Bucket:
        short = f"{first.day}/{first.month}"
        if first == last:
            return Bucket(first, last, short, f"{first:%d/%m/%Y}")
        return Bucket(first, last, short, f"{first:%d/%m} – {last:%d/%m/%Y}")


def whole_of(kind: str, day: date) -> whole.Period:
    """The month, quarter or year that holds a day."""
    if kind == whole.MONTH:
        return whole.month(day.year, day.month)
    key = f"{day.year:04d}-Q{(day.month + 2) // 3}" if kind == whole.QUARTER else f"{day.year:04d}"
    found = whole.read(key)
    assert found is not None
    return found


def span_of(found: whole.Period, day: date) -> Span:
    """A whole period as far as it has come on a day."""
    return Span(found.kind, found.key, found.first, found.last, min(found.last, day))


def week_to(day: date) -> Span:
    """The last seven days."""
    return Span(WEEK, WEEK, day - timedelta(days=6), day, day)


def read(written: str, day: date) -> Span | None:
    """The period that an address names, "" the running month; None for anything that nobody can choose on that day."""
    if written == WEEK:
        return week_to(day)
    found = whole.read(written) if written else whole.month(day.year, day.month)
    if found is None or found.first > day or found.first.year < day.year - 5:
        return None
    return span_of(found, day)


def choices(kind: str, day: date) -> list[Span]:
    """Periods of a kind for choosing, the newest first."""
    if kind == WEEK:
        return [week_to(day)]
    return [span_of(one, day) for one in whole.choices(kind, day)]
