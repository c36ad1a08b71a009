"""What the public sees: no number of dossiers below five that could point to somebody. Pure.

In a commune everybody knows who asked for a rare thing: "one complaint in March" is a person. Procedures with few
dossiers are told together, with so many others that their sum says nothing of one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.performance.index766 import Index, Line
from portal.performance.reports import OfService

LEAST = 5
SHOWN = ("received", "received_online", "judged", "early", "on_time", "late", "open")
_OF_THINGS = frozenset(
    {
        *("procedures_current", "procedures_complete", "offered_online", "used_online"),
        *("payable_online", "used_payment", "identified_services"),
    }
)
"""Measures that count procedures, not what people asked for."""


@dataclass(frozen=True)
class Row:
    """A procedure as the public sees it; without a code: several together, `count` of them."""

    code: str
    name: str
    count: int
    numbers: dict[str, int]


def _size(numbers: dict[str, int]) -> int:
    """How many dossiers stand behind a row at least."""
    return min((numbers[name] for name in ("received", "judged") if numbers[name]), default=0)


def rows(services: Sequence[OfService]) -> list[Row]:
    """Procedures with at least five dossiers received, and ended, by themselves (or none of one of both); the rest
    together, with the smallest of the others where they would be too few or only one. Nothing where all together are
    less than five."""
    told = [
        (one, {name: one.numbers[name] for name in SHOWN})
        for one in services
        if one.numbers["received"] or one.numbers["judged"]
    ]
    told.sort(key=lambda one: (_size(one[1]), one[0].name))
    apart = [one for one in told if _size(one[1]) >= LEAST]
    together = [one for one in told if _size(one[1]) < LEAST]
    while together and apart and (len(together) < 2 or _size(_sum(together)) < LEAST):
        together.append(apart.pop(0))
    found = [Row(one.code, one.name, 1, numbers) for one, numbers in reversed(apart)]
    found.sort(key=lambda one: (-one.numbers["received"], one.name))
    if together and _size(_sum(together)) >= LEAST:
        found.append(Row("", "", len(together), _sum(together)))
    return found


def _sum(these: Sequence[tuple[OfService, dict[str, int]]]) -> dict[str, int]:
    return {name: sum(numbers[name] for _one, numbers in these) for name in SHOWN}


def may_be_told(totals: dict[str, int]) -> bool:
    """Whether a period has enough dossiers to tell numbers of it: none at all is told, few are not."""
    return all(not 0 < totals[name] < LEAST for name in ("received", "judged"))


def hides(line: Line) -> bool:
    """Whether numerator and denominator of a line of the index are kept from the public."""
    ratio = line.ratio
    return ratio is not None and 0 < ratio.denominator < LEAST and line.component.measure not in _OF_THINGS


def hidden(index: Index) -> set[str]:
    """The codes of the lines that are told without their numbers."""
    return {one.component.code for one in index.whole.lines if hides(one)}
