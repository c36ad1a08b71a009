"""What the public sees: no number of dossiers below five that could point to somebody, nor one that says it. Pure.

In a commune everybody knows who asked for a rare thing: "one complaint in March" is a person. And what is hidden must
not follow from what is told: a quarter less its other months, all procedures less the others. So there are blocks:
months, or cells of a procedure in a quarter, that are told only in one sum, of five or none; every number
that the public sees is a sum of whole blocks, and nothing within a block can be reckoned from them. What is told once
stays told: a period is told when it has ended, and what comes later takes nothing back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

Sizes: TypeAlias = tuple[int, ...]
"""How many stand behind a cell, by each way of counting them: those who came, those who left."""
LEAST = 5
_VALUES = 3  # that a hidden number can still be, for somebody who knows these rules


def is_safe(sizes: Sizes) -> bool:
    """Whether a cell may be told: none at all is told, few are not."""
    return all(not 0 < size < LEAST for size in sizes)


def is_told(months: Sequence[Sizes]) -> bool:
    """Whether a month, a quarter (three months) or a year (twelve) is told: it has enough, and so have those of its
    months together that nothing else tells."""
    return is_safe(_sum(months)) and (len(months) == 1 or is_blurred(withheld(months)))


def withheld(months: Sequence[Sizes]) -> list[Sizes]:
    """The months of a quarter or a year that are told neither by themselves nor in a quarter."""
    if len(months) > 3:
        quarters = quarters_of(months)
        return [one for quarter in quarters if not is_told(quarter) for one in withheld(quarter)]
    return [one for one in months if not is_safe(one)]


def quarters_of(months: Sequence[Sizes]) -> list[Sequence[Sizes]]:
    """The quarters of a year."""
    return [months[first : first + 3] for first in range(0, len(months), 3)]


def is_blurred(cells: Sequence[Sizes]) -> bool:
    """Whether the sum of hidden cells may be known."""
    return all(_is_blurred(values) for values in zip(*cells, strict=True))


def _is_blurred(values: Sequence[int]) -> bool:
    """Five or none; and where each is one to four, as who knows the rules may think, each can still be several."""
    total, count = sum(values), len(values)
    if not is_safe((total,)):
        return False
    if not all(0 < one < LEAST for one in values):
        return True
    lowest = max(1, total - (LEAST - 1) * (count - 1))
    highest = min(LEAST - 1, total - (count - 1))
    return highest - lowest + 1 >= _VALUES


def _sum(cells: Sequence[Sizes]) -> Sizes:
    return tuple(map(sum, zip(*cells, strict=True)))


def apart(cells: Mapping[str, Sizes]) -> set[str]:
    """Which procedures of one span of time are told by themselves, where the sum of all is told: those with enough; as
    few more as it takes are told with the others, the smallest first, so that the others' sum may be known."""
    able = [code for code, sizes in cells.items() if any(sizes) and is_safe(sizes)]
    able.sort(key=lambda code: (min(size for size in cells[code] if size), sum(cells[code]), code))
    while able and not is_blurred(_others(cells, able)):
        able.pop(0)
    return set(able)


def apart_in_all(parts: Sequence[Mapping[str, Sizes]]) -> set[str]:
    """Which procedures are told by themselves in a sum of spans: those that are so in each where they have dossiers.
    That one has none in a span follows from it; it is not told where the span's others could then be known."""
    told = [apart(cells) for cells in parts]
    found = {
        code
        for cells in parts
        for code, sizes in cells.items()
        if any(sizes)
        and all(code in able or not any(other.get(code, ())) for other, able in zip(parts, told, strict=True))
    }
    for cells, able in zip(parts, told, strict=True):
        none_here = {code for code in found - able if not any(cells.get(code, ()))}
        if none_here and not is_blurred(_others(cells, able | none_here)):
            found -= none_here
    return found


def _others(cells: Mapping[str, Sizes], these: Iterable[str]) -> list[Sizes]:
    known = set(these)
    return [sizes for code, sizes in cells.items() if code not in known]
