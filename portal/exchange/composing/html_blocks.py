"""Cleaned HTML as plain blocks of runs: what a typesetter needs of it, and every word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser

PARAGRAPH, HEADING, ITEM, TABLE, QUOTE = "paragraph", "heading", "item", "table", "quote"
_RUNNING = frozenset({"STT", "TT", "SỐ TT"})  # heads of columns that only count
_FIGURE = re.compile(r"[-+−]?\d{1,3}(?:[.\s]?\d{3})*(?:,\d+)?\s*%?\Z")
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ENDING = frozenset(
    {"p", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "blockquote", "figure", "figcaption", "pre", "hr", "caption",
     "ul", "ol", "dl"}
)  # fmt: skip


@dataclass(frozen=True)
class Run:
    """Words with their marks; `script` is "sup", "sub" or "". `hard`: a line break in it was meant."""

    text: str
    bold: bool = False
    italic: bool = False
    script: str = ""
    hard: bool = False


Cell = tuple[Run, ...]


@dataclass(frozen=True)
class Block:
    """A block. `level`: of a heading from 0, of an item from 0. `lead`: what stands before an item ("-", "1.").
    `rows`: of a table, `heads` of them at its top; `aligns`: a letter per column (L, C, R)."""

    kind: str
    runs: tuple[Run, ...] = ()
    level: int = 0
    lead: str = ""
    rows: tuple[tuple[Cell, ...], ...] = ()
    heads: int = 0
    aligns: tuple[str, ...] = ()


def words_of(runs: Iterable[Run]) -> str:
    """The words of runs with single spaces."""
    return " ".join("".join(run.text for run in runs).split())


def aligned(block: Block, place: int) -> str:
    """How a column of a table stands: as the text says; else running numbers in the middle, figures at the right."""
    if block.aligns[place] != "L":
        return block.aligns[place]
    if block.heads and words_of(block.rows[0][place]).upper() in _RUNNING:
        return "C"
    said = [words_of(row[place]) for row in block.rows[block.heads :]]
    figures = [one for one in said if one]
    return "R" if figures and all(_FIGURE.match(one) for one in figures) else "L"


def html_blocks(html: str) -> list[Block]:
    """The blocks of HTML that was cleaned (`web.sanitise`). Never raises."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end()
    return reader.blocks


class _Reader(HTMLParser):
    """Goes through the HTML once."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.marks: list[str] = []
        self.lists: list[list[int | str]] = []  # kind and next number of each list that is open
        self.lead, self.heading, self.quoted = "", -1, 0
        self.rows: list[list[Cell]] = []
        self.aligns: dict[int, str] = {}
        self.heads, self.tables, self.is_head = 0, 0, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A mark, the begin of a block, a picture (its description stands for it)."""
        given = dict(attrs)
        if tag in {"strong", "em", "sup", "sub"}:
            self.marks.append(tag)
        elif tag == "br":
            self._add("\n", hard=True)
        elif tag == "img":
            if given.get("alt"):
                self._add(f"[{given['alt']}]")
        elif tag in {"ul", "ol"}:
            self.end()
            self.lists.append([tag if tag == "ul" else given.get("type") or "1", _number(given.get("start"))])
        elif tag == "li":
            self.end()
            self.lead = self._next_lead(given.get("value"))
        elif tag == "blockquote":
            self.end()
            self.quoted += 1
        elif tag == "table":
            self.end()
            self.tables += 1
            if self.tables == 1:
                self.rows, self.aligns, self.heads = [], {}, 0
        elif tag == "tr" and self.tables == 1:
            self.rows.append([])
            self.is_head = True
        elif tag in {"td", "th"} and self.tables == 1:
            self._begin_cell(tag, given)
        elif tag in _ENDING:
            self.end()
            self.heading = int(tag[1]) - 2 if re.match(r"h[2-6]\Z", tag) else -1

    def _begin_cell(self, tag: str, given: dict[str, str | None]) -> None:
        if not self.rows:
            self.rows.append([])
        self.runs = []
        self.is_head = self.is_head and tag == "th"
        found = re.search(r"align-(left|center|right)", given.get("class") or "")
        if found and tag == "td":
            self.aligns.setdefault(len(self.rows[-1]), {"left": "L", "center": "C", "right": "R"}[found[1]])

    def handle_endtag(self, tag: str) -> None:
        """The end of what began."""
        if tag in {"strong", "em", "sup", "sub"}:
            if tag in self.marks:
                self.marks.reverse()
                self.marks.remove(tag)
                self.marks.reverse()
        elif tag in {"td", "th"} and self.tables == 1 and self.rows:
            self.rows[-1].append(_trimmed(self.runs))
            self.runs = []
        elif tag == "tr" and self.tables == 1:
            if self.is_head and self.rows and self.heads == len(self.rows) - 1:
                self.heads += 1
        elif tag == "table":
            self._end_table()
        elif tag in _ENDING:
            self.end()
            if tag in {"ul", "ol"} and self.lists:
                self.lists.pop()
            elif tag == "blockquote":
                self.quoted = max(0, self.quoted - 1)

    def handle_data(self, data: str) -> None:
        """Words; those between blocks are spaces."""
        if self.runs or data.strip():
            self._add(data)

    def end(self) -> None:
        """The end of a block: what was gathered is one. Within a cell it is a line of the cell."""
        if self.tables:
            if self.runs and not self.runs[-1].text.endswith("\n"):
                self.runs.append(Run("\n", hard=True))
            return
        runs, self.runs = _trimmed(self.runs), []
        if runs:
            depth = max(0, len(self.lists) - 1)
            if self.heading >= 0:
                self.blocks.append(Block(HEADING, runs, self.heading))
            elif self.lead:
                self.blocks.append(Block(ITEM, runs, depth, self.lead))
            else:
                self.blocks.append(Block(QUOTE if self.quoted else PARAGRAPH, runs, depth))
            self.lead = ""
        self.heading = -1

    def _end_table(self) -> None:
        self.tables = max(0, self.tables - 1)
        if self.tables or not any(self.rows):
            return
        width = max(map(len, self.rows))
        rows = tuple(tuple(row) + ((),) * (width - len(row)) for row in self.rows if row)
        aligns = tuple(self.aligns.get(place, "L") for place in range(width))
        self.blocks.append(Block(TABLE, rows=rows, heads=min(self.heads, len(rows)), aligns=aligns))
        self.rows, self.runs = [], []

    def _add(self, text: str, *, hard: bool = False) -> None:
        script = next((one for one in reversed(self.marks) if one in {"sup", "sub"}), "")
        self.runs.append(Run(text, "strong" in self.marks, "em" in self.marks, script, hard))

    def _next_lead(self, value: str | None) -> str:
        """What stands before an item: "-" and "+" in turns, "1." and on, "a)" and on (the Vietnamese alphabet)."""
        if not self.lists:
            return "-"
        kind, number = self.lists[-1]
        if kind == "ul":
            return "-" if len(self.lists) % 2 else "+"
        at = _number(value) if value else int(number)
        self.lists[-1][1] = at + 1
        return f"{_LETTERS[at - 1]})" if kind == "a" and at <= len(_LETTERS) else f"{at}."


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 6 else 1


def _trimmed(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Runs without spaces at both ends and without those that hold nothing."""
    left = list(runs)
    while left and not left[0].text.strip():
        left.pop(0)
    while left and not left[-1].text.strip():
        left.pop()
    if not left:
        return ()
    left[0] = replace(left[0], text=left[0].text.lstrip())
    left[-1] = replace(left[-1], text=left[-1].text.rstrip())
    return tuple(one for one in left if one.text)
