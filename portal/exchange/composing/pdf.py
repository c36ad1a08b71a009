"""An official document as PDF/A-2b, set after Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

from dataclasses import dataclass

from portal.exchange.composing import measures as m
from portal.exchange.composing.body import Section, read_text
from portal.exchange.composing.flow import Strip, glued_to_end, set_strips
from portal.exchange.composing.forms import form_of
from portal.exchange.composing.pdf_blocks import block_strips, gap_strip, line_strips
from portal.exchange.composing.pdf_end import end_strips
from portal.exchange.composing.pdf_head import greeting_strips, set_head, title_strips
from portal.exchange.composing.pdf_page import Page
from portal.exchange.composing.shapes import OfficialPaper
from portal.exchange.composing.wording import Head, appendix_label, came_with, head_of
from portal.printing.blocks import Place

_GLUED_LINES, _GLUED_MOST = 2, 90.0


@dataclass(frozen=True)
class Drawn:
    """A finished file: its bytes, how many pages it has, where it is signed."""

    data: bytes
    pages: int
    place: Place


def draw(paper: OfficialPaper) -> Drawn:
    """The document as PDF/A-2b. The same document gives the same bytes. Raises KeyError for an unknown kind."""
    head, form = head_of(paper), form_of(paper.kind)
    sections = (*read_text(paper.grounds, paper.body, decides=form.authority, command=form.command),
                *(Section(one.title, read_text("", one.body, decides=False)[0].blocks, one.attached, one.landscape)
                  for one in paper.appendixes))  # fmt: skip
    page = Page(paper, f"{head.title or 'Công văn'} {head.number} {paper.subject}".strip())
    y = set_head(page, head, paper)
    strips = [*title_strips(page, head), *greeting_strips(page, head)]
    text = block_strips(page, sections[0].blocks)
    glued_to_end(text, _GLUED_LINES, _GLUED_MOST)
    places: list[Place] = []
    strips += [*text, *end_strips(page, head, places.append)]
    set_strips(page, strips, y)
    _appendixes(page, sections[1:], paper)
    return Drawn(page.content(), page.pages_count, places[0])


def _appendixes(page: Page, sections: tuple[Section, ...], paper: OfficialPaper) -> None:
    """Each on pages of its own, numbered anew (Phụ lục I, Phần III, mục 1)."""
    count = sum(1 for one in sections if not one.attached)
    number = 0
    for one in sections:
        number += not one.attached
        page.begin_part(landscape=one.landscape)
        label = "" if one.attached else appendix_label(number, count)
        strips: list[Strip] = []
        for text, style in (
            (label, "B"),
            ((one.title or "").upper(), "B"),
            (came_with(paper, attached=one.attached), "I"),
        ):
            if text:
                strips += line_strips(page, text, m.APPENDIX, style, before=1.0)
        for strip in strips:
            strip.glued = True
        strips.append(gap_strip(page, 4, rule=page.width * 0.25))
        set_strips(page, [*strips, *block_strips(page, one.blocks)], page.top)


def heads_of(paper: OfficialPaper) -> Head:
    """The formal lines of a document, for whoever shows them."""
    return head_of(paper)
