"""The form by which a task is given."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation, ValidationError

from portal.exchange.tasks.files import MOST
from portal.exchange.tasks.models import COUNT, NORMAL, ONCE, PERCENT, TEXT_LENGTH, WEEKLY
from portal.exchange.tasks.settling import present_day
from portal.exchange.tasks.wording import IMPORTANCE, WEEKDAYS
from portal.web.form_fields import MultiCheckboxField


def _counted_out_of(form: Any, field: Any) -> None:
    """Pieces are counted out of a total."""
    if form.measure.data == COUNT and not any(field.raw_data or []):
        raise StopValidation(_("Ghi tổng số cần làm, ví dụ 120"))


class TaskForm(FlaskForm):
    """A task; choices of offices and people are set by the view."""

    once = HiddenField()
    title = StringField(
        _l("Nhiệm vụ"),
        [InputRequired(_l("Ghi việc phải làm")), Length(max=300, message=_l("Dài quá 300 ký tự"))],
        description=_l("Một câu nêu rõ việc phải làm. Ví dụ: Rà soát hộ nghèo, hộ cận nghèo năm 2026"),
    )
    text = TextAreaField(
        _l("Nội dung, yêu cầu"), [Length(max=TEXT_LENGTH, message=_l("Dài quá 4.000 ký tự. Hãy rút gọn."))]
    )
    wanted = TextAreaField(
        _l("Kết quả phải có"),
        [Length(max=1000, message=_l("Dài quá 1.000 ký tự"))],
        description=_l("Ví dụ: báo cáo bằng văn bản và danh sách theo mẫu kèm theo"),
    )
    portals = MultiCheckboxField(_l("Giao cho các xã, thị trấn"), coerce=int)
    people = MultiCheckboxField(_l("Giao cho người trong cơ quan"), coerce=int)
    due = DateField(_l("Hạn hoàn thành"), [InputRequired(_l("Chọn ngày hết hạn"))])
    importance = RadioField(
        _l("Mức độ"),
        coerce=int,
        default=NORMAL,
        choices=[(code, label) for code, (label, _tone) in IMPORTANCE.items()],
    )
    rhythm = RadioField(
        _l("Báo cáo"),
        default=ONCE,
        choices=[(ONCE, _l("Một lần, khi hoàn thành")), (WEEKLY, _l("Hằng tuần cho đến khi hoàn thành"))],
    )
    weekday = SelectField(
        _l("Ngày báo cáo hằng tuần"),
        coerce=int,
        default=4,
        choices=list(enumerate(WEEKDAYS)),
    )
    measure = RadioField(
        _l("Đo tiến độ bằng"),
        default=PERCENT,
        choices=[(PERCENT, _l("Phần trăm")), (COUNT, _l("Số lượng đã làm trên tổng số"))],
    )
    total = IntegerField(
        _l("Tổng số"),
        [_counted_out_of, Optional(), NumberRange(1, 10_000_000, _l("Ghi từ 1 đến 10.000.000"))],
    )
    unit = StringField(
        _l("Đơn vị tính"),
        [Length(max=40, message=_l("Dài quá 40 ký tự"))],
        description=_l("Ví dụ: hộ, km, hồ sơ"),
    )
    files = MultipleFileField(
        _l("Tệp kèm theo"), description=_l("Mẫu biểu, phụ lục. PDF, Word, Excel hoặc ảnh, nhiều nhất 5 tệp.")
    )

    def validate_due(self, field: Any) -> None:
        """A task is due today or later."""
        if field.data and field.data < present_day():
            raise ValidationError(_("Chọn ngày từ hôm nay trở đi"))

    def validate_portals(self, field: Any) -> None:
        """Somebody gets it."""
        if not field.data and not self.people.data:
            raise ValidationError(_("Chọn ít nhất một nơi nhận hoặc một người"))

    def validate_files(self, field: Any) -> None:
        """Not too many files."""
        if len([one for one in field.data or [] if getattr(one, "filename", "")]) > MOST:
            raise ValidationError(_("Kèm nhiều nhất %(most)s tệp", most=MOST))
