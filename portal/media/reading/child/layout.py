"""Words with boxes → text in reading order: a line per printed line, a blank line between blocks, columns apart.

A Vietnamese office document opens and closes with two columns (who issues it | the motto; recipients | who signs).
Line by line they would mix, so such bands are read column by column; rows of a table stay rows.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


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


WIDE_GAP = 1.8  # of a line's height: more than the widest space of a justified line
_MOTTO = re.compile(r"c[oộ]ng h[oòaà]{2} x[aã] h[oộ]i|đ[oộ]c l[aậ]p\s*-|n[oơ]i nh[aậ]n", re.IGNORECASE)
_LIST_TABLE = re.compile(r"^(?:stt|tt|số tt)\b", re.IGNORECASE)


def reading_order(pieces: Sequence[Piece]) -> list[list[str]]:
    """The blocks of a page, each a list of lines, in the order in which a person reads them. No word is lost."""
    lines = lines_of(pieces)
    blocks: list[list[str]] = []
    place = start = 0
    while place < len(lines):
        band = _band_at(lines, place, start)
        if band is None:
            place += 1
            continue
        blocks.extend(_paragraphs(lines[start : band.start]))
        blocks.extend(_columns(lines[band.start : band.end], band.edge))
        place = start = band.end
    return blocks + _paragraphs(lines[start:])


def as_text(blocks: Iterable[Sequence[str]]) -> str:
    """Blocks as one NFC text."""
    return unicodedata.normalize("NFC", "\n\n".join("\n".join(lines) for lines in blocks if lines))


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


@dataclass(frozen=True)
class _Band:
    """A run of lines in two columns, and where the white strip between these lies."""

    start: int
    end: int
    edge: float


def _band_at(lines: Sequence[Line], first: int, free: int) -> _Band | None:
    """The two-column band whose first pair is this line; it may take lines before from `free` on.

    A band is a run of lines that a white strip divides, with the motto or the recipients in it.
    """
    if len(lines[first].segments) != 2:
        return None
    left, right = lines[first].segments
    strip = (left.x1, right.x0)
    end = last_pair = first + 1
    while end < len(lines):
        narrowed = _narrowed(strip, lines[end])
        if narrowed is None or _far(lines, end):
            break
        strip = narrowed
        end += 1
        if len(_sides(lines[end - 1], strip)) == 2:
            last_pair = end
    while last_pair < end and _in_a_column(lines, last_pair):
        last_pair += 1
    start = first
    while start > free and _stands_above(lines, start - 1, strip):
        start -= 1
    text = " ".join(segment.text for line in lines[start:last_pair] for segment in line.segments)
    if not _MOTTO.search(text) or _LIST_TABLE.match(text):
        return None
    return _Band(start, last_pair, sum(strip) / 2)


def _stands_above(lines: Sequence[Line], place: int, strip: tuple[float, float]) -> bool:
    """Whether the line before a band is the first of its right column: who signs stands higher than the recipients."""
    line, below = lines[place], lines[place + 1]
    height = max(line.bottom - line.top, 1e-6)
    return (
        line.segments[0].x0 > strip[0] and below.top - line.bottom < 2 * height and _in_a_column(lines, place)
    )


def _sides(line: Line, strip: tuple[float, float]) -> set[bool]:
    """On which sides of the strip the line has words."""
    middle = sum(strip) / 2
    return {(one.x0 + one.x1) / 2 < middle for one in line.segments}


def _narrowed(strip: tuple[float, float], line: Line) -> tuple[float, float] | None:
    """The strip that is still white with this line added; None where the line crosses it."""
    low, high = strip
    middle = (low + high) / 2
    for segment in line.segments:
        if (segment.x0 + segment.x1) / 2 < middle:
            low = max(low, segment.x1)
        else:
            high = min(high, segment.x0)
    height = max(line.bottom - line.top, 1e-6)
    return (low, high) if high - low > 0.5 * height else None


def _far(lines: Sequence[Line], place: int) -> bool:
    """Whether more room lies above this line than a signature needs."""
    above, line = lines[place - 1], lines[place]
    return line.top - above.bottom > 12 * max(above.bottom - above.top, line.bottom - line.top)


def _in_a_column(lines: Sequence[Line], place: int) -> bool:
    """Whether a line after the last pair still belongs to its band (a signer's name, one more recipient).

    A heading does not: it stands in the middle of the page.
    """
    line = lines[place]
    left = min(segment.x0 for one in lines for segment in one.segments)
    right = max(segment.x1 for one in lines for segment in one.segments)
    middle = (line.segments[0].x0 + line.segments[-1].x1) / 2
    return abs(middle - (left + right) / 2) > 0.08 * (right - left)


def _columns(band: Sequence[Line], edge: float) -> list[list[str]]:
    """A band as two blocks: the left column, then the right one."""
    columns: tuple[list[str], list[str]] = ([], [])
    for line in band:
        for number, column in enumerate(columns):
            part = [one for one in line.segments if ((one.x0 + one.x1) / 2 >= edge) == bool(number)]
            if part:
                column.append(_row(Line(tuple(part))))
    return list(columns)


def _paragraphs(lines: Sequence[Line]) -> list[list[str]]:
    """Lines cut into blocks where clearly more room than usual lies between them."""
    if not lines:
        return []
    steps = [below.top - above.top for above, below in zip(lines, lines[1:], strict=False)]
    usual = statistics.median(steps) if steps else 0.0
    blocks = [[_row(lines[0])]]
    for line, step in zip(lines[1:], steps, strict=True):
        if step > 1.25 * usual:
            blocks.append([_row(line)])
        else:
            blocks[-1].append(_row(line))
    return blocks


def _row(line: Line) -> str:
    """A line's segments; three spaces stand for a wide gap, as between the cells of a row."""
    return "   ".join(segment.text for segment in line.segments)
