"""A leaflet of two sides A5: outside what it is about and where, inside what to bring, what it costs, how it goes."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from portal.printing import A5, BOLD, Face, Numbers, Sheet
from portal.printing.placing import Align
from portal.printing.qr import qr
from portal.services.material.record import Item, Record
from portal.services.material.setting import (
    BOX,
    DOT,
    NUMBER,
    band,
    boxed,
    emblem,
    heading,
    heading_height,
    listed,
)

LEFT, WIDE, BOTTOM = 11.0, 126.0, 201.0
HEAD, BETWEEN = 12, 1.5
"""The size of headings inside, and what is left free below a list (mm)."""
FLOOR = 6.0
"""What each list inside has at least (mm): a line that says that there is more."""


def leaflet(record: Record, made_at: datetime) -> bytes:
    """The leaflet as PDF; the same record and instant give the same bytes."""
    sheet = Sheet(
        record.name, size=A5, face=Face.SANS, body=10, margins=(LEFT, 10, LEFT, 8), made_at=made_at,
        author=record.office.agency, numbers=Numbers.NONE,
    )  # fmt: skip
    sheet.set_auto_page_break(False)
    _outside(sheet, record)
    sheet.add_page()
    _inside(sheet, record)
    return sheet.content()


def _outside(sheet: Sheet, record: Record) -> None:
    look = record.look
    band(sheet, look, 74)
    emblem(sheet, look, LEFT, 9, 17)
    boxed(sheet, record.office.agency.upper(), (LEFT + 21, 9, WIDE - 21, 17), 10.5, style=BOLD, middle=True)
    boxed(sheet, record.name, (LEFT, 31, WIDE, 37), 25, least=10, style=BOLD, middle=True)
    sheet.set_text_color(0)
    boxed(sheet, record.summary, (LEFT, 80, WIDE, 22), 12, least=8)
    half = (WIDE - 5) / 2
    for number, (label, text) in enumerate(((_("Bao lâu"), record.time), (_("Bao nhiêu tiền"), record.cost))):
        x = LEFT + number * (half + 5)
        sheet.set_fill_color(*look.soft)
        sheet.rect(x, 105, half, 27, style="F")
        boxed(sheet, label, (x + 3, 107.5, half - 6, 5), 9)
        sheet.set_text_color(*look.primary)
        boxed(sheet, text, (x + 3, 113, half - 6, 17), 14, least=7, style=BOLD, middle=True)
        sheet.set_text_color(0)
    qr(sheet, record.url, LEFT - 3, 136, 44)
    x = LEFT + 43
    boxed(sheet, _("Quét mã bằng điện thoại"), (x, 139, WIDE - 43, 7), 13, style=BOLD)
    told = _("Trả lời vài câu, biết ngay cần mang giấy tờ gì, hết bao nhiêu tiền, nộp ở đâu.")
    boxed(sheet, told, (x, 147, WIDE - 43, 18), 10.5, least=8)
    boxed(sheet, record.plain_url, (x, 166, WIDE - 43, 12), 8.5, least=5)
    _office(sheet, record)


def _office(sheet: Sheet, record: Record) -> None:
    sheet.set_draw_color(*record.look.primary)
    sheet.set_line_width(0.5)
    sheet.line(LEFT, 183, LEFT + WIDE, 183)
    sheet.set_draw_color(0)
    office = record.office
    lines = [", ".join(one for one in (_("Bộ phận một cửa"), office.agency, office.address) if one)]
    if office.telephone:
        lines.append(_("Điện thoại: %(number)s", number=office.telephone))
    hours = "; ".join(f"{days}: {text}" for days, text in office.hours if text)
    if hours:
        lines.append(_("Giờ làm việc: %(hours)s", hours=hours))
    boxed(sheet, "\n".join(lines), (LEFT, 185.5, WIDE, BOTTOM - 185.5), 9, least=6)


def _inside(sheet: Sheet, record: Record) -> None:
    """The lists share the page by how long they are; each is set as large as its share allows, and the floor of those
    below is nobody's to take."""
    parts: list[tuple[str, tuple[Item, ...], str]] = [
        (_("Cần mang theo"), record.papers, BOX),
        (_("Chỉ đưa xem, rồi nhận lại ngay"), record.shown, BOX),
        (_("Hết bao nhiêu tiền"), record.fees or (Item(_("Không mất tiền")),), DOT),
        (_("Bao lâu có kết quả"), record.times, DOT),
        (_("Làm thế nào"), tuple(Item(one) for one in record.steps), NUMBER),
        (_("Kết quả nhận được"), tuple(Item(one) for one in record.results), DOT),
    ]
    filled = [one for one in parts if one[1]]
    weights = [sum(_weight(one) for one in items) for _title, items, _mark in filled]
    y, rest = 9.0, sum(weights)
    head = heading_height(sheet, HEAD) + BETWEEN
    for number, ((title, items, mark), weight) in enumerate(zip(filled, weights, strict=True), 1):
        below = len(filled) - number
        left = BOTTOM - y - head * (below + 1)
        share = min(max(left * weight / rest, FLOOR), left - FLOOR * below)
        rest -= weight
        y = heading(sheet, title, LEFT, y, WIDE, HEAD, record.look)
        y = listed(sheet, items, (LEFT, y, WIDE, share), 10, least=6.5, more=_more(), mark=mark) + BETWEEN
    if y < BOTTOM - 5:
        told = _("Mã thủ tục: %(code)s", code=record.code)
        sheet.set_text_color(85)
        boxed(sheet, told, (LEFT, BOTTOM - 4, WIDE, 4), 7, align=Align.R)
        sheet.set_text_color(0)


def _more() -> str:
    return str(_("… còn nữa: quét mã ở mặt trước để xem đủ."))


def _weight(one: Item) -> float:
    return 1.0 + len(one.text) // 62 + (1 + len(one.note) // 78) * 0.85 * bool(one.note)
