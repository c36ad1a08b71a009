"""A receipt as PDF, beside its XML: what the payer takes along (Điều 33, khoản 3: everything that the data says)."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.clock import to_local
from portal.payments.money import FEE, amount_text
from portal.payments.receipts.models import CANCELLED, ISSUED, PaymentReceipt
from portal.payments.receipts.xml import way_in_words
from portal.printing.blocks import Signature, field, signatures
from portal.printing.fonts import BOLD, ITALIC
from portal.printing.in_words import money_in_words
from portal.printing.later import Sheet
from portal.printing.placing import Align
from portal.printing.sizes import A5
from portal.printing.tables import Column, table


def pdf(receipt: PaymentReceipt, replaced: PaymentReceipt | None = None) -> bytes:
    """The paper; `replaced` is the one whose place it takes. What was cancelled or replaced says so across the top."""
    sheet = Sheet(
        _("Biên lai %(name)s", name=receipt.name), size=A5, code=receipt.name, made_at=receipt.issued_at
    )
    _head(sheet, receipt)
    if receipt.state != ISSUED:
        _ended(sheet, receipt)
    sheet.heading(_("BIÊN LAI THU PHÍ, LỆ PHÍ"), _("(loại không in sẵn mệnh giá)"))
    if replaced is not None:
        sheet.paragraph(_replaces(replaced), first_line=0, align=Align.C)
    field(sheet, _("Người nộp"), receipt.payer_name, bold=True)
    if receipt.payer_address:
        field(sheet, _("Địa chỉ"), receipt.payer_address)
    field(sheet, _("Mã hồ sơ"), receipt.subject_code)
    field(sheet, _("Nội dung"), receipt.title)
    table(sheet, _columns(), _rows(receipt))
    sheet.gap(2)
    field(sheet, _("Tổng số tiền"), amount_text(receipt.amount), bold=True)
    field(sheet, _("Viết bằng chữ"), money_in_words(receipt.amount))
    field(sheet, _("Hình thức nộp"), way_in_words(receipt.way))
    signatures(sheet, Signature(("NGƯỜI NỘP",), name=""), _signed(receipt), room=16)
    return sheet.content()


def _head(sheet: Sheet, receipt: PaymentReceipt) -> None:
    half, top = sheet.epw / 2, sheet.y
    sheet.use(sheet.body - 1, BOLD)
    sheet.multi_cell(
        half, sheet.line_height(), receipt.unit.upper(), align=Align.L, new_x="LMARGIN", new_y="NEXT"
    )
    sheet.use(sheet.body - 1.5)
    told = [_("Mã số thuế: %(code)s", code=receipt.unit_tax_code)] if receipt.unit_tax_code else []
    for line in [*told, receipt.unit_address]:
        if line:
            sheet.multi_cell(half, sheet.line_height(), line, align=Align.L, new_x="LMARGIN", new_y="NEXT")
    left = sheet.y
    sheet.set_y(top)
    for line in (
        _("Mẫu số: %(code)s", code=receipt.form_code),
        _("Ký hiệu: %(symbol)s", symbol=receipt.symbol),
        _("Số: %(number)s", number=receipt.number_text),
    ):
        sheet.set_x(sheet.l_margin + half)
        sheet.multi_cell(half, sheet.line_height(), line, align=Align.R, new_x="LMARGIN", new_y="NEXT")
    sheet.set_y(max(left, sheet.y) + 2)


def _ended(sheet: Sheet, receipt: PaymentReceipt) -> None:
    assert receipt.ended_at is not None
    said = _("ĐÃ HỦY") if receipt.state == CANCELLED else _("ĐÃ ĐƯỢC THAY THẾ")
    at = f"{to_local(receipt.ended_at):%d/%m/%Y}"
    sheet.paragraph((said, BOLD), first_line=0, align=Align.C, after=0)
    because = _("ngày %(day)s, lý do: %(reason)s", day=at, reason=receipt.ended_reason)
    sheet.paragraph((because, ITALIC), first_line=0, align=Align.C)


def _replaces(replaced: PaymentReceipt) -> str:
    return str(
        _(
            "Thay thế biên lai mẫu số %(form)s, ký hiệu %(symbol)s, số %(number)s ngày %(day)s. Lý do: %(reason)s",
            form=replaced.form_code,
            symbol=replaced.symbol,
            number=replaced.number_text,
            day=f"{replaced.day:%d/%m/%Y}",
            reason=replaced.ended_reason,
        )
    )


def _columns() -> list[Column]:
    return [
        Column(_("STT"), 8, Align.C),
        Column(_("Khoản thu"), 52),
        Column(_("Số lượng"), 14, Align.R),
        Column(_("Thành tiền (đồng)"), 26, Align.R),
    ]


def _rows(receipt: PaymentReceipt) -> list[list[str]]:
    def name(line: dict[str, object]) -> str:
        sort, said = str(_("Phí") if line["sort"] == FEE else _("Lệ phí")), str(line["name"])
        return said if said.lower().startswith(sort.lower()) else f"{sort}: {said}"

    return [
        [str(place), name(one), str(one["quantity"]), amount_text(one["amount"]).removesuffix(" đồng")]
        for place, one in enumerate(receipt.lines, 1)
    ]


def _signed(receipt: PaymentReceipt) -> Signature:
    day = receipt.day
    dated = _("Ngày %(d)s tháng %(m)s năm %(y)s", d=f"{day.day:02d}", m=f"{day.month:02d}", y=day.year)
    if receipt.signed_at is None:
        return Signature((_("NGƯỜI THU TIỀN"),), _("(chờ ký số)"), receipt.collector, dated)
    note = _("Đã ký số bởi %(holder)s", holder=receipt.signer)
    return Signature((_("NGƯỜI THU TIỀN"),), note, receipt.collector, dated)
