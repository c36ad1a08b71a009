"""Lists of receipts."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from portal.payments.money import FEE
from portal.payments.receipts.models import CANCELLED, ISSUED, REPLACED, PaymentReceipt
from portal.payments.receipts.xml import way_in_words
from portal.web.spreadsheet import Cell, Sheet

STATE_LABELS: dict[str, Any] = {
    ISSUED: _l("Có giá trị"),
    REPLACED: _l("Đã được thay thế"),
    CANCELLED: _l("Đã hủy"),
}


def of_month(year: int, month: int) -> Select[Any]:
    """The receipts of a month in their order."""
    last = calendar.monthrange(year, month)[1]
    return (
        select(PaymentReceipt)
        .where(PaymentReceipt.day >= date(year, month, 1), PaymentReceipt.day <= date(year, month, last))
        .order_by(PaymentReceipt.form_code, PaymentReceipt.symbol, PaymentReceipt.number)
    )


def month_sheet(rows: Sequence[PaymentReceipt], by_id: Mapping[int, PaymentReceipt]) -> Sheet:
    """The list as a table, with what became of each; no payer is named in it."""
    header = [
        *(_("Mẫu số"), _("Ký hiệu"), _("Số"), _("Ngày"), _("Mã hồ sơ"), _("Nội dung")),
        *(
            _("Phí"),
            _("Lệ phí"),
            _("Cộng"),
            _("Hình thức nộp"),
            _("Tình trạng"),
            _("Thay thế cho"),
            _("Lý do"),
        ),
    ]
    lines: Iterator[list[Cell]] = (
        [
            one.form_code,
            one.symbol,
            one.number_text,
            one.day,
            one.subject_code,
            one.title,
            _fees(one),
            one.amount - _fees(one),
            one.amount,
            way_in_words(one.way),
            str(STATE_LABELS[one.state]),
            by_id[one.replaces_id].name if one.replaces_id else "",
            one.ended_reason,
        ]
        for one in rows
    )
    return Sheet(_("Biên lai"), header, lines)


def _fees(receipt: PaymentReceipt) -> int:
    return sum(int(one["amount"]) for one in receipt.lines if one["sort"] == FEE)
