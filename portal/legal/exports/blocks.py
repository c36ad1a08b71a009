"""Text as blocks of Akoma Ntoso and back: a `p` for each line, a `table` for rows; no character is lost."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.legal.exports.elements import (
    LINES,
    MADE,
    RULE,
    SPACED,
    add,
    append_text,
    tag,
)
from portal.legal.exports.tables import Table, is_row, put_together, take_apart
from portal.on_use import etree

_LINE = re.compile(r"([^\n]*)(\n*)")


@dataclass(frozen=True)
class Span:
    """text[start:end] stands in an inline element: a reference, a person."""

    start: int
    end: int
    name: str
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Line:
    """A line of a text, where it starts, and how many line ends follow it."""

    start: int
    text: str
    ends: int


def lines_of(text: str, start: int, end: int) -> list[Line]:
    """The lines of text[start:end] with the empty ones counted as line ends; joined again they are the text."""
    found = []
    for match in _LINE.finditer(text, start, end):
        if match.group():
            found.append(Line(match.start(), match[1], len(match[2])))
    return found


def usual_ends(text: str) -> int:
    """How many line ends mostly follow a line: 2 in Markdown, 1 in printed text."""
    counts = Counter(line.ends for line in lines_of(text, 0, len(text))[:-1])
    return 2 if counts[2] > counts[1] else 1


class Blocks:
    """Writes pieces of one text; `usual` line ends after a block are not noted on it, and none on the very last."""

    def __init__(self, text: str, spans: Sequence[Span] = (), usual: int = 1) -> None:
        self._text, self._usual = text, usual
        self._spans = sorted(spans, key=lambda one: (one.start, one.end))
        self._ends = [one.end for one in self._spans]  # none stands within another: in order too

    def write(self, parent: etree._Element, start: int, end: int) -> None:
        """Add text[start:end] to an element that holds blocks."""
        for run in _runs(lines_of(self._text, start, end)):
            if is_row(run[0].text):
                block = self._table(parent, run)
            else:
                block = add(parent, "p")
                self.inline(block, run[0].start, run[0].start + len(run[0].text))
            self.note_ends(block, run[-1])

    def note_ends(self, block: etree._Element, line: Line) -> None:
        """Note on a block how many line ends follow it where it is not the usual number."""
        is_last = line.start + len(line.text) + line.ends == len(self._text)
        if line.ends != (0 if is_last else self._usual):
            block.set(LINES, str(line.ends))

    def inline(self, parent: etree._Element, start: int, end: int) -> None:
        """Add text[start:end] to an element that holds text; spans that reach beyond are cut off."""
        place = start
        for index in range(bisect_right(self._ends, start), len(self._spans)):
            span = self._spans[index]
            if span.start >= end:
                break
            first, last = max(span.start, place), min(span.end, end)
            append_text(parent, self._text[place:first])
            add(parent, span.name, self._text[first:last], **dict(span.attributes))
            place = last
        append_text(parent, self._text[place:end])

    def _table(self, parent: etree._Element, run: Sequence[Line]) -> etree._Element:
        made = take_apart([line.text for line in run])
        table = add(parent, "table")
        if not made.spaced:
            table.set(SPACED, "no")
        if made.rule:
            table.set(RULE, made.rule)
        kept = [run[0], *run[2:]] if made.rule else list(run)
        for place, (line, cells) in enumerate(zip(kept, made.rows, strict=True)):
            row = add(table, "tr")
            offset = line.start + 1
            for cell in cells:
                offset += 1 if made.spaced else 0
                one = add(row, "th" if made.rule and not place else "td")
                self.inline(add(one, "p"), offset, offset + len(cell))
                offset += len(cell) + (2 if made.spaced else 1)
        return table


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Single lines, and rows of one table together."""
    run: list[Line] = []
    for line in lines:
        if is_row(line.text):
            run.append(line)
            if line.ends == 1:
                continue
            yield run
            run = []
            continue
        if run:
            yield run
            run = []
        yield [line]
    if run:
        yield run


class Reader:
    """Puts a text together from the blocks that `Blocks` wrote, with as many line ends between them."""

    def __init__(self, usual: int = 1) -> None:
        self._parts: list[str] = []
        self._usual, self._waiting = usual, 0

    def take(self, words: str, ends: str | None = "0") -> None:
        """Add words; `ends` is what was noted on the block, None where it was the usual number."""
        self._parts.append("\n" * self._waiting + words)
        self._waiting = 0
        if ends is None:
            self._waiting = self._usual  # of the last block they are none
        else:
            self._parts.append("\n" * int(ends))

    def take_block(self, block: etree._Element) -> None:
        """Add a `p` or a `table`; what was made of known facts is no part of the text."""
        if block.get(MADE) is not None:
            return
        if block.tag != tag("table"):
            self.take(words_of(block), block.get(LINES))
            return
        rows = tuple(tuple(words_of(cell[0]) for cell in row) for row in block)
        table = Table(rows, block.get(RULE, ""), block.get(SPACED) is None)
        self.take("\n".join(put_together(table)), block.get(LINES))

    def text(self) -> str:
        """All that was taken."""
        return "".join(self._parts)


def words_of(element: etree._Element) -> str:
    """All text within an element."""
    return "".join(element.itertext())
