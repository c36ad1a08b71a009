"""The figure of the portal above, made of those of the units: exact, whatever the order, naming
who is missing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from portal.indicators.models import LAST, MEAN


@dataclass(frozen=True)
class Given:
    """What a unit handed in: the number (None: it said that it has none), and the key of the period."""

    value: Fraction | None
    key: str


@dataclass(frozen=True)
class Total:
    """A figure of several units.

    `value` is None where no unit gave a number (or the weights add up to nothing). `given` are the units that handed
    in, `missing` those that did not, `without` those that said that they have no number, `older` those that count with
    the figure of an earlier period, `unweighed` those whose number is left out of a mean because nobody knows their
    weight; ids of portals in ascending order.
    """

    value: Fraction | None
    given: tuple[int, ...]
    missing: tuple[int, ...]
    without: tuple[int, ...] = ()
    older: tuple[int, ...] = ()
    unweighed: tuple[int, ...] = ()

    @property
    def expected(self) -> int:
        """How many units hand it in."""
        return len(self.given) + len(self.missing)

    @property
    def is_complete(self) -> bool:
        """Whether every unit handed in for this period and counts."""
        return not self.missing and not self.unweighed

    def scaled(self, decimals: int) -> int | None:
        """The value in the smallest unit of so many decimals; halves go to the even neighbour."""
        return None if self.value is None else round(self.value * 10**decimals)


def aggregate(
    made: str,
    expected: Iterable[int],
    given: Mapping[int, Given],
    *,
    weights: Mapping[int, Fraction] | None = None,
    before: Mapping[int, Given] | None = None,
) -> Total:
    """The total of the units `expected`.

    `given` is what they handed in for the period; `weights` weighs a mean, a unit without a weight is left out of it;
    `before` is the latest earlier figure of each unit, taken for LAST where it has not handed in.
    """
    asked = sorted(set(expected))
    held, weighed = {one: given[one] for one in asked if one in given}, weights or {}
    unweighed = [one for one, what in held.items() if what.value is not None and one not in weighed]
    older: dict[int, Given] = {}
    if made == LAST and before:
        older = {one: before[one] for one in asked if one not in held and one in before}
    numbers = {one: what.value for one, what in (held | older).items() if what.value is not None}
    if made == MEAN:
        numbers = {one: value for one, value in numbers.items() if one in weighed}
    return Total(
        value=_mean(numbers, weighed) if made == MEAN else _sum(numbers),
        given=tuple(held),
        missing=tuple(one for one in asked if one not in held),
        without=tuple(one for one, what in held.items() if what.value is None),
        older=tuple(older),
        unweighed=tuple(unweighed) if made == MEAN else (),
    )


def _sum(numbers: Mapping[int, Fraction]) -> Fraction | None:
    return sum(numbers.values(), Fraction()) if numbers else None


def _mean(numbers: Mapping[int, Fraction], weights: Mapping[int, Fraction]) -> Fraction | None:
    weight = sum((weights[one] for one in numbers), Fraction())
    if not numbers or weight <= 0:
        return None
    return sum((value * weights[one] for one, value in numbers.items()), Fraction()) / weight
