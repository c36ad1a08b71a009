"""Words with boxes → text in reading order: a line per printed line, a blank line between blocks, columns apart.

A Vietnamese office document opens and closes with two columns (who issues it | the motto; recipients | who signs).
Line by line they would mix, so such bands are read column by column; rows of a table stay rows.
"""

from __future__ import annotations

import itertools
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
_KIND = re.compile(
    "(?:BỘ )?LUẬT|PHÁP LỆNH|NGHỊ ĐỊNH|NGHỊ QUYẾT|QUYẾT ĐỊNH|THÔNG TƯ(?: LIÊN TỊCH)?|CHỈ THỊ|LỆNH|HIẾN PHÁP|"
    "THÔNG BÁO|KẾ HOẠCH|BÁO CÁO|TỜ TRÌNH|HƯỚNG DẪN|CÔNG ĐIỆN|QUY CHẾ|QUY ĐỊNH"
)
_LIST_TABLE = re.compile(r"^(?:stt|tt|số tt)\b", re.IGNORECASE)


def reading_order(pieces: Sequence[Piece]) -> list[list[str]]:
    """The blocks of a page, each a list of lines, in the order in which a person reads them. No word is lost."""
    return blocks_of(lines_of(pieces))


def blocks_of(lines: Sequence[Line]) -> list[list[str]]:
    """The blocks of lines that stand in order from top to bottom."""
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
    margins = margins_of(lines)
    end = last_pair = first + 1
    while end < len(lines):
        narrowed = _narrowed(strip, lines[end])
        if narrowed is None or _far(lines, end) or _has_heading(lines[end], margins):
            break
        strip = narrowed
        end += 1
        if len(_sides(lines[end - 1], strip)) == 2:
            last_pair = end
    last_pair = end if end == len(lines) or _is_close(lines, last_pair, end) else last_pair
    start = first
    while start > free and _stands_above(lines, start - 1, strip, margins):
        start -= 1
    text = " ".join(segment.text for line in lines[start:last_pair] for segment in line.segments)
    if not _MOTTO.search(text) or _LIST_TABLE.match(text):
        return None
    return _Band(start, last_pair, sum(strip) / 2)


def margins_of(lines: Sequence[Line]) -> tuple[float, float]:
    """Where most lines begin and end; stray specks outside don't count."""
    lefts = sorted(line.segments[0].x0 for line in lines)
    rights = sorted(line.segments[-1].x1 for line in lines)
    return lefts[len(lefts) // 10], rights[(len(rights) - 1) * 9 // 10]


def _has_heading(line: Line, margins: tuple[float, float]) -> bool:
    """Whether a segment stands in the middle of the page, as the heading after the opening does."""
    left, right = margins
    return any(abs((one.x0 + one.x1 - left - right) / 2) < 0.06 * (right - left) for one in line.segments)


def _is_close(lines: Sequence[Line], start: int, end: int) -> bool:
    """Whether no line of these stands clearly apart from the one before: then they still belong to the columns."""
    return all(
        lines[place].top - lines[place - 1].bottom < 1.5 * (lines[place].bottom - lines[place].top)
        for place in range(start, end)
    )


def _stands_above(
    lines: Sequence[Line], place: int, strip: tuple[float, float], margins: tuple[float, float]
) -> bool:
    """Whether the line before a band is the first of its right column: who signs stands higher than the recipients."""
    line, below = lines[place], lines[place + 1]
    height = max(line.bottom - line.top, 1e-6)
    return (
        line.segments[0].x0 > strip[0]
        and below.top - line.bottom < 2 * height
        and not _has_heading(line, margins)
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
    steps = [below.top - above.top for above, below in itertools.pairwise(lines)]
    usual = statistics.median(steps) if steps else 0.0
    blocks = [[_row(lines[0])]]
    for line, step in zip(lines[1:], steps, strict=True):
        if step > 1.25 * usual:
            blocks.append([_row(line)])
        else:
            blocks[-1].append(_row(line))
    return blocks


def _row(line: Line) -> str:
    """A line's segments; three spaces stand for a wide gap, as between the cells of a row.

    What kind of document it is stands on a line of its own, also where a stamp lies beside it.
    """
    texts = [segment.text for segment in line.segments]
    kinds = [text for text in texts if _KIND.fullmatch(text)]
    if kinds and len(texts) > 1:
        return "\n".join(["   ".join(text for text in texts if text not in kinds), *kinds]).strip("\n")
    return "   ".join(texts)
