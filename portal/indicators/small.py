"""Small cells: when a number of persons or households may be told, and when the sum of what is hidden may. Pure.

In a commune everybody knows the two households of a hamlet that became poor. An indicator that counts persons or
households has a threshold (`Indicator.shown_from`): what a unit has in a period, if it is above nothing and below that,
is hidden. What is hidden must not follow from what is told, today or from an older copy of a page. So nothing is hidden
later to cover something else (it would have been told before); instead sums are made of what is told: a sum is told
exactly only where the hidden ones together could still be several things each, else as the span that anybody could
reckon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

USUAL = 5
"""The threshold that is proposed: as for dossiers (Index 766)."""
LOWEST, HIGHEST = 3, 1000
_VALUES = 3  # that a hidden number can still be, for somebody who knows these rules


@dataclass(frozen=True)
class Disclosed:
    """What the public is told: `value`; or, where it `is_withheld`, at most that it lies from `least` to `most`."""

    value: Fraction | None = None
    is_withheld: bool = False
    least: Fraction | None = None
    most: Fraction | None = None


NOTHING, WITHHELD = Disclosed(), Disclosed(is_withheld=True)


def is_small(size: Fraction | None, shown_from: int) -> bool:
    """Whether a number of persons points to somebody: more than none, and below the threshold."""
    return size is not None and 0 < abs(size) < shown_from


def is_sum_safe(hidden: Sequence[Fraction], shown_from: int) -> bool:
    """Whether the exact sum of these hidden numbers may be known: it is not small itself, and who knows that each is
    from 1 to the threshold less 1 finds several values possible for each."""
    count, total = len(hidden), sum(hidden, Fraction())
    if not count:
        return True
    if count == 1 or total < shown_from:
        return False
    lowest = max(Fraction(1), total - (shown_from - 1) * (count - 1))
    highest = min(Fraction(shown_from - 1), total - (count - 1))
    return highest - lowest + 1 >= _VALUES


def span(told: Fraction, hidden: int, shown_from: int) -> Disclosed:
    """A sum with `hidden` numbers that are not told, as anybody can reckon it from those that are."""
    return Disclosed(None, True, told + hidden, told + hidden * (shown_from - 1))
