"""A filled template as PDF, in the manner of Decree 30/2020/NĐ-CP."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from portal.printing import A4, A5, BOLD, ITALIC, Numbers, Sheet
from portal.printing.blocks import Place, Recipients, Signature, dots, signatures
from portal.printing.letterhead import Letterhead, letterhead
from portal.printing.placing import Align
from portal.printing.qr import qr
from portal.results.layout.filling import Block, Filled, Run
from portal.results.layout.marks import CENTRE, FIELDS, HEADING, ITEM
from portal.results.layout.shapes import Template

_SIDE = 24.0


@dataclass(frozen=True)
class Issue:
    """What a paper carries beside its text: who issues it, its number ("" not yet given), its day, who signs, the code
    and the address by which it is checked. `draft`: said across the head of a preview."""

    agency: str
    above: str
    place: str
    number: str
    day: date | None
    signer: str
    made_at: datetime
    titles: tuple[str, ...] = ()
    code: str = ""
    link: str = ""
    draft: str = field(default="")


def draw(template: Template, filled: Filled, issue: Issue) -> tuple[bytes, Place | None]:
    """The paper as PDF, and the place where its signature is shown."""
    sheet = Sheet(
        f"{template.kind} {issue.number}".strip(),
        size=A5 if template.size == "A5" else A4,
        made_at=issue.made_at,
        author=issue.agency,
        code=f"Mã kiểm tra: {issue.code}" if issue.code else issue.draft,
        numbers=Numbers.TOP,
    )
    if issue.draft:
        sheet.line_of(issue.draft, sheet.body - 2, ITALIC, Align.C)
    number = issue.number if template.number else None
    letterhead(sheet, Letterhead(issue.agency, issue.above, number, issue.place, issue.day))
    sheet.heading(filled.title, filled.subtitle, rule=bool(filled.subtitle))
    for block in filled.blocks:
        _set(sheet, block)
    recipients = Recipients(template.recipients) if template.recipients else None
    signature = Signature(issue.titles or template.titles, "", issue.signer)
    place = signatures(sheet, recipients, signature, room=24 if template.size == "A4" else 18)
    if issue.link:
        _code(sheet, issue)
    return sheet.content(), place


def _set(sheet: Sheet, block: Block) -> None:
    if block.kind == FIELDS:
        _fields(sheet, block)
        return
    runs = [(run.text, run.style) for run in block.cells[0]]
    if block.kind == HEADING:
        sheet.keep(sheet.line_height() * 3)
        text = "".join(text for text, _style in runs)
        sheet.line_of(sheet.balanced(text, sheet.epw, sheet.body, BOLD), None, BOLD, Align.C, gap=1)
    elif block.kind == CENTRE:
        sheet.paragraph(*runs, first_line=0, align=Align.C)
    elif block.kind == ITEM:
        sheet.paragraph("- ", *runs, first_line=0, left=8, after=1)
    else:
        sheet.paragraph(*runs)


def _fields(sheet: Sheet, block: Block) -> None:
    """Fields beside each other in equal shares, or one below the other where they need more room."""
    share = sheet.epw / len(block.cells)
    beside = len(block.cells) > 1 and all(_width(sheet, cell) <= share - 4 for cell in block.cells)
    height, top = sheet.line_height(), sheet.y
    if beside:
        sheet.keep(height)
        top = sheet.y
    for number, cell in enumerate(block.cells):
        if beside:
            x = sheet.l_margin + number * share
            sheet.set_xy(x, top)
            _words(sheet, cell, height)
            if block.is_blank(number):
                dots(sheet, sheet.x + 1.5, x + share - 4, top + height * 0.8)
        elif block.is_blank(number) and _width(sheet, cell) < sheet.epw - 10:
            sheet.keep(height)
            sheet.set_x(sheet.l_margin)
            _words(sheet, cell, height)
            dots(sheet, sheet.x + 1.5, sheet.w - sheet.r_margin, sheet.y + height * 0.8)
            sheet.ln(height + 0.8)
        else:
            sheet.paragraph(*((run.text, run.style) for run in cell), first_line=0, align=Align.L, after=0.8)
    if beside:
        sheet.set_xy(sheet.l_margin, top + height + 0.8)


def _width(sheet: Sheet, cell: tuple[Run, ...]) -> float:
    return sum(sheet.width_of(run.text, None, run.style) for run in cell)


def _words(sheet: Sheet, cell: tuple[Run, ...], height: float) -> None:
    """The words of a cell on one line, from where the sheet stands."""
    for run in cell:
        if run.text:  # a cell without width would reach to the margin
            sheet.use(None, run.style)
            sheet.cell(sheet.get_string_width(run.text), height, run.text)


def _code(sheet: Sheet, issue: Issue) -> None:
    """The QR code at the foot, left, where it hides nothing."""
    side = _SIDE if sheet.w > 160 else 19.0
    sheet.keep(side + 10)
    y = max(sheet.y + 2, sheet.h - sheet.b_margin - side - 9)
    with sheet.staying():
        qr(sheet, issue.link, sheet.l_margin - 2, y, side)
        sheet.set_xy(sheet.l_margin + side, y + side / 2 - 6)
        words = f"Quét mã hoặc mở {issue.link.split('//', 1)[-1]} để kiểm tra giấy tờ này."
        sheet.use(8)
        sheet.multi_cell(sheet.epw - side, sheet.line_height(8), words, align=Align.L, padding=0)
