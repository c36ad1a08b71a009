"""Somebody who keeps every page of a year and reckons: which numbers follow from which.

Unknowns are numbers of dossiers, by procedure and month; what a page tells is a sum of them. Two ways: exactly, by
elimination (modulo a large prime, which is as good as fractions here), and by bounds that tighten one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

Cell: TypeAlias = tuple[str, int]
"""A procedure ("": all that are counted alike) in a month."""
Sum: TypeAlias = frozenset[Cell]
_PRIME = (1 << 61) - 1


class Known:
    """What was told: sums of cells with their values, and bounds of single sums (none: at least nothing)."""

    def __init__(self) -> None:
        self.sums: dict[Sum, int] = {}
        self.bounds: dict[Sum, tuple[int, int]] = {}

    def tell(self, cells: Iterable[Cell], value: int) -> None:
        """Something says that these are so many. Raises AssertionError where it was told otherwise before."""
        key = frozenset(cells)
        assert self.sums.setdefault(key, value) == value
        if not key:
            assert value == 0

    def follows(self, targets: Iterable[Sum]) -> set[Sum]:
        """Which of these sums are linear combinations of what was told."""
        pivots: dict[Cell, dict[Cell, int]] = {}
        for key in self.sums:
            row = _reduced(dict.fromkeys(key, 1), pivots)
            if row:
                lead = next(iter(row))
                inverse = pow(row[lead], -1, _PRIME)
                pivots[lead] = {cell: value * inverse % _PRIME for cell, value in row.items()}
        return {one for one in targets if not _reduced(dict.fromkeys(one, 1), pivots)}

    def bounded(self, targets: Iterable[Sum], rounds: int = 30) -> dict[Sum, tuple[int, int]]:
        """The least and the most that each of these sums can be."""
        wanted = list(targets)
        cells = {cell for key in (*self.sums, *wanted) for cell in key}
        most = max(self.sums.values(), default=0) + 1000
        span = dict.fromkeys(cells, (0, most))
        limits = {key: (value, value) for key, value in self.sums.items()} | self.bounds
        aside = {key: limits.get(key, (0, most * len(key) or 0)) for key in wanted}
        parts = [(key, sorted(inner, key=str)) for key, inner in _parted(limits, wanted)]
        for _round in range(rounds):
            before = dict(span), dict(aside)
            known = limits | {key: _narrower(aside[key], limits.get(key)) for key in wanted}
            for key, (low, high) in known.items():
                _tighten(span, key, low, high)
            for key, inner in parts:
                rest = key - frozenset().union(*inner)
                low = sum(known[one][0] for one in inner) + sum(span[cell][0] for cell in rest)
                high = sum(known[one][1] for one in inner) + sum(span[cell][1] for cell in rest)
                if key in aside:
                    aside[key] = _narrower(aside[key], (low, high))
                for one in inner:
                    if one in aside and key in known:
                        least = known[key][0] - (high - known[one][1])
                        most_of = known[key][1] - (low - known[one][0])
                        aside[one] = _narrower(aside[one], (least, most_of))
            for key in wanted:
                low, high = (sum(span[cell][end] for cell in key) for end in (0, 1))
                aside[key] = _narrower(aside[key], (low, high))
            if (span, aside) == before:
                break
        return aside


def _reduced(row: dict[Cell, int], pivots: Mapping[Cell, Mapping[Cell, int]]) -> dict[Cell, int]:
    while lead := next((cell for cell in row if cell in pivots), None):
        factor = row[lead]
        for cell, value in pivots[lead].items():
            left = (row.get(cell, 0) - factor * value) % _PRIME
            if left:
                row[cell] = left
            else:
                row.pop(cell, None)
    return row


def _parted(limits: Mapping[Sum, object], wanted: Iterable[Sum]) -> list[tuple[Sum, list[Sum]]]:
    """Sums with other sums that lie within them side by side: the larger taken first."""
    keys = sorted({*limits, *wanted}, key=len, reverse=True)
    found = []
    for key in keys:
        inner: list[Sum] = []
        left = set(key)
        for one in keys:
            if one and one < key and one <= left:
                inner.append(one)
                left -= one
        if inner:
            found.append((key, inner))
    return found


def _narrower(one: tuple[int, int], other: tuple[int, int] | None) -> tuple[int, int]:
    return one if other is None else (max(one[0], other[0]), min(one[1], other[1]))


def _tighten(span: dict[Cell, tuple[int, int]], key: Sum, low: int, high: int) -> None:
    lows, highs = sum(span[cell][0] for cell in key), sum(span[cell][1] for cell in key)
    for cell in key:
        least, most = span[cell]
        span[cell] = (max(least, low - (highs - most)), min(most, high - (lows - least)))
