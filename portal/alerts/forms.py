"""What the form of an urgent notice accepts."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, ValidationError

from portal.alerts.hazards import HAZARDS, LEVELS
from portal.alerts.service import LONGEST_TEXT
from portal.web.form_fields import MultiCheckboxField


class _Instant(DateTimeLocalField):
    """Day and hour in Vietnam; what is none is said in the reader's language."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it. Raises ValueError with what to do."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Chọn ngày giờ, hoặc ghi như 2026-11-30T18:00.")) from error


class AlertForm(FlaskForm):
    """An urgent notice; choices of the portals are set by the view, none where there is nothing below."""

    once = HiddenField()
    version = HiddenField()
    hazard = SelectField(_l("Loại nguy hiểm"), choices=[(one.code, one.name) for one in HAZARDS])
    level = SelectField(_l("Mức độ"), coerce=int, choices=list(LEVELS.items()))
    title = StringField(
        _l("Nội dung chính"),
        [
            InputRequired(_l("Viết điều quan trọng nhất trong một câu")),
            Length(max=160, message=_l("Dài quá 160 ký tự")),
        ],
        description=_l(
            "Một câu, hiện trên đầu mọi trang. Ví dụ: Bão số 12 vào bờ đêm nay, tàu thuyền không ra khơi"
        ),
    )
    area = StringField(
        _l("Nơi áp dụng"),
        [Length(max=200, message=_l("Dài quá 200 ký tự"))],
        description=_l("Ví dụ: các thôn ven biển Tam Hải, Tam Quang; để trống nếu là toàn địa bàn"),
    )
    until = _Instant(
        _l("Hiệu lực đến"),
        [InputRequired(_l("Chọn lúc thông báo tự gỡ xuống"))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        description=_l("Hết giờ này thông báo tự gỡ khỏi đầu trang"),
    )
    text = TextAreaField(
        _l("Người dân cần làm gì"),
        [Length(max=LONGEST_TEXT, message=_l("Dài quá 3.000 ký tự. Hãy rút gọn."))],
        description=_l("Chữ thường, mỗi việc một dòng; đọc được cả khi mạng rất yếu"),
    )
    source = StringField(
        _l("Nguồn tin"),
        [Length(max=160, message=_l("Dài quá 160 ký tự"))],
        description=_l("Ví dụ: Đài Khí tượng Thủy văn khu vực Trung Trung Bộ, bản tin lúc 14 giờ"),
    )
    on_own = BooleanField(_l("Hiện trên cổng này"), default=True)
    portals = MultiCheckboxField(_l("Hiện trên các cổng"), coerce=int)

    def validate_portals(self, field: Any) -> None:
        """At least one portal shows it."""
        if field.choices and not field.data and not self.on_own.data:
            raise ValidationError(_("Chọn ít nhất một cổng để hiện thông báo."))
