"""The head of an official document: nation and issuer, number and day, title, those addressed."""

from __future__ import annotations

from functools import partial

from portal.exchange.composing import measures as m
from portal.exchange.composing.flow import Strip
from portal.exchange.composing.html_blocks import Run
from portal.exchange.composing.lines import Line, broken, words_in
from portal.exchange.composing.pdf_blocks import gap_strip, line_strips
from portal.exchange.composing.pdf_page import Page
from portal.exchange.composing.shapes import OfficialPaper
from portal.exchange.composing.wording import MOTTO, NATION, Head, broken_name
from portal.printing.sizes import POINT


def set_head(page: Page, head: Head, paper: OfficialPaper) -> float:
    """Set both columns at the top of the first page; where the text goes on."""
    left, wide = page.l_margin, m.HEAD_LEFT
    right, rest = left + wide, page.width - wide
    middle = left + wide / 2
    y = page.top
    if head.above:
        y = page.set_text(broken_name(head.above), m.ABOVE, "", left, y, wide - 2)
    y = page.set_text(broken_name(head.own), m.ISSUER, "B", left, y, wide - 2)
    last = page.balanced(broken_name(head.own), wide - 2, m.ISSUER, "B").split("\n")[-1]
    page.rule(middle - 1, y + 1, page.width_of(last, m.ISSUER, "B") * 0.42)
    other = page.set_text(NATION, m.NATION, "B", right, page.top, rest)
    other = page.set_text(MOTTO, m.MOTTO, "B", right, other, rest)
    page.rule(right + rest / 2, other + 1, page.width_of(MOTTO, m.MOTTO, "B"))
    # Number and day stand on one line, below whichever column is longer.
    line = max(y, other) + 3.5
    y = _numbered(page, head, line, middle)
    if head.dated:
        size = page.fitting(head.dated, rest, m.DATED, "I", 13)
        other = page.set_text(head.dated, size, "I", right, line, rest)
    y = _marks(page, head, paper, middle, y)
    return max(y, other) + 4


def _numbered(page: Page, head: Head, y: float, middle: float) -> float:
    # On one base line with the day beside it; a draft leaves room for the figure, so its spaces are kept.
    base = y + page.single(m.DATED) / 2 + 0.3 * m.DATED * POINT
    page.text(middle - 1 - page.width_of(head.number, m.NUMBER) / 2, base, head.number)
    y += page.single(m.DATED)
    return (
        page.set_text(head.about, m.ABOUT, "", page.l_margin, y + 6 * POINT, m.HEAD_LEFT - 2)
        if head.about
        else y
    )


def _marks(page: Page, head: Head, paper: OfficialPaper, middle: float, y: float) -> float:
    """How urgent it is, how far it may go, that it is a draft: framed, one below the other."""
    marks = []
    if head.urgency:
        marks.append((head.urgency, m.URGENCY_WIDTH[paper.urgency]))
    if paper.scope:
        marks.append((paper.scope, 0.0))
    if head.draft:
        marks.append((head.draft, 0.0))
    for text, width in marks:
        wide = max(width, page.width_of(text, m.MARK, "B") + 4)
        page.frame(text, middle, y + 2, wide, m.URGENCY_HEIGHT)
        y += 2 + m.URGENCY_HEIGHT
    return y


def title_strips(page: Page, head: Head) -> list[Strip]:
    """Title and subject in the middle with a line below them; who decides."""
    if not head.title:
        return []
    strips = line_strips(page, head.title, m.TITLE, "B")
    if head.subject:
        strips += line_strips(page, head.subject, m.SUBJECT, "B", width=page.width * 0.86)
        last = page.balanced(head.subject, page.width * 0.86, m.SUBJECT, "B").split("\n")[-1]
        share = page.width_of(last, m.SUBJECT, "B") * 0.42
    else:
        share = page.width_of(head.title, m.TITLE, "B") * 0.42
    strips.append(gap_strip(page, 5, rule=share))
    if head.authority:
        strips += line_strips(page, head.authority, m.BODY, "B", before=1)
        strips.append(gap_strip(page, 2))
    for one in strips:
        one.glued = True
    return strips


def greeting_strips(page: Page, head: Head) -> list[Strip]:
    """ "Kính gửi:": one on its line, several below each other with dashes under the colon."""
    if not head.addressed:
        return []
    size, lead = m.ADDRESSED, f"{head.greeting}:"
    if len(head.addressed) == 1:
        text = f"{lead} {head.addressed[0]}"
        strips = line_strips(page, text, size, "", width=page.width - 20, before=2)
        return [*strips, gap_strip(page, 3)]
    x = page.l_margin + m.ADDRESSED_LEFT
    under = x + page.width_of(lead, size) - 1
    if under > page.l_margin + page.width / 2:
        under = x + 8
    strips = [Strip(page.single(size), partial(_set_at, page, page.line_in(lead, size), size, x), 2, True)]
    dash = page.width_of("- ", size)
    room = page.width - (under - page.l_margin) - dash
    for number, name in enumerate(head.addressed, 1):
        sign = "." if number == len(head.addressed) else ";"
        words = words_in([Run(name + sign)])
        lines = broken(words, room, lambda one: page.measure(size, one), page.space(size))
        for place, line in enumerate(lines):
            if place == 0:
                line = Line([*page.line_in("-", size).words, *line.words], line.width + dash, line.ends)
            at = under if place == 0 else under + dash
            draw = partial(_set_at, page, line, size, at)
            strips.append(Strip(page.single(size), draw, 0.0 if place else 0.8, glued=place < len(lines) - 1))
    return [*strips, gap_strip(page, 3)]


def _set_at(page: Page, line: Line, size: float, x: float, y: float) -> None:
    page.set_line(line, size, x, y, page.width)
