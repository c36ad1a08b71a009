"""The end of an official document: "Nơi nhận" at the left, office, room for the signature and name at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from portal.exchange.composing import measures as m
from portal.exchange.composing.flow import Strip
from portal.exchange.composing.html_blocks import Run
from portal.exchange.composing.lines import Line, broken, words_in
from portal.exchange.composing.pdf_page import Page
from portal.exchange.composing.wording import Head
from portal.printing.blocks import Place
from portal.printing.placing import Align

_LEFT = 78.0
_BEFORE = 5.0
_BESIDE_MOST = 150.0  # what of "Nơi nhận" stands beside the signature and stays with it


def end_strips(page: Page, head: Head, placed: Callable[[Place], None]) -> list[Strip]:
    """The end in one piece; what is longer of "Nơi nhận" goes on below it. `placed` is told where it is signed."""
    lines = _copied(page, head)
    if head.beside or head.beside_name:
        strips = [_signatures(page, head, placed)]
        more = _more(page, lines)
        if more:
            more[0].before = 6.0
            more[0].glued = True
        return [*strips, *more]
    held: list[tuple[Line, float, float]] = []
    height = 0.0
    while lines and (height + page.single(lines[0][1]) <= _BESIDE_MOST or lines[0][2]):
        height += page.single(lines[0][1])
        held.append(lines.pop(0))
    right = _signature_height(page, head.titles, head.name, page.width - _LEFT)

    def draw(y: float) -> None:
        at = y
        for line, size, indent in held:
            page.set_line(line, size, page.l_margin + indent, at, _LEFT)
            at += page.single(size)
        placed(_signature(page, head.titles, head.name, page.l_margin + _LEFT, y, page.width - _LEFT))

    strip = Strip(max(height, right), draw, _BEFORE, glued=False)
    return [strip, *_more(page, lines)]


def _more(page: Page, lines: Sequence[tuple[Line, float, float]]) -> list[Strip]:
    """What of "Nơi nhận" stands below: the lines of one recipient together."""
    strips = [_line_strip(page, *one) for one in lines]
    for strip, (_line, _size, indent) in zip(strips, lines[1:], strict=False):
        strip.glued = indent > 0
    return strips


def _line_strip(page: Page, line: Line, size: float, indent: float) -> Strip:
    return Strip(page.single(size), lambda y: page.set_line(line, size, page.l_margin + indent, y, _LEFT))


def _copied(page: Page, head: Head) -> list[tuple[Line, float, float]]:
    """The lines of "Nơi nhận", broken for the left column: line, size, indent."""
    if not head.copied:
        return []
    found = [(page.line_in("Nơi nhận:", m.COPIED_TITLE, "BI"), m.COPIED_TITLE, 0.0)]
    size = m.COPIED
    dash = page.width_of("- ", size)
    for one in head.copied:
        room = _LEFT - dash - 4
        lines = broken(words_in([Run(one)]), room, lambda piece: page.measure(size, piece), page.space(size))
        for number, line in enumerate(lines):
            if number == 0:
                lead = page.line_in("-", size)
                line = Line([*lead.words, *line.words], line.width + dash, line.ends)
            found.append((line, size, 0.0 if number == 0 else dash))
    return found


def _signatures(page: Page, head: Head, placed: Callable[[Place], None]) -> Strip:
    """Two who sign beside each other; the place told is the issuer's."""
    half = page.width / 2
    height = max(
        _signature_height(page, head.beside, head.beside_name, half),
        _signature_height(page, head.titles, head.name, half),
    )

    def draw(y: float) -> None:
        left, right = page.l_margin, page.l_margin + half
        own, other = (left, right) if head.signs_left else (right, left)
        _signature(page, head.beside, head.beside_name, other, y, half)
        placed(_signature(page, head.titles, head.name, own, y, half))

    return Strip(height, draw, _BEFORE)


def _signature_height(page: Page, titles: Sequence[str], name: str, width: float) -> float:
    height = sum(page.height_of(one, m.SIGNED, "B", width - 4) for one in titles) + m.SIGNATURE_ROOM
    return height + page.height_of(name, m.SIGNED, "B", width - 4)


def _signature(page: Page, titles: Sequence[str], name: str, x: float, y: float, width: float) -> Place:
    for one in titles:
        y = page.set_text(one, m.SIGNED, "B", x + 2, y, width - 4, Align.C)
    place = Place(page.page_no() - 1, x, y, width, m.SIGNATURE_ROOM)
    if name:
        page.set_text(name, m.SIGNED, "B", x + 2, y + m.SIGNATURE_ROOM, width - 4, Align.C)
    return place
