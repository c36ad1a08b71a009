"""What the form of a mandatory section accepts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import HiddenInput


class DutyForm(FlaskForm):
    """A portal's correction of a section; an empty field keeps what the list says."""

    owner = SelectField(_l("Người phụ trách"), [Optional()], filters=[lambda text: text or ""])
    office = StringField(_l("Bộ phận phụ trách"), [Length(max=120)])
    days = IntegerField(
        _l("Thời hạn đăng sau khi có thay đổi (ngày)"),
        [Optional(), NumberRange(0, 3650, message=_l("Nhập số ngày từ 0 đến 3650"))],
    )
    every = IntegerField(
        _l("Làm mới hoặc xác nhận sau mỗi (ngày)"),
        [Optional(), NumberRange(1, 3650, message=_l("Nhập số ngày từ 1 đến 3650"))],
    )
    source = StringField(_l("Căn cứ"), [Length(max=200)])
    excused = StringField(
        _l("Lý do không áp dụng"),
        [Length(max=300)],
        description=_l(
            "Chỉ điền khi cổng không phải có mục này. Mục được ghi “Không áp dụng” trong báo cáo."
        ),
    )
    version = IntegerField(widget=HiddenInput())
