"""Approved figures in hand: what a unit gave, what the units make together, how far a year has come. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from portal.indicators.aggregating import Given, Total, aggregate
from portal.indicators.catalogue import Measure, hands_in, units
from portal.indicators.models import LAST, MEAN, OWN
from portal.indicators.periods import Period, of_year, read
from portal.tenancy.directory import Portal


@dataclass(frozen=True)
class Held:
    """An approved figure: `value` in the smallest unit of `decimals`, None where the unit said that there is none (and
    `note` why). `changes`: how often it was revised since it was first approved; `past`: the numbers that it had."""

    portal_id: int
    code: str
    key: str
    value: int | None
    decimals: int
    note: str = ""
    approved_at: datetime | None = None
    changes: int = 0
    past: tuple[Fraction, ...] = ()

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
    """The approved figures of a portal and of those below it. Made once per page: what is asked twice is known."""

    def __init__(self, top: Portal, measures: Mapping[str, Measure], held: Iterable[Held]) -> None:
        self.top = top
        self.measures = dict(measures)
        self._held: dict[tuple[int, str, str], Held] = {}
        self._courses: dict[tuple[int, str], list[tuple[date, Held]]] = {}
        self._units: dict[str, list[Portal]] = {}
        self._totals: dict[tuple[str, str], Total] = {}
        self.codes: set[str] = set()
        for one in held:
            period = read(one.key)
            if period is None:
                continue
            self.codes.add(one.code)
            self._held[(one.portal_id, one.code, one.key)] = one
            self._courses.setdefault((one.portal_id, one.code), []).append((period.last, one))
        for course in self._courses.values():
            course.sort(key=lambda each: each[0])

    def held(self, portal_id: int, code: str, key: str) -> Held | None:
        """What a portal handed in for a period."""
        return self._held.get((portal_id, code, key))

    def latest(self, portal_id: int, code: str, period: Period, *, before: bool = False) -> Held | None:
        """The newest figure of a portal up to a period (with `before`: before it), whatever kind of period it is of."""
        found = None
        for day, one in self._courses.get((portal_id, code), ()):
            if day > period.last or (before and day == period.last):
                break
            if one.value is not None:
                found = one
        return found

    def expected(self, measure: Measure, period: Period) -> list[Portal]:
        """The units that hand an indicator in for a period."""
        if period.key not in self._units:
            self._units[period.key] = units(self.top, period)
        return [one for one in self._units[period.key] if hands_in(measure, one, period)]

    def total(self, measure: Measure, period: Period) -> Total:
        """The figure of the portal at the top: its own where it handed one in or enters it itself, else made of those
        of the units."""
        key = (measure.code, period.key)
        if key not in self._totals:
            self._totals[key] = self._total(measure, period)
        return self._totals[key]

    def _total(self, measure: Measure, period: Period) -> Total:
        own = self.held(self.top.id, measure.code, period.key)
        if own is not None or hands_in(measure, self.top, period):
            given = {self.top.id: Given(own.number, own.key)} if own is not None else {}
            return aggregate(OWN, [self.top.id], given)
        given, before, weights = {}, {}, {}
        expected = [one.id for one in self.expected(measure, period)]
        for number in expected:
            one = self.held(number, measure.code, period.key)
            if one is not None:
                given[number] = Given(one.number, one.key)
            elif measure.made == LAST:
                earlier = self.latest(number, measure.code, period, before=True)
                if earlier is not None:
                    before[number] = Given(earlier.number, earlier.key)
            weight = self.latest(number, measure.weight_code, period) if measure.made == MEAN else None
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
