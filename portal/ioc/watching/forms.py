"""What the forms of watching accept."""

from __future__ import annotations

import re
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError
from wtforms.validators import Optional as Maybe

from portal.charts.values import number_text
from portal.ioc.watching.defaults import BELOW, OWN
from portal.ioc.watching.figures import WATCHED
from portal.ioc.watching.models import TOLD_LENGTH, WatchRule
from portal.ioc.watching.service import LONGEST_DAYS, RuleDraft, Wishes
from portal.ioc.watching.values import in_hundredths
from portal.ioc.watching.wording import SEVERITIES

ABOVE, UNDER = "tren", "duoi"
HOLDS = {
    0: _l("Báo ngay"),
    15: _l("15 phút"),
    60: _l("1 giờ"),
    360: _l("6 giờ"),
    1440: _l("1 ngày"),
    4320: _l("3 ngày"),
}
_NUMBER = re.compile(r"-?\d{1,13}(,\d{1,2})?\Z", re.ASCII)


class NumberField(StringField):
    """A number as people write it here: "95", "92,5", "1.250". `data` is a Decimal; what is none is said."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return number_text(float(self.data), 2) if isinstance(self.data, Decimal) else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it. Raises ValueError with what to do."""
        typed = "".join((valuelist[0] if valuelist else "").split())
        plain = (
            typed.replace(".", "") if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", typed, re.ASCII) else typed
        )
        if "." in plain and "," not in plain:
            plain = plain.replace(".", ",")  # a point for a comma
        self.data = None
        if not _NUMBER.match(plain):
            raise ValueError(_("Ghi một số, ví dụ 10 hoặc 92,5."))
        try:
            self.data = Decimal(plain.replace(",", "."))
        except InvalidOperation as error:
            raise ValueError(_("Ghi một số, ví dụ 10 hoặc 92,5.")) from error


class RuleForm(FlaskForm):
    """A rule; choices of figures are grouped by part."""

    version = HiddenField()
    quantity = SelectField(_l("Chỉ số theo dõi"))
    days = IntegerField(
        _l("Cộng trong số ngày"),
        [
            InputRequired(_l("Ghi số ngày")),
            NumberRange(1, LONGEST_DAYS, _l("Ghi số ngày từ 1 đến 366")),
        ],
        description=_l("Tính cả hôm nay. Chỉ số đo hiện trạng (đang quá hạn, còn trống…) thì không cộng."),
    )
    direction = SelectField(
        _l("Cảnh báo khi"),
        choices=[(ABOVE, _l("Bằng hoặc cao hơn ngưỡng")), (UNDER, _l("Bằng hoặc thấp hơn ngưỡng"))],
    )
    threshold = NumberField(_l("Ngưỡng"), [InputRequired(_l("Ghi ngưỡng"))])
    calm = NumberField(
        _l("Hết cảnh báo khi về đến"),
        [InputRequired(_l("Ghi mức hết cảnh báo"))],
        description=_l("Cách ngưỡng một khoảng, để số dao động quanh ngưỡng không báo đi báo lại."),
    )
    hold_minutes = SelectField(_l("Kéo dài trong"), coerce=int, choices=list(HOLDS.items()))
    severity = SelectField(
        _l("Mức độ"),
        coerce=int,
        choices=list(SEVERITIES.items()),
        description=_l("Mức Khẩn được báo cả trong giờ yên lặng của người nhận."),
    )
    units = SelectField(
        _l("Theo dõi"),
        choices=[(OWN, _l("Đơn vị này")), (BELOW, _l("Từng đơn vị trực thuộc"))],
    )
    advice = TextAreaField(
        _l("Việc cần làm khi có cảnh báo"),
        [Length(max=TOLD_LENGTH, message=_l("Dài quá 500 ký tự"))],
    )

    def draft(self) -> RuleDraft:
        """What it says; only after it was found valid."""
        return RuleDraft(
            quantity=self.quantity.data,
            days=self.days.data or 1,
            is_above=self.direction.data == ABOVE,
            threshold=in_hundredths(self.threshold.data or Decimal(0)),
            calm=in_hundredths(self.calm.data or Decimal(0)),
            hold_minutes=self.hold_minutes.data,
            severity=self.severity.data,
            units=self.units.data if self.units is not None else OWN,
            advice=" ".join((self.advice.data or "").split()),
        )


def as_form(rule: WatchRule, words: str) -> dict[str, Any]:
    """A rule as its form shows it; `words` is the advice in force."""
    return {
        "version": rule.version,
        "quantity": rule.quantity,
        "days": rule.days,
        "direction": ABOVE if rule.is_above else UNDER,
        "threshold": Decimal(rule.threshold) / 100,
        "calm": Decimal(rule.calm) / 100,
        "hold_minutes": rule.hold_minutes,
        "severity": rule.severity,
        "units": rule.units,
        "advice": words,
    }


def figure_choices(parts: dict[int, Any]) -> dict[str, list[tuple[str, str]]]:
    """The figures by the names of their parts, each with its unit."""
    found: dict[str, list[tuple[str, str]]] = {}
    for key, figure in WATCHED.items():
        unit = str(figure.shown.name)
        label = f"{figure.label} ({unit})" if unit else str(figure.label)
        found.setdefault(str(parts[figure.reasons[0].part]), []).append((key, label))
    return found


class _Clock(TimeField):
    """A time of day; what is none is said in the reader's language."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it. Raises ValueError with what to do."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Ghi giờ và phút, ví dụ 21:00.")) from error


class WishesForm(FlaskForm):
    """How somebody wants to be told."""

    least = SelectField(
        _l("Báo cho tôi cảnh báo"),
        coerce=int,
        choices=[
            (0, _l("Không báo, tôi tự xem danh sách")),
            (3, _l("Mức Khẩn")),
            (2, _l("Từ mức Cần xử lý")),
            (1, _l("Mọi cảnh báo")),
        ],
    )
    by_mail = BooleanField(_l("Gửi cả thư điện tử"))
    has_quiet = BooleanField(_l("Có giờ yên lặng"))
    quiet_from = _Clock(_l("Yên lặng từ"), [Maybe()])
    quiet_until = _Clock(_l("Yên lặng đến"), [Maybe()])
    briefing = BooleanField(
        _l("Gửi Bản tin buổi sáng qua thư điện tử"),
        description=_l(
            "Lúc 6 giờ 30 các ngày làm việc; thư có tóm tắt và đường dẫn đến bản đầy đủ, bản PDF."
        ),
    )

    def validate_has_quiet(self, field: Any) -> None:
        """Quiet hours have two ends that differ. Raises ValidationError."""
        if not field.data:
            return
        begins, ends = self.quiet_from.data, self.quiet_until.data
        if not (isinstance(begins, time) and isinstance(ends, time)):
            raise ValidationError(_("Ghi giờ bắt đầu và giờ kết thúc, ví dụ 21:00 và 06:00."))
        if begins == ends:
            raise ValidationError(_("Giờ kết thúc phải khác giờ bắt đầu."))

    def wishes(self) -> Wishes:
        """What it says; only after it was found valid."""
        quiet = None
        if self.has_quiet.data:
            begins, ends = self.quiet_from.data, self.quiet_until.data
            assert begins is not None and ends is not None
            quiet = (begins.hour * 60 + begins.minute, ends.hour * 60 + ends.minute)
        return Wishes(self.least.data or None, bool(self.by_mail.data), quiet, bool(self.briefing.data))
