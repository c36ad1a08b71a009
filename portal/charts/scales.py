"""Scales with round steps. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

_LEAST_STEP = -6  # power of ten: finer than anything that an office measures
_STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Scale:
    """`ticks` rise and begin and end the scale; `decimals`: how many a tick needs behind the comma."""

    ticks: tuple[float, ...]
    decimals: int

    @property
    def low(self) -> float:
        return self.ticks[0]

    @property
    def high(self) -> float:
        return self.ticks[-1]

    def at(self, value: float, start: float, end: float) -> float:
        """Where a value lies when the scale reaches from `start` to `end`; beyond the scale at its end."""
        share = (value - self.low) / (self.high - self.low)
        return start + (end - start) * min(max(share, 0.0), 1.0)


def scale(values: Iterable[float | None], *, whole: bool = False, zero: bool = True, most: int = 5) -> Scale:
    """The scale that holds all values (None: there is none) in at most `most` steps of 1, 2 or 5 × 10^n.

    `whole`: of things that are counted, no step is below 1. `zero`: the scale includes zero (bars must).
    """
    known = [one for one in values if one is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = low + (most if whole and not low else max(1.0, abs(low) * 0.1))
    # Beyond the precision of numbers ticks would fall upon each other.
    wanted = max((high - low) / most, max(abs(low), abs(high)) * 1e-9)
    power = max(_LEAST_STEP, math.floor(math.log10(wanted)))
    if whole:
        power = max(power, 0)
    while True:
        for mantissa in _STEPS:
            ticks = _ticks(low, high, mantissa, power)
            if len(ticks) <= most + 1:
                return Scale(ticks, max(0, -power))
        power += 1


def _ticks(low: float, high: float, mantissa: int, power: int) -> tuple[float, ...]:
    step = mantissa * 10.0**power
    first, last = math.floor(low / step), math.ceil(high / step)
    if last - first > 1000:
        return tuple([0.0] * 1001)  # far too many: the caller goes on to the next step
    ticks = [_exact(number * mantissa, power) for number in range(first, last + 1)]
    if ticks[0] > low:
        ticks.insert(0, _exact((first - 1) * mantissa, power))
    if ticks[-1] < high:
        ticks.append(_exact((last + 1) * mantissa, power))
    return tuple(ticks)


def _exact(number: int, power: int) -> float:
    """number × 10^power as the nearest float: 3 × 0.1 would be 0.30000000000000004."""
    return float(number * 10**power) if power >= 0 else number / 10**-power


def classes(values: Iterable[float | None], *, whole: bool = False, most: int = 5) -> Scale:
    """The classes that a map is shaded by: round limits from the least to the greatest value, one class at
    least."""
    return scale(values, whole=whole, zero=False, most=most)


def class_of(value: float, limits: Scale) -> int:
    """The number of the class, from 0, that a value lies in; an upper limit belongs to the class above it, the
    highest to the last."""
    for number, limit in enumerate(limits.ticks[1:-1]):
        if value < limit:
            return number
    return len(limits.ticks) - 2
