"""Bars of the course of a year as plain geometry for an SVG of a template. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.performance.work import OfMonth

WIDTH, HEIGHT, TOP, BOTTOM = 720, 280, 20, 36
LETTER = 14  # how wide a digit of the scale is on a telephone
STEPS = 4


@dataclass(frozen=True)
class Bar:
    """A month: where its bars begin, their heights and tops; `late` lies at the foot of `done`."""

    label: str
    x: float
    middle: float
    width: float
    received_top: float
    received_height: float
    done_top: float
    done_height: float
    late_top: float
    late_height: float


@dataclass(frozen=True)
class Line:
    """A line of the scale."""

    y: float
    value: int


@dataclass(frozen=True)
class Chart:
    """Bars and scale within WIDTH × HEIGHT."""

    width: int
    height: int
    left: int
    base: float
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]


def top_of(most: int) -> int:
    """A round number not below `most` (and not 0) that STEPS parts divide."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if size * factor * STEPS >= most:
                return size * factor * STEPS
        size *= 10


def chart(months: Sequence[OfMonth]) -> Chart:
    """The bars of some months."""
    most = top_of(max((max(one.received, one.done) for one in months), default=0))
    base, room = HEIGHT - BOTTOM, HEIGHT - TOP - BOTTOM
    left = 14 + LETTER * max(3, len(f"{most:,}"))
    slot = (WIDTH - left) / max(len(months), 1)
    width = slot * 0.36

    def height(value: int) -> float:
        return round(value * room / most, 1)

    bars = []
    for number, one in enumerate(months):
        x = round(left + slot * number + slot * 0.12, 1)
        received, done, late = height(one.received), height(one.done), height(one.late)
        bars.append(
            Bar(
                _label(one, is_first=number == 0),
                x,
                round(x + width, 1),
                round(width, 1),
                round(base - received, 1),
                received,
                round(base - done, 1),
                done,
                round(base - late, 1),
                late,
            )
        )
    lines = tuple(
        Line(round(base - room * step / STEPS, 1), most * step // STEPS) for step in range(STEPS + 1)
    )
    return Chart(WIDTH, HEIGHT, left, base, tuple(bars), lines)


def _label(one: OfMonth, *, is_first: bool) -> str:
    """The month's number, with the year where it begins, so that twelve are legible on a telephone."""
    month = one.period.first.month
    return f"{month}/{one.period.first:%y}" if is_first or month == 1 else str(month)
