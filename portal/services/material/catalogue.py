"""All services of a portal on a sheet A4, each with its code to scan: to hang up, to lie on the counter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from portal.printing import A4, BOLD, Face, Numbers, Sheet
from portal.printing.qr import qr
from portal.services.material.record import Look, Office
from portal.services.material.setting import band, boxed, emblem

COLUMNS, ROWS = 3, 6
LEFT, TOP, WIDE, HIGH = 10.0, 42.0, 190.0, 240.0


@dataclass(frozen=True)
class Line:
    """A service of the sheet: its name, how long it takes, the absolute address of its guide."""

    name: str
    time: str
    url: str


def catalogue(lines: Sequence[Line], office: Office, look: Look, made_at: datetime) -> bytes:
    """The sheet as PDF, 18 services a page."""
    sheet = Sheet(
        _("Danh mục dịch vụ công"), size=A4, face=Face.SANS, body=10, margins=(LEFT, 10, LEFT, 10),
        made_at=made_at, author=office.agency, numbers=Numbers.NONE,
    )  # fmt: skip
    sheet.set_auto_page_break(False)
    a_page = COLUMNS * ROWS
    for first in range(0, max(len(lines), 1), a_page):
        if first:
            sheet.add_page()
        _head(sheet, office, look)
        for at, one in enumerate(lines[first : first + a_page]):
            _cell(sheet, one, at % COLUMNS, at // COLUMNS)
        _foot(sheet, office)
    return sheet.content()


def _head(sheet: Sheet, office: Office, look: Look) -> None:
    band(sheet, look, 35)
    emblem(sheet, look, LEFT, 8, 19)
    boxed(sheet, office.agency.upper(), (LEFT + 23, 7, WIDE - 23, 7), 10, least=7, style=BOLD)
    boxed(
        sheet,
        _("Dịch vụ công: quét mã để biết cần gì"),
        (LEFT + 23, 15, WIDE - 23, 14),
        22,
        least=12,
        style=BOLD,
    )
    sheet.set_text_color(0)


def _cell(sheet: Sheet, one: Line, column: int, row: int) -> None:
    width, height = WIDE / COLUMNS, HIGH / ROWS
    x, y = LEFT + column * width, TOP + row * height
    sheet.set_draw_color(200)
    sheet.set_line_width(0.2)
    sheet.rect(x + 1, y + 1, width - 2, height - 2)
    sheet.set_draw_color(0)
    qr(sheet, one.url, x + 1.5, y + 4, 28)
    inner = width - 32.5
    boxed(sheet, one.name, (x + 29.5, y + 4, inner, 26), 10, least=6, style=BOLD)
    sheet.set_text_color(85)
    boxed(sheet, one.time, (x + 29.5, y + 31, inner, 6), 8, least=5.5)
    sheet.set_text_color(0)


def _foot(sheet: Sheet, office: Office) -> None:
    told = [office.address, _("Điện thoại: %(number)s", number=office.telephone) if office.telephone else ""]
    boxed(sheet, " · ".join(one for one in told if one), (LEFT, 285, WIDE, 6), 9, least=6)
