"""What the forms of payments accept."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from portal.payments.money import read_amount
from portal.payments.vietqr.banks import bank_choices

ONCE = r"[0-9a-f]{32}\Z"
LEAST_DIGITS, MOST_DIGITS = 6, 19
"""How many digits account numbers have (19 is what VietQR carries)."""
_GROUPED = re.compile(r"(?<!\d)\d{3,}(?:[ .-]{1,3}\d+)+", re.ASCII)


def _line(text: Any) -> Any:
    """One line, trimmed."""
    return " ".join(text.split()) if isinstance(text, str) else text


class Amount(StringField):
    """A sum in đồng as people type it; `amount` is the number. Nothing is a sum only where it `may_be_nothing`."""

    amount: int = 0

    def __init__(self, *args: Any, may_be_nothing: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self._may_be_nothing = may_be_nothing

    def pre_validate(self, form: Any) -> None:
        """Read it. Raises ValidationError."""
        found = read_amount(self.data or "")
        if found is None:
            raise ValidationError(str(_l("Nhập số tiền bằng chữ số, ví dụ: 50.000")))
        if not found and not self._may_be_nothing:
            raise ValidationError(str(_l("Số tiền phải lớn hơn 0")))
        self.amount = found


class OpenForm(FlaskForm):
    """Code and secret of a demand."""

    code = StringField(
        _l("Mã thanh toán"), [InputRequired(_l("Nhập mã thanh toán, ví dụ: TT7K3M92QX")), Length(max=40)]
    )
    secret = StringField(
        _l("Mã bí mật"), [InputRequired(_l("Nhập mã bí mật ghi cạnh mã thanh toán")), Length(max=40)]
    )


class PayForm(FlaskForm):
    """Going to a provider, once per page."""

    once = HiddenField(validators=[InputRequired(), Regexp(ONCE)])


class OnceForm(FlaskForm):
    """An act of the desk that is done once per page."""

    once = HiddenField(validators=[InputRequired(), Regexp(ONCE)])


class CashForm(OnceForm):
    """Cash at the counter."""

    tendered = Amount(_l("Tiền người nộp đưa (đồng)"), [InputRequired(_l("Nhập số tiền người nộp đưa"))])


class ReasonForm(FlaskForm):
    """An act that needs a reason."""

    reason = StringField(
        _l("Lý do"),
        [
            InputRequired(_l("Ghi lý do")),
            Length(min=5, message=_l("Ghi lý do rõ hơn")),
            Length(max=500, message=_l("Lý do dài quá 500 ký tự")),
        ],
        filters=[_line],
    )


def _account(text: Any) -> Any:
    """One line, the digits of an account number that were typed in groups put together."""
    return with_whole_numbers(" ".join(text.split())) if isinstance(text, str) else text


def with_whole_numbers(text: str) -> str:
    """A text with account numbers in one piece: "VCB 1020.3040 50" becomes "VCB 1020304050", as a bank takes it.

    What has fewer or more digits than an account number stays as it was typed, and so does a number of one or two
    digits before it (a branch)."""
    return _GROUPED.sub(_together, text)


def _together(found: re.Match[str]) -> str:
    digits = re.sub(r"[ .-]", "", found[0])
    return digits if LEAST_DIGITS <= len(digits) <= MOST_DIGITS else found[0]


class RefundForm(OnceForm, ReasonForm):
    """Asking for a refund."""

    what = RadioField(
        _l("Hoàn trả"),
        choices=[
            ("whole", _l("Toàn bộ khoản đã thu (hủy biên lai)")),
            ("rest", _l("Chỉ phần nộp thừa hoặc nộp sau khi đã hủy")),
        ],
        validators=[InputRequired(_l("Chọn phần hoàn trả"))],
    )
    way = SelectField(
        _l("Cách trả"),
        choices=[
            ("cash", _l("Tiền mặt tại quầy")),
            ("transfer", _l("Chuyển khoản")),
            ("provider", _l("Qua đơn vị thanh toán đã thu")),
        ],
    )
    account = StringField(
        _l("Tài khoản nhận (ngân hàng, số, tên)"),
        [Length(max=300)],
        filters=[_account],
        description=_l("Chỉ khi chuyển khoản; được niêm phong, chỉ người duyệt đọc được"),
    )

    def offer(self, ways: Collection[str]) -> None:
        """Leave out ways in which no money can go back here, and say so."""
        self.way.choices = [one for one in self.way.choices if one[0] in ways]
        if "cash" not in ways:
            self.way.description = _l(
                "Cơ quan này đã kết thúc, không còn ngăn kéo: chỉ hoàn trả được bằng chuyển khoản "
                "hoặc qua đơn vị thanh toán đã thu"
            )

    def validate_account(self, field: Any) -> None:
        """A transfer needs to know where to."""
        if self.way.data == "transfer" and not field.data:
            raise ValidationError(str(_l("Ghi tài khoản nhận tiền")))


class HandOverForm(OnceForm):
    """Cash handed over to the safe."""

    amount = Amount(_l("Số tiền bàn giao (đồng)"), [InputRequired(_l("Nhập số tiền bàn giao"))])


class CloseForm(FlaskForm):
    """Counting a drawer."""

    counted = Amount(
        _l("Tiền đếm được trong ngăn kéo (đồng)"),
        [InputRequired(_l("Nhập số tiền đếm được, không có thì ghi 0"))],
        may_be_nothing=True,
    )
    explanation = TextAreaField(
        _l("Giải trình khi thừa hoặc thiếu"), [Length(max=500, message=_l("Giải trình dài quá 500 ký tự"))]
    )


class TransferForm(FlaskForm):
    """A transfer on the statement of the agency's account."""

    code = StringField(
        _l("Mã thanh toán trong nội dung chuyển khoản"),
        [InputRequired(_l("Nhập hoặc dán nội dung chuyển khoản")), Length(max=300)],
        filters=[_line],
    )
    amount = Amount(_l("Số tiền (đồng)"), [InputRequired(_l("Nhập số tiền"))])
    bank_number = StringField(
        _l("Số giao dịch của ngân hàng"),
        [InputRequired(_l("Nhập số giao dịch ghi trên sao kê")), Length(min=4, max=100)],
        filters=[_line],
        description=_l("Mỗi số giao dịch chỉ ghi được một lần"),
    )


