"""A poster A3 for the wall of the office, the house of culture, the market: read from two metres away."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from portal.printing import A3, BOLD, Face, Numbers, Sheet
from portal.printing.placing import Align
from portal.printing.qr import qr
from portal.services.material.record import Item, Record
from portal.services.material.setting import DOT, NUMBER, band, boxed, emblem, heading, listed

LEFT, WIDE = 20.0, 257.0


def poster(record: Record, made_at: datetime) -> bytes:
    """The poster as PDF; the same record and instant give the same bytes."""
    sheet = Sheet(
        record.name, size=A3, face=Face.SANS, body=20, margins=(LEFT, 20, LEFT, 15), made_at=made_at,
        author=record.office.agency, numbers=Numbers.NONE,
    )  # fmt: skip
    sheet.set_auto_page_break(False)
    _head(sheet, record)
    _facts(sheet, record)
    _lists(sheet, record)
    _foot(sheet, record)
    return sheet.content()


def _head(sheet: Sheet, record: Record) -> None:
    band(sheet, record.look, 118)
    emblem(sheet, record.look, LEFT, 14, 28)
    boxed(
        sheet,
        record.office.agency.upper(),
        (LEFT + 34, 14, WIDE - 34, 28),
        22,
        least=10,
        style=BOLD,
        middle=True,
    )
    boxed(sheet, record.name, (LEFT, 47, WIDE, 46), 54, least=18, style=BOLD, middle=True)
    boxed(sheet, record.summary, (LEFT, 95, WIDE, 19), 21, least=12)
    sheet.set_text_color(0)


def _facts(sheet: Sheet, record: Record) -> None:
    half = (WIDE - 8) / 2
    for number, (label, text) in enumerate(((_("Bao lâu"), record.time), (_("Bao nhiêu tiền"), record.cost))):
        x = LEFT + number * (half + 8)
        sheet.set_fill_color(*record.look.soft)
        sheet.rect(x, 126, half, 42, style="F")
        boxed(sheet, label, (x + 6, 130, half - 12, 9), 18)
        sheet.set_text_color(*record.look.primary)
        boxed(sheet, text, (x + 6, 140, half - 12, 26), 30, least=12, style=BOLD, middle=True)
        sheet.set_text_color(0)


def _lists(sheet: Sheet, record: Record) -> None:
    more = _("… còn nữa: quét mã để xem đủ.")
    wide = 160.0
    items = record.everything_brought or (Item(_("Không phải nộp giấy tờ nào.")),)
    y = heading(sheet, _("Cần mang theo"), LEFT, 176, wide, 26, record.look) + 2
    listed(sheet, items, (LEFT, y, wide, 352 - y), 19, least=11, more=more)
    x, side = LEFT + wide + 12, WIDE - wide - 12
    y = heading(sheet, _("Làm thế nào"), x, 176, side, 26, record.look) + 2
    steps = [Item(one) for one in record.steps]
    listed(sheet, steps, (x, y, side, 268 - y), 16, least=9, more=more, mark=NUMBER)
    y = heading(sheet, _("Nộp ở đâu"), x, 274, side, 26, record.look) + 2
    places = [Item(one) for one in record.places]
    listed(sheet, places, (x, y, side, 352 - y), 15, least=8, more=more, mark=DOT)


def _foot(sheet: Sheet, record: Record) -> None:
    sheet.set_fill_color(*record.look.soft)
    sheet.rect(0, 358, sheet.w, 62, style="F")
    sheet.set_fill_color(255)
    sheet.rect(LEFT, 362, 54, 54, style="F")
    qr(sheet, record.url, LEFT, 362, 54)
    x, wide = LEFT + 62, WIDE - 62
    sheet.set_text_color(*record.look.primary)
    told = _("Quét mã: biết cần gì, nộp ngay trên mạng") if record.is_online else _("Quét mã bằng điện thoại")
    boxed(sheet, told, (x, 364, wide, 12), 26, least=14, style=BOLD)
    sheet.set_text_color(0)
    boxed(sheet, record.plain_url, (x, 378, wide, 9), 14, least=7)
    office = record.office
    lines = [", ".join(one for one in (office.agency, office.address) if one)]
    if office.telephone:
        lines.append(_("Điện thoại: %(number)s", number=office.telephone))
    hours = "; ".join(f"{days}: {text}" for days, text in office.hours if text)
    if hours:
        lines.append(_("Giờ làm việc: %(hours)s", hours=hours))
    boxed(sheet, "\n".join(lines), (x, 389, wide, 26), 14, least=7, align=Align.L)
