"""The takings of a day as PDF to sign and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from portal.clock import utc_now
from portal.payments.models import CashDrawer
from portal.payments.money import amount_text
from portal.payments.reports import Takings
from portal.printing.blocks import Signature, signatures
from portal.printing.in_words import money_in_digits, money_in_words
from portal.printing.later import Sheet
from portal.printing.letterhead import Letterhead, letterhead
from portal.printing.placing import Align
from portal.printing.tables import Column, table
from portal.tenancy.directory import Portal
from portal.web.spreadsheet import Cell
from portal.web.spreadsheet import Sheet as Table


def sheets(takings: Takings) -> list[Table]:
    """Three tables: settlements, ways, drawers."""
    rows: Iterator[list[Cell]] = (
        [one.person, one.service, one.way, one.count, one.fees, one.charges, one.amount]
        for one in takings.rows
    )
    ways: Iterator[list[Cell]] = ([one.way, one.came, one.went, one.came - one.went] for one in takings.ways)
    drawers: Iterator[list[Cell]] = (
        [one.user_name, one.expected, one.counted, _difference(one), one.explanation]
        for one in takings.drawers
    )
    return [
        Table(
            _("Khoản thu"),
            [_("Người thu"), _("Dịch vụ"), _("Cách trả"), _("Số khoản"), _("Phí"), _("Lệ phí"), _("Cộng")],
            rows,
        ),
        Table(_("Cách trả"), [_("Cách trả"), _("Đã nhận"), _("Đã trả lại"), _("Còn")], ways),
        Table(
            _("Ngăn kéo"),
            [_("Người giữ"), _("Theo sổ"), _("Đếm được"), _("Chênh lệch"), _("Giải trình")],
            drawers,
        ),
    ]


def _difference(drawer: CashDrawer) -> int | None:
    return None if drawer.counted is None or drawer.expected is None else drawer.counted - drawer.expected


def pdf(takings: Takings, portal: Portal, title: str, head: str) -> bytes:
    """The report on paper; `head` says who signs on the right."""
    sheet = Sheet(title, made_at=utc_now())
    letterhead(sheet, Letterhead(agency=portal.authority, day=takings.day))
    sheet.heading(title.upper(), _("Ngày %(day)s", day=f"{takings.day:%d/%m/%Y}"))
    _settlements(sheet, takings)
    total = takings.fees + takings.charges
    if total >= 0:
        sheet.paragraph(
            _("Cộng: %(sum)s (%(words)s).", sum=amount_text(total), words=money_in_words(total)), first_line=0
        )
    sheet.gap(2)
    table(
        sheet,
        [
            Column(_("Cách trả"), 40),
            Column(_("Đã nhận"), 20, Align.R),
            Column(_("Đã trả lại"), 20, Align.R),
            Column(_("Còn"), 20, Align.R),
        ],
        [
            [
                one.way,
                money_in_digits(one.came),
                money_in_digits(one.went),
                money_in_digits(one.came - one.went),
            ]
            for one in takings.ways
        ],
    )
    sheet.gap(2)
    _drawers(sheet, takings)
    signatures(sheet, Signature((_("NGƯỜI LẬP"),)), Signature((head,)), room=20)
    return sheet.content()


def _settlements(sheet: Sheet, takings: Takings) -> None:
    columns = [
        Column(_("Người thu"), 20),
        Column(_("Dịch vụ"), 30),
        Column(_("Cách trả"), 16),
        Column(_("Số khoản"), 8, Align.R),
        Column(_("Phí"), 13, Align.R),
        Column(_("Lệ phí"), 13, Align.R),
    ]
    rows = [
        [
            one.person,
            one.service,
            one.way,
            str(one.count),
            money_in_digits(one.fees),
            money_in_digits(one.charges),
        ]
        for one in takings.rows
    ]
    last = [
        "",
        _("Cộng"),
        "",
        str(takings.count),
        money_in_digits(takings.fees),
        money_in_digits(takings.charges),
    ]
    table(sheet, columns, [*rows, last])
    sheet.gap(2)


def _drawers(sheet: Sheet, takings: Takings) -> None:
    rows = [
        [
            one.user_name,
            money_in_digits(one.expected) if one.expected is not None else _("chưa chốt"),
            money_in_digits(one.counted) if one.counted is not None else "",
            money_in_digits(_difference(one) or 0) if one.counted is not None else "",
            one.explanation,
        ]
        for one in takings.drawers
    ]
    if not rows:
        return
    columns = [
        Column(_("Ngăn kéo của"), 24),
        Column(_("Theo sổ"), 15, Align.R),
        Column(_("Đếm được"), 15, Align.R),
        Column(_("Chênh lệch"), 14, Align.R),
        Column(_("Giải trình"), 32),
    ]
    table(sheet, columns, rows)
