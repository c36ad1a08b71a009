"""How much room letters take, before anybody draws them: labels are thinned, broken and shortened by it. Pure.

The widths are those of Be Vietnam Pro SemiBold in hundredths of an em, rounded up, so that the plain style and the
fallback of an old telephone fit as well.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

LINE = 1.25
"""Height of a line, in sizes of its letters."""
_WIDTHS = {
    29: " 'I`il·’",
    34: "!,.:;j",
    46: '"()1frt|²“”',
    55: "*/J[\\]sz{}~",
    62: "-7<>?^ehknuvxyư≤≥×",
    68: "$+2358EFLPSTZabcdgopqđơ",
    74: "0469BHKRUVY_–",
    80: "&=ACDGNXĐƯ",
    84: "#OQƠ…",
    92: "%Mmw—",
    106: "@W",
}
_OF = {letter: width / 100 for width, letters in _WIDTHS.items() for letter in letters}
_WIDEST = 1.06  # of what the typeface lacks: a box, or another typeface's letter


@lru_cache(maxsize=4096)
def width_of(text: str, size: float = 12) -> float:
    """How wide a line is at a size of letters, at least; in the unit of the size."""
    return size * sum(_letter(one) for one in unicodedata.normalize("NFC", text))


def _letter(letter: str) -> float:
    known = _OF.get(letter)
    if known is not None:
        return known
    base = unicodedata.normalize("NFD", letter)[0]
    return _OF.get(base, _WIDEST) + 0.02  # some marks reach beyond their letter


def shortened(text: str, room: float, size: float = 12) -> str:
    """The text, or as much of it as fits into this room with "…" behind; at least its first letter."""
    if width_of(text, size) <= room:
        return text
    cut = text
    while len(cut) > 1 and width_of(f"{cut.rstrip()}…", size) > room:
        cut = cut[:-1]
    return f"{cut.rstrip()}…"


def broken(text: str, room: float, size: float = 12, most: int = 2) -> tuple[str, ...]:
    """The text in at most so many lines that fit into this room; words that find none are shortened away."""
    lines: list[str] = []
    words = text.split()
    while words:
        line = words.pop(0)
        if len(lines) == most - 1:
            return (*lines, shortened(" ".join([line, *words]), room, size))
        while words and width_of(f"{line} {words[0]}", size) <= room:
            line += f" {words.pop(0)}"
        lines.append(shortened(line, room, size))
    return tuple(lines)


def middle(at: float, wide: float, low: float, high: float) -> float:
    """Where the middle of a label stands that wants to stand at `at` and must stay between `low` and `high`."""
    return max(low + wide / 2, min(at, high - wide / 2))


def thinned(
    labels: Sequence[str], places: Sequence[float], low: float, high: float, size: float = 12, gap: float = 6
) -> dict[int, float]:
    """Which labels along an axis are written, and where their middles stand: every one, else every second, third …
    counted from the last (the newest), so that none touches another. `places` rise."""
    wide = [width_of(one, size) for one in labels]
    for step in range(1, len(labels) + 1):
        chosen = range(len(labels) - 1, -1, -step)
        found = {one: middle(places[one], wide[one], low, high) for one in reversed(chosen)}
        ends = [(at - wide[one] / 2, at + wide[one] / 2) for one, at in found.items() if labels[one]]
        if all(one[1] + gap <= other[0] for one, other in itertools.pairwise(ends)):
            return {one: at for one, at in found.items() if labels[one]}
    return {}


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places of labels below each other, moved as little as needs be so that they stand `gap` apart and between
    `low` and `high`; in equal parts where there is no room for that. Their order stays."""
    if not places:
        return []
    many = len(places)
    if (many - 1) * gap > high - low:
        gap = (high - low) / max(many - 1, 1)
    order = sorted(range(many), key=lambda one: (places[one], one))
    found = [min(max(places[one], low), high) for one in order]
    for at in range(1, many):
        found[at] = max(found[at], found[at - 1] + gap)
    found[-1] = min(found[-1], high)
    for at in range(many - 2, -1, -1):
        found[at] = min(found[at], found[at + 1] - gap)
    moved = [0.0] * many
    for at, one in enumerate(order):
        moved[one] = found[at]
    return moved
