"""Which lines stand inside quotation marks: the words of another document, which a document that changes it gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MARKS = re.compile(r'[“”]|"(?=[ \t]?[.;,]?[ \t]?$)', re.M)
_LONGEST = 60_000
"""Characters after which a quotation that nobody closed counts as a forgotten mark."""
# Recognisers of scans leave stray marks: a straight one opens a quotation only before something that is quoted so.
_STRAIGHT_OPENS = re.compile(r'[ \t]*"(?=(?:Điều|Chương|Mục|Phụ lục|Khoản)\b|\d{1,3}[.)]|[a-zđ]\))')
_OPENS_A_UNIT = re.compile(
    r"\s*(?:(?:Điều|Chương|Mục|Phụ lục|Khoản|PHỤ LỤC|CHƯƠNG)\b|\d{1,3}[a-zđ]?[.)]|[a-zđ]\d?\))"
)
_STRAIGHT_CLOSES = re.compile(r'"[ \t]?[.;,:]?\Z')


def quoted_lines(text: str, start: int = 0, end: int | None = None) -> set[int]:
    """The offsets of the lines of text[start:end] that begin inside a quotation.

    Curved marks count by pairs, and a quotation that is never closed ends with its line. Straight marks count only
    where one opens a line and another closes a later line, since they do not tell opening from closing.
    """
    end = len(text) if end is None else end
    inside: set[int] = set()
    for opened, closed in [*_curved(text, start, end), *_straight(text, start, end)]:
        inside.update(_lines_within(text, opened, closed))
    return inside


def doubtful_lines(text: str) -> set[int]:
    """Those of the quoted lines whose quotation does not open before a unit ("“Điều 5. …", "“2. …").

    The words of a changed document are quoted so; another mark may be a slip, or dirt on a scan.
    """
    sure: set[int] = set()
    unsure: set[int] = set()
    for opened, closed in _curved(text, 0, len(text)):
        into = sure if _OPENS_A_UNIT.match(text, opened + 1) else unsure
        into.update(_lines_within(text, opened, closed))
    return unsure - sure


def _lines_within(text: str, opened: int, closed: int) -> Iterator[int]:
    offset = text.find("\n", opened, closed)
    while offset != -1 and offset + 1 <= closed:
        yield offset + 1
        offset = text.find("\n", offset + 1, closed)


def _curved(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """(opening, closing) of the outermost quotations that are closed, be it by a straight mark at a line's end."""
    found: list[tuple[int, int]] = []
    stack: list[int] = []
    for match in _MARKS.finditer(text, start, end):
        place = match.start()
        if match.group() == "“":
            stack.append(place)
        elif stack and (match.group() == "”" or _is_odd_in_its_line(text, place)):
            opened = stack.pop()
            if place - opened <= _LONGEST:
                found.append((opened, place))
    return found


def _is_odd_in_its_line(text: str, place: int) -> bool:
    """Whether a straight mark at the end of a line has no partner in it."""
    return text.count('"', text.rfind("\n", 0, place) + 1, place) % 2 == 0


def _straight(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    opened: int | None = None
    offset = start
    for line in text[start:end].splitlines(keepends=True):
        marks = line.count('"')
        if opened is None:
            if marks % 2 and _STRAIGHT_OPENS.match(line):
                opened = offset
        elif marks % 2 and _STRAIGHT_CLOSES.search(line.rstrip()):
            if offset - opened <= _LONGEST:
                found.append((opened, offset + len(line)))
            opened = None
        offset += len(line)
    return found
