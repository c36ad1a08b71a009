"""The head of an administrative paper in two columns (Decree 30/2020/NĐ-CP, Annex I, parts I and II)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.printing.fonts import BOLD, ITALIC, PLAIN
from portal.printing.later import Sheet
from portal.printing.placing import Align, XPos, YPos

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
BLANK = "……"


@dataclass(frozen=True)
class Letterhead:
    """Who issues a paper. `above`: the body that the agency belongs to ("" for none). `number`: as it follows "Số:",
    None where the paper has none, "" for one to be filled in. `place` and `day`: where and when it is issued; without a
    day dots are set. `mark` stands in the corner above ("Mẫu số 01")."""

    agency: str
    above: str = ""
    number: str | None = None
    place: str = ""
    day: date | None = None
    mark: str = ""
    left_share: float = 0.44


def day_in_words(day: date | None) -> str:
    """ "ngày 05 tháng 02 năm 2026": two digits for days below 10 and months 1 and 2 (Annex I, part II, point 4b)."""
    if day is None:
        return f"ngày {BLANK} tháng {BLANK} năm {BLANK}"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def dated(place: str, day: date | None) -> str:
    """Place and day as they stand under the motto and above signatures."""
    return f"{place}, {day_in_words(day)}" if place else day_in_words(day).capitalize()


def letterhead(sheet: Sheet, head: Letterhead) -> None:
    """Set the head at the top of the page; the sheet goes on below it."""
    if head.mark:
        sheet.line_of(head.mark, max(8, sheet.body - 2), ITALIC, Align.R)
    top, left = sheet.y, sheet.epw * head.left_share
    gap = 2.0
    right = sheet.epw - left - gap
    size = min(sheet.body, 13) - 1
    # One size for both columns: nation and motto stay on a line each, however narrow the page.
    size = min(size, sheet.fitting(NATION, right - 1, size, BOLD))
    lower = _agency(sheet, head, top, left, size)
    x = sheet.l_margin + left + gap
    _centred(sheet, NATION, x, top, right, size, BOLD)
    _centred(sheet, MOTTO, x, sheet.y, right, size + 0.5, BOLD)
    sheet.centre_rule(sheet.width_of(MOTTO, size + 0.5, BOLD), x, right)
    if head.place or head.day:
        line = dated(head.place, head.day)
        small = sheet.fitting(line, right, size + 0.5, ITALIC, 8)
        _centred(sheet, line, x, max(sheet.y + 1, lower[0]), right, small, ITALIC)
    sheet.set_xy(sheet.l_margin, max(sheet.y, lower[1]) + sheet.line_height() * 0.6)


def _agency(sheet: Sheet, head: Letterhead, top: float, width: float, size: float) -> tuple[float, float]:
    """The left column; where its line of the number begins, and where it ends."""
    y = top
    if head.above:
        y = _centred(sheet, head.above.upper(), sheet.l_margin, y, width, size, PLAIN)
    y = _centred(sheet, head.agency.upper(), sheet.l_margin, y, width, size, BOLD)
    sheet.centre_rule(
        min(width * 0.4, sheet.width_of(head.agency.upper(), size, BOLD) * 0.5), sheet.l_margin, width
    )
    begins = sheet.y + 1
    if head.number is not None:
        text = f"Số: {head.number or BLANK * 2}"
        _centred(sheet, text, sheet.l_margin, begins, width, size + 0.5, PLAIN)
    return begins, sheet.y


def _centred(sheet: Sheet, text: str, x: float, y: float, width: float, size: float, style: str) -> float:
    text = sheet.balanced(text, width, size, style)
    sheet.use(size, style)
    sheet.set_xy(x, y)
    sheet.multi_cell(
        width, sheet.line_height(size), text, align=Align.C, padding=0, new_x=XPos.LEFT, new_y=YPos.NEXT
    )
    return float(sheet.y)
