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

from .lines import Line, Piece, lines_of

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
