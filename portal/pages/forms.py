"""What the form of a standing page accepts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from portal.pages.mandatory import SECTIONS


class PageForm(FlaskForm):
    """A standing page; choices of the parent are set by the screen."""

    title = StringField(_l("Tiêu đề"), [InputRequired(_l("Nhập tiêu đề")), Length(max=300)])
    summary = TextAreaField(_l("Tóm tắt"), [Length(max=1000)])
    body = TextAreaField(_l("Nội dung"), [Length(max=500_000)])
    parent_id = SelectField(_l("Nằm dưới trang"), coerce=int)
    section = SelectField(
        _l("Mục bắt buộc theo Nghị định 42/2022/NĐ-CP"),
        choices=[("", _l("Không"))] + [(one.code, one.title) for one in SECTIONS],
        validate_choice=False,
    )
    position = IntegerField(_l("Thứ tự"), [NumberRange(0, 9999, _l("Thứ tự là số từ 0 đến 9999"))], default=0)
