"""Approved figures in hand: what a unit gave, what the units make together, how far a year has come. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from portal.indicators.aggregating import Given, Total, aggregate
from portal.indicators.catalogue import Measure, hands_in, units
from portal.indicators.periods import Period, of_year, read
from portal.tenancy.directory import Portal


@dataclass(frozen=True)
class Held:
    """An approved figure: `value` in the smallest unit of `decimals`, None where the unit said that there is none (and
    `note` why). `changes`: how often it was revised since it was first approved."""

    portal_id: int
    code: str
    key: str
    value: int | None
    decimals: int
    note: str = ""
    approved_at: datetime | None = None
    changes: int = 0

    @property
    def number(self) -> Fraction | None:
        """The value as the number that it is."""
        return None if self.value is None else Fraction(self.value, 10**self.decimals)


@dataclass(frozen=True)
class Course:
    """How far a year has come: the figure (exact), of how many periods of how many it is made, the last of them."""

    value: Fraction | None
    periods: int
    of: int
    last: Period | None


class Book:
    """The approved figures of a portal and of those below it."""

    def __init__(self, top: Portal, measures: Mapping[str, Measure], held: Iterable[Held]) -> None:
        self.top = top
        self.measures = dict(measures)
        self._held: dict[tuple[int, str], dict[str, Held]] = {}
        for one in held:
            self._held.setdefault((one.portal_id, one.code), {})[one.key] = one

    def held(self, portal_id: int, code: str, key: str) -> Held | None:
        """What a portal handed in for a period."""
        return self._held.get((portal_id, code), {}).get(key)

    def latest(self, portal_id: int, code: str, period: Period, *, before: bool = False) -> Held | None:
        """The newest figure of a portal up to a period (with `before`: before it), whatever kind of period it is of."""
        found = None
        for key, one in self._held.get((portal_id, code), {}).items():
            at = read(key)
            if (
                at is None
                or one.value is None
                or at.last > period.last
                or (before and at.last >= period.last)
            ):
                continue
            if found is None or at.last > found[0]:
                found = (at.last, one)
        return found[1] if found else None

    def expected(self, measure: Measure, period: Period) -> list[Portal]:
        """The units that hand an indicator in for a period."""
        return [one for one in units(self.top, period) if hands_in(measure, one, period)]

    def total(self, measure: Measure, period: Period) -> Total:
        """The figure of the portal at the top: its own where it handed one in or enters it itself, else made of those
        of the units."""
        own = self.held(self.top.id, measure.code, period.key)
        if own is not None or hands_in(measure, self.top, period):
            return aggregate(
                measure.made,
                [self.top.id],
                {self.top.id: Given(own.number, own.key)} if own else {},
                weights={self.top.id: Fraction(1)},
            )
        expected = [one.id for one in self.expected(measure, period)]
        given, before, weights = {}, {}, {}
        for number in expected:
            one = self.held(number, measure.code, period.key)
            if one is not None:
                given[number] = Given(one.number, one.key)
            earlier = self.latest(number, measure.code, period, before=True)
            if earlier is not None:
                before[number] = Given(earlier.number, earlier.key)
            weight = self.latest(number, measure.weight_code, period) if measure.weight_code else None
            if weight is not None and weight.number is not None:
                weights[number] = weight.number
        return aggregate(measure.made, expected, given, weights=weights, before=before)

    def value(self, portal_id: int, measure: Measure, period: Period) -> Fraction | None:
        """The figure of a portal for a period: the top's is a total."""
        if portal_id == self.top.id:
            return self.total(measure, period).value
        one = self.held(portal_id, measure.code, period.key)
        return one.number if one is not None else None

    def course(self, portal_id: int, measure: Measure, year: int, until: Period | None = None) -> Course:
        """How far a portal has come in a year, up to and with a period: the sum where figures accumulate, else the
        last one."""
        wanted = of_year(measure.period, year)
        found = [
            (one, value)
            for one in wanted
            if (until is None or one.last <= until.last)
            and (value := self.value(portal_id, measure, one)) is not None
        ]
        if not found:
            return Course(None, 0, len(wanted), None)
        value = sum((each for _one, each in found), Fraction()) if measure.accumulates else found[-1][1]
        return Course(value, len(found), len(wanted), found[-1][0])


def rounded(value: Fraction | None, decimals: int) -> int | None:
    """A number in the smallest unit of so many decimals; halves go to the even neighbour."""
    return None if value is None else round(value * 10**decimals)


def permille_of(value: Fraction | None, target: int | None, decimals: int) -> int | None:
    """How many per mille of a target a value is (of a target of nothing: None)."""
    if value is None or not target:
        return None
    return round(value / Fraction(target, 10**decimals) * 1000)
