"""Tables of a text as strips: widths by what the columns hold, a head that stands again, rows that are not torn."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from portal.exchange.composing import measures as m
from portal.exchange.composing.body import Block
from portal.exchange.composing.flow import Strip
from portal.exchange.composing.html_blocks import Cell, aligned
from portal.exchange.composing.lines import Line, broken, width_of, words_in
from portal.exchange.composing.pdf_page import Page
from portal.printing.placing import Align

_PAD_X, _PAD_Y, _RULE = 1.2, 0.8, 0.25
_ALIGN = {"L": Align.L, "C": Align.C, "R": Align.R}
_MOST = 0.7  # of a page: a row that is taller is set as several


def table_strips(page: Page, block: Block) -> list[Strip]:
    """The rows of a table; its head stays with the first row and stands again on each page."""
    size, columns = _columns(page, block)
    aligns = [aligned(block, place) for place in range(len(columns))]
    heads: list[Strip] = []
    strips: list[Strip] = []
    for number, row in enumerate(block.rows):
        is_head = number < block.heads
        for strip in _row(page, row, columns, aligns, size, is_head):
            if is_head:
                strip.glued = True
                heads.append(strip)
            else:
                strip.again = heads
            strips.append(strip)
    if strips:
        strips[0].before = m.PARAGRAPH_GAP
        strips[-1].glued = False
        if len(strips) > len(heads) + 1:
            strips[-2].glued = True  # no row alone on the last page
    return strips


def _columns(page: Page, block: Block) -> tuple[float, list[float]]:
    """The size of letters with which every word fits, and the widths of the columns, which fill the page."""
    count = len(block.rows[0])
    least, most = [0.0] * count, [0.0] * count
    for number, row in enumerate(block.rows):
        for place, cell in enumerate(row):
            words = [one for one in words_in(cell, bold=number < block.heads) if one is not None]
            wide = [width_of(one, partial(page.measure, m.TABLE)) for one in words]
            least[place] = max(least[place], max(wide, default=0))
            whole = sum(wide) + page.space(m.TABLE) * max(0, len(wide) - 1)
            most[place] = max(most[place], whole)
    pad = 2 * _PAD_X + 0.2
    room = page.width - pad * count
    # Widths grow with the size of letters: half points down to the least that can be read.
    fitting = m.TABLE * room / sum(least) if sum(least) > room else m.TABLE
    size = max(m.TABLE_LEAST, int(fitting * 2) / 2)
    share = size / m.TABLE
    if sum(least) * share > room:
        return size, [page.width / count] * count
    spare = room - sum(least) * share
    # A column that holds ten times as much as another is not made ten times as wide: roots keep numbers readable.
    wants = [max(0.0, high - low) ** 0.6 for low, high in zip(least, most, strict=True)]
    total = sum(wants)
    shares = [one / total for one in wants] if total else [1 / count] * count
    return size, [low * share + pad + spare * one for low, one in zip(least, shares, strict=True)]


def _row(page: Page, row: Sequence[Cell], columns: Sequence[float], aligns: Sequence[str], size: float,
         is_head: bool) -> list[Strip]:  # fmt: skip
    cells = [
        broken(
            words_in(cell, bold=is_head),
            width - 2 * _PAD_X,
            lambda piece: page.measure(size, piece),
            page.space(size),
        )
        for cell, width in zip(row, columns, strict=True)
    ]
    height = page.single(size)
    most = int((page.foot - page.top) * _MOST / height)
    deepest = max(map(len, cells))
    strips = []
    for at in range(0, deepest, most):
        part = [one[at : at + most] for one in cells]
        tall = max(1, *map(len, part)) * height + 2 * _PAD_Y
        draw = partial(
            _set_row, page, part, columns, ["C"] * len(part) if is_head else aligns, size, tall, is_head
        )
        strips.append(Strip(tall, draw))
    return strips


def _set_row(page: Page, cells: Sequence[Sequence[Line]], columns: Sequence[float], aligns: Sequence[str],
             size: float, tall: float, is_head: bool, y: float) -> None:  # fmt: skip
    x = page.l_margin
    page.set_line_width(_RULE)
    for lines, width, align in zip(cells, columns, aligns, strict=True):
        page.rect(x, y, width, tall)
        top = y + _PAD_Y
        if is_head:
            top = y + (tall - len(lines) * page.single(size)) / 2
        for number, line in enumerate(lines):
            page.set_line(
                line, size, x + _PAD_X, top + number * page.single(size), width - 2 * _PAD_X, _ALIGN[align]
            )
        x += width
