"""What forms 01 to 05 look alike in: A5, head, name of the form with the dossier's code and a QR code."""

from __future__ import annotations

from portal.printing.blocks import field, fields_beside
from portal.printing.counter_forms.data import Applicant, Slip
from portal.printing.fonts import BOLD, ITALIC, PLAIN
from portal.printing.later import Sheet
from portal.printing.letterhead import Letterhead, letterhead
from portal.printing.placing import Align, XPos, YPos
from portal.printing.qr import qr
from portal.printing.sizes import A5

SIDE = 21.0


def form(slip: Slip, mark: str, title: str, *, below: str = "", unit: bool = True) -> Sheet:
    """The beginning of a form: mark ("Mẫu số 01"), letterhead, title. `unit`: the counter issues it, not the
    agency itself."""
    office = slip.office
    sheet = Sheet(
        f"{' '.join(title.split()).capitalize()} – {slip.code}",
        size=A5,
        code=slip.code,
        made_at=slip.made_at,
        author=office.agency,
    )
    begin(sheet, slip, mark, title, below=below, unit=unit)
    return sheet


def begin(sheet: Sheet, slip: Slip, mark: str, title: str, *, below: str = "", unit: bool = True) -> None:
    """Set head and title of a form on a page of their own."""
    office = slip.office
    above, agency = (office.agency, office.unit) if unit else (office.above, office.agency)
    letterhead(sheet, Letterhead(agency, above, slip.number, office.place, slip.day, mark))
    top, x, width = sheet.y - 1, sheet.l_margin, sheet.epw
    if slip.link:
        with sheet.staying():
            qr(sheet, slip.link, sheet.l_margin - 2, top, SIDE, "Quét để tra cứu")
        x, width = sheet.l_margin + SIDE, sheet.epw - SIDE
    y = top + 1
    for text, size, style in (
        (title, 12.5, BOLD),
        (f"Mã hồ sơ: {slip.code}", 11, PLAIN),
        (below, 10, ITALIC),
    ):
        if text:
            words = sheet.balanced(text, width, size, style)
            sheet.set_xy(x, y)
            sheet.use(size, style)
            sheet.multi_cell(
                width,
                sheet.line_height(size),
                words,
                align=Align.C,
                padding=0,
                new_x=XPos.LEFT,
                new_y=YPos.NEXT,
            )
            y = sheet.y + 0.4
    sheet.set_xy(sheet.l_margin, max(y + 1.5, top + SIDE + 4.5 if slip.link else 0))


def applicant_lines(sheet: Sheet, label: str, one: Applicant) -> None:
    """Name, address, telephone and e-mail of whose dossier it is."""
    field(sheet, label, one.name, bold=True)
    reached_at(sheet, one)


def reached_at(sheet: Sheet, one: Applicant) -> None:
    """Address, telephone and e-mail."""
    field(sheet, "Địa chỉ", one.address)
    fields_beside(sheet, [("Số điện thoại", one.phone), ("Email", one.email)])


def said(sheet: Sheet, text: str) -> None:
    """A sentence of a form."""
    sheet.paragraph(text, first_line=8, after=1)


def listed(sheet: Sheet, items: tuple[str, ...], blank: int = 3) -> None:
    """Numbered items, or dotted lines for as many by hand."""
    if items:
        sheet.list_of(items, mark="1.")
        return
    for number in range(1, blank + 1):
        field(sheet, str(number), "")
