"""Blocks of a text as strips: paragraphs, headings, items, short lines in the middle."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from portal.exchange.composing import measures as m
from portal.exchange.composing.body import (
    ARTICLE,
    BASE,
    CHAPTER,
    CHAPTER_NAME,
    COMMAND,
    HEADING,
    ITEM,
    QUOTE,
    TABLE,
    Block,
    Run,
)
from portal.exchange.composing.flow import Strip, kept_together
from portal.exchange.composing.html_blocks import words_of
from portal.exchange.composing.lines import Line, broken, words_in
from portal.exchange.composing.pdf_page import Page
from portal.exchange.composing.pdf_tables import table_strips
from portal.printing.placing import Align

_HEADS = frozenset({HEADING, COMMAND, CHAPTER, CHAPTER_NAME})


def block_strips(page: Page, blocks: Sequence[Block]) -> list[Strip]:
    """The strips of a text; a heading stays with what follows it."""
    strips: list[Strip] = []
    for number, one in enumerate(blocks):
        made = _strips(page, one)
        if one.kind in _HEADS and number < len(blocks) - 1:
            for strip in made:
                strip.glued = True
        strips += made
    return strips


def _strips(page: Page, block: Block) -> list[Strip]:
    if block.kind == TABLE:
        return table_strips(page, block)
    if block.kind in {COMMAND, CHAPTER, CHAPTER_NAME}:
        words = words_of(block.runs)
        if block.kind == CHAPTER_NAME and block.level == 0:
            words = words.upper()
        return line_strips(
            page, words, m.BODY, "B", before=m.PARAGRAPH_GAP if block.kind != CHAPTER_NAME else 0
        )
    indent, left = m.FIRST_LINE, 0.0
    runs = list(block.runs)
    if block.kind == ITEM:
        runs.insert(0, Run(f"{block.lead} "))
    elif block.kind == QUOTE:
        left = m.FIRST_LINE
    bold = block.kind == HEADING
    italic = block.kind == BASE
    made = paragraph_strips(page, runs, first=indent, left=left, bold=bold, italic=italic)
    if block.kind in {HEADING, ARTICLE} and made:
        _listed(page, made[0], words_of(block.runs))
    return made


def _listed(page: Page, strip: Strip, words: str) -> None:
    """Let viewers list it among the bookmarks."""
    draw = strip.draw

    def marked(y: float) -> None:
        page.set_y(y)
        page.start_section(words[:120], level=0)
        draw(y)

    strip.draw = marked


def paragraph_strips(
    page: Page,
    runs: Sequence[Run],
    *,
    first: float = 0.0,
    left: float = 0.0,
    size: float = m.BODY,
    bold: bool = False,
    italic: bool = False,
) -> list[Strip]:
    """A justified paragraph, a strip a line, two lines at least on each page that it comes to."""
    height = page.single(size) * m.SPACING
    width = page.width - left
    words = words_in(runs, bold=bold, italic=italic)
    lines = broken(words, width, lambda one: page.measure(size, one), page.space(size), first=width - first)
    strips = []
    for number, line in enumerate(lines):
        indent = first if number == 0 else 0.0
        draw = partial(_set, page, line, size, page.l_margin + left + indent, width - indent, height)
        strips.append(Strip(height, draw, m.PARAGRAPH_GAP if number == 0 else 0.0))
    kept_together(strips)
    return strips


def _set(page: Page, line: Line, size: float, x: float, width: float, height: float, y: float) -> None:
    page.set_line(line, size, x, y, width, Align.J, height)


def line_strips(
    page: Page, text: str, size: float, style: str, *, width: float | None = None, before: float = 0.0
) -> list[Strip]:
    """A short text in the middle of the page, in lines about as long as each other, kept together."""
    room = width or page.width
    x = page.l_margin + (page.width - room) / 2
    strips = []
    for number, words in enumerate(page.balanced(text, room, size, style).split("\n")):
        line = page.line_in(words, size, style)
        draw = partial(_centred, page, line, size, x, room)
        strips.append(Strip(page.single(size), draw, before if number == 0 else 0.0, glued=True))
    strips[-1].glued = False
    return strips


def _centred(page: Page, line: Line, size: float, x: float, width: float, y: float) -> None:
    page.set_line(line, size, x, y, width, Align.C)


def gap_strip(page: Page, height: float, *, rule: float = 0.0) -> Strip:
    """Room between two parts, with a thin line in its upper part if `rule` (its length)."""

    def draw(y: float) -> None:
        if rule:
            page.rule(page.l_margin + page.width / 2, y + 1, rule)

    return Strip(height, draw)
