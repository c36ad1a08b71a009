"""Words with boxes, put together to the printed lines of a page."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

WIDE_GAP = 1.8  # of a line's height: more than the widest space of a justified line


@dataclass(frozen=True)
class Piece:
    """A word with its box in any unit, from the top left corner."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def height(self) -> float:
        """How tall the word is."""
        return self.y1 - self.y0


@dataclass(frozen=True)
class Segment:
    """Words of one line without a wide gap between them."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The words with spaces."""
        return " ".join(one.text for one in self.pieces)

    @property
    def x0(self) -> float:
        """The left end."""
        return self.pieces[0].x0

    @property
    def x1(self) -> float:
        """The right end."""
        return max(one.x1 for one in self.pieces)


@dataclass(frozen=True)
class Line:
    """A printed line: its segments from left to right."""

    segments: tuple[Segment, ...]

    @property
    def top(self) -> float:
        """The upper edge: the median of the words', as one sign may stand high."""
        return statistics.median(piece.y0 for one in self.segments for piece in one.pieces)

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return statistics.median(piece.y1 for one in self.segments for piece in one.pieces)


def lines_of(pieces: Sequence[Piece]) -> list[Line]:
    """The printed lines from top to bottom: words whose middles lie within each other's height."""
    rows: list[list[Piece]] = []
    for piece in sorted((one for one in pieces if one.text.strip()), key=lambda one: (one.y0 + one.y1) / 2):
        middle = (piece.y0 + piece.y1) / 2
        for row in reversed(rows[-3:]):
            if _same_line(row, piece, middle):
                row.append(piece)
                break
        else:
            rows.append([piece])
    rows.sort(key=lambda row: statistics.median((one.y0 + one.y1) / 2 for one in row))
    return [Line(_segments(row)) for row in rows]


def lines_of_groups(groups: Sequence[Sequence[Piece]]) -> list[Line]:
    """The printed lines where a recogniser has put words to lines already, but each column's apart.

    Its lines are kept whole: on a slanting page the boxes of neighbouring lines overlap. Two of them make one printed
    line where they stand at one height and side by side.
    """
    rows: list[list[Piece]] = []
    for group in sorted((_level(one) for one in groups if one), key=_middle):
        for row in reversed(rows[-3:]):
            tall = min(group[0].height, row[0].height)
            if abs(_middle(row) - _middle(group)) < 0.5 * tall and not _overlap(row, group):
                row.extend(group)
                break
        else:
            rows.append(list(group))
    rows.sort(key=_middle)
    return [Line(_segments(row)) for row in rows]


def _level(group: Sequence[Piece]) -> list[Piece]:
    """The words of a line with the line's height: that of a tall word, around the middle of all."""
    heights = sorted(one.height for one in group)
    tall = heights[(len(heights) - 1) * 4 // 5]
    middle = _middle(group)
    return [Piece(one.text, one.x0, middle - tall / 2, one.x1, middle + tall / 2) for one in group]


def _middle(group: Sequence[Piece]) -> float:
    return statistics.median((one.y0 + one.y1) / 2 for one in group)


def _overlap(row: Sequence[Piece], group: Sequence[Piece]) -> bool:
    left, right = min(one.x0 for one in group), max(one.x1 for one in group)
    return any(one.x0 < right and left < one.x1 for one in row)


def _same_line(row: Sequence[Piece], piece: Piece, middle: float) -> bool:
    near = min(row, key=lambda one: max(one.x0 - piece.x1, piece.x0 - one.x1))
    tall = max(min(near.height, piece.height), 0.35 * max(near.height, piece.height))
    return abs((near.y0 + near.y1) / 2 - middle) < 0.5 * tall


def _segments(row: Sequence[Piece]) -> tuple[Segment, ...]:
    ordered = sorted(row, key=lambda one: one.x0)
    gap = WIDE_GAP * statistics.median(max(one.height, 1e-6) for one in ordered)
    groups = [[ordered[0]]]
    for piece in ordered[1:]:
        if piece.x0 - max(one.x1 for one in groups[-1]) > gap:
            groups.append([piece])
        else:
            groups[-1].append(piece)
    return tuple(Segment(tuple(group)) for group in groups)
