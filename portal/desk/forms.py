"""What the sign-in and account forms accept."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Regexp

from portal.accounts.service import MINIMUM_PASSWORD

COLOUR = r"#[0-9a-fA-F]{6}\Z"


class SignInForm(FlaskForm):
    """E-mail and password."""

    email = StringField(_l("Thư điện tử"), [InputRequired(_l("Nhập thư điện tử của bạn")), Length(max=254)])
    password = PasswordField(_l("Mật khẩu"), [InputRequired(_l("Nhập mật khẩu")), Length(max=256)])


class PasswordForm(FlaskForm):
    """Change one's own password."""

    old = PasswordField(_l("Mật khẩu hiện tại"), [InputRequired(_l("Nhập mật khẩu hiện tại"))])
    new = PasswordField(
        _l("Mật khẩu mới"),
        [
            InputRequired(_l("Nhập mật khẩu mới")),
            Length(min=MINIMUM_PASSWORD, max=256, message=_l("Mật khẩu mới cần ít nhất 10 ký tự")),
        ],
    )
    again = PasswordField(_l("Nhập lại mật khẩu mới"), [EqualTo("new", _l("Hai lần nhập không giống nhau"))])


class PersonForm(FlaskForm):
    """Add a person to a portal, or give them a role."""

    name = StringField(_l("Họ và tên"), [InputRequired(_l("Nhập họ và tên")), Length(max=120)])
    email = StringField(
        _l("Thư điện tử"),
        [
            InputRequired(_l("Nhập thư điện tử")),
            Regexp(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+\Z", message=_l("Thư điện tử chưa đúng dạng")),
            Length(max=254),
        ],
    )
    role = SelectField(_l("Vai trò"))


class TenantForm(FlaskForm):
    """Contact and look of a portal."""

    address = StringField(_l("Địa chỉ trụ sở"), [Length(max=300)])
    telephone = StringField(_l("Điện thoại"), [Length(max=40)])
    hotline = StringField(_l("Đường dây nóng"), [Length(max=40)])
    email = StringField(_l("Thư điện tử"), [Length(max=200)])
    theme = SelectField(_l("Giao diện"))
    primary_colour = StringField(_l("Màu chính"), [Regexp(COLOUR, message=_l("Màu có dạng #8b1a1a"))])
    accent_colour = StringField(_l("Màu nhấn"), [Regexp(COLOUR, message=_l("Màu có dạng #c8811a"))])
