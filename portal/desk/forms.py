"""What the sign-in and account forms accept."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Optional, Regexp
from wtforms.widgets import HiddenInput

from portal.accounts.service import MINIMUM_PASSWORD
from portal.mail.service import ADDRESS
from portal.web.form_fields import MultiCheckboxField


class SignInForm(FlaskForm):
    """E-mail and password."""

    email = StringField(_l("Thư điện tử"), [InputRequired(_l("Nhập thư điện tử của bạn")), Length(max=254)])
    password = PasswordField(_l("Mật khẩu"), [InputRequired(_l("Nhập mật khẩu")), Length(max=256)])


def _trimmed(text: str | None) -> str | None:
    """What a telephone's keyboard adds around an address is nobody's mistake."""
    return text.strip() if text else text


def _email_rules() -> list[Any]:
    return [
        InputRequired(_l("Nhập thư điện tử")),
        Regexp(ADDRESS, message=_l("Thư điện tử chưa đúng dạng")),
        Length(max=254),
    ]


def _same_again_rules() -> list[Any]:
    return [
        InputRequired(_l("Nhập lại mật khẩu mới")),
        EqualTo("new", _l("Hai lần nhập không giống nhau")),
    ]


def _new_password_rules() -> list[Any]:
    return [
        InputRequired(_l("Nhập mật khẩu mới")),
        Length(min=MINIMUM_PASSWORD, max=256, message=_l("Mật khẩu mới cần ít nhất 10 ký tự")),
    ]


class PasswordForm(FlaskForm):
    """Change one's own password."""

    old = PasswordField(_l("Mật khẩu hiện tại"), [InputRequired(_l("Nhập mật khẩu hiện tại"))])
    new = PasswordField(_l("Mật khẩu mới"), _new_password_rules())
    again = PasswordField(_l("Nhập lại mật khẩu mới"), _same_again_rules())


class ForgottenForm(FlaskForm):
    """Ask for a link to set a new password."""

    email = StringField(_l("Thư điện tử"), _email_rules(), filters=[_trimmed])


class NewPasswordForm(FlaskForm):
    """Set a new password by a link."""

    new = PasswordField(_l("Mật khẩu mới"), _new_password_rules())
    again = PasswordField(_l("Nhập lại mật khẩu mới"), _same_again_rules())


class JoinForm(NewPasswordForm):
    """Take up an invitation as somebody new."""

    name = StringField(_l("Họ và tên"), [InputRequired(_l("Nhập họ và tên")), Length(max=120)])


class KnownPasswordForm(FlaskForm):
    """Something that needs the present password."""

    password = PasswordField(_l("Mật khẩu hiện tại"), [InputRequired(_l("Nhập mật khẩu")), Length(max=256)])


class CodeForm(FlaskForm):
    """A code of the authenticator, or a recovery code."""

    code = StringField(_l("Mã xác thực"), [InputRequired(_l("Nhập mã")), Length(max=40)])


class ConfirmForm(FlaskForm):
    """Who sits there, asked once more: the password, or a code. Names of fields that no form has which it keeps."""

    password = PasswordField(_l("Mật khẩu của bạn"), [Length(max=256)], name="xac-nhan-mat-khau")
    code = StringField(_l("Hoặc mã xác thực"), [Length(max=40)], name="xac-nhan-ma")


class PasskeyForm(FlaskForm):
    """The browser's answer; the script fills it in."""

    credential = HiddenField()


class NewPasskeyForm(PasskeyForm):
    """A passkey that the browser made, and what its owner calls it."""

    name = StringField(_l("Tên khóa"), [Length(max=80)])


class AddAuthenticatorForm(CodeForm):
    """Set up an authenticator on an account that is in use: with the password."""

    password = PasswordField(
        _l("Mật khẩu hiện tại"), [InputRequired(_l("Nhập mật khẩu")), Length(max=256)], id="ung-dung-mat-khau"
    )


class AddPasskeyForm(NewPasskeyForm):
    """Add a passkey to an account that is in use: with the password."""

    password = PasswordField(
        _l("Mật khẩu hiện tại"), [InputRequired(_l("Nhập mật khẩu")), Length(max=256)], id="khoa-mat-khau"
    )


class NameForm(FlaskForm):
    """One's own name."""

    name = StringField(_l("Họ và tên"), [InputRequired(_l("Nhập họ và tên")), Length(max=120)])


class AddressForm(KnownPasswordForm):
    """One's own new address, to be confirmed by a link to it."""

    email = StringField(_l("Thư điện tử mới"), _email_rules(), filters=[_trimmed])


class PersonForm(FlaskForm):
    """Invite or add a person to a portal, with roles."""

    name = StringField(_l("Họ và tên"), [InputRequired(_l("Nhập họ và tên")), Length(max=120)])
    email = StringField(_l("Thư điện tử"), _email_rules(), filters=[_trimmed])
    role = MultiCheckboxField(_l("Vai trò"), [InputRequired(_l("Chọn ít nhất một vai trò"))])


class RoleForm(FlaskForm):
    """Give somebody one more role, in this portal or (for the district) in another."""

    portal = SelectField(_l("Cổng"), [Optional()])
    role = SelectField(_l("Vai trò"))


class LeavingForm(FlaskForm):
    """Who takes over, and why."""

    successor = SelectField(_l("Người nhận bàn giao"), [InputRequired(_l("Chọn người nhận bàn giao"))])
    reason = StringField(_l("Lý do"), [Length(max=200)])


class TenantForm(FlaskForm):
    """How a portal is reached."""

    address = StringField(_l("Địa chỉ trụ sở"), [Length(max=300)])
    telephone = StringField(_l("Điện thoại"), [Length(max=40)])
    hotline = StringField(_l("Đường dây nóng"), [Length(max=40)])
    email = StringField(_l("Thư điện tử"), [Length(max=200)])
    version = IntegerField(widget=HiddenInput())