class TillForm(OnceForm, ReasonForm):
    """Money between safe, account, provider and budget."""

    act = SelectField(_l("Việc"))
    moved = Amount(_l("Số tiền (đồng)"), [InputRequired(_l("Nhập số tiền"))])


class PayerForm(ReasonForm):
    """A receipt with another name or address."""

    name = StringField(
        _l("Họ tên người nộp"), [InputRequired(_l("Nhập họ tên")), Length(max=200)], filters=[_line]
    )
    address = StringField(_l("Địa chỉ"), [Length(max=300)], filters=[_line])


class PaymentSettingsForm(FlaskForm):
    """Account and receipts of a portal."""

    bank = SelectField(_l("Ngân hàng"), default="")
    account = StringField(
        _l("Số tài khoản"),
        [Length(max=40)],
        filters=[_account],
        description=_l("Tài khoản của cơ quan; để trống cả hai thì không hiện mã VietQR"),
    )
    holder = StringField(_l("Tên chủ tài khoản"), [Length(max=100)], filters=[_line])
    unit = StringField(
        _l("Tên tổ chức thu"), [InputRequired(_l("Nhập tên tổ chức thu")), Length(max=200)], filters=[_line]
    )
    tax_code = StringField(_l("Mã số thuế"), [Length(max=20)], filters=[_line])
    address = StringField(_l("Địa chỉ"), [Length(max=300)], filters=[_line])
    form_code = StringField(
        _l("Ký hiệu mẫu biên lai"),
        [InputRequired(_l("Nhập ký hiệu mẫu biên lai")), Length(max=12)],
        filters=[_line],
        description=_l("Như đã đăng ký với cơ quan thuế, ví dụ: 01BLP0-001"),
    )
    letters = StringField(
        _l("Hai chữ cái của ký hiệu biên lai"),
        [InputRequired(_l("Nhập hai chữ cái")), Length(max=2)],
        filters=[_line],
        description=_l("Ví dụ AA: ký hiệu năm 2026 là AA-26E"),
    )
    agreed = BooleanField(_l("Đã đối chiếu số tài khoản với giấy của ngân hàng"))

    def offer(self) -> None:
        """Set the banks to choose from."""
        self.bank.choices = [("", _l("Chưa nhận chuyển khoản")), *bank_choices()]
