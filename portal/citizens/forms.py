"""What the forms of citizens' accounts accept; each with the token against forms of other sites."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from portal.citizens.contacts import Contact, InvalidContact, read_contact

_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile(r"[\r\n\t\u0085\u2028\u2029]+")
_DAY = re.compile(r"\s*(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4})\s*\Z", re.ASCII)
LONGEST_TEXT = 4000
WORD = "ĐỒNG Ý"
"""What somebody types who leaves."""


def clean_line(text: Any) -> Any:
    """One line without control characters, trimmed, NFC."""
    if not isinstance(text, str):
        return text
    return unicodedata.normalize("NFC", _BREAKS.sub(" ", _NEVER.sub("", text))).strip()


def clean_text(text: Any) -> Any:
    """A text without control characters."""
    return (
        _NEVER.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
        if isinstance(text, str)
        else text
    )


class ContactForm(FlaskForm):
    """Where somebody can be reached. Line breaks are not cleaned away: they are no contact (SAFETY A45)."""

    contact = StringField(
        _l("Thư điện tử hoặc số điện thoại"),
        [
            InputRequired(_l("Nhập thư điện tử hoặc số điện thoại")),
            Length(max=300, message=_l("Dài quá 300 ký tự")),
        ],
    )
    read: Contact | None = None

    def validate_contact(self, field: StringField) -> None:
        """Read it once."""
        try:
            self.read = read_contact(field.data or "")
        except InvalidContact as error:
            raise ValidationError(str(error)) from None


class CodeForm(FlaskForm):
    """The code that was sent."""

    code = StringField(
        _l("Mã 6 chữ số"),
        [InputRequired(_l("Nhập mã vừa nhận")), Length(max=20, message=_l("Mã gồm 6 chữ số"))],
    )


class TwoCodesForm(FlaskForm):
    """The codes that were sent to the contact of before and to the new one."""

    old_code = StringField(
        _l("Mã gửi tới liên hệ đang dùng"),
        [InputRequired(_l("Nhập mã vừa nhận")), Length(max=20, message=_l("Mã gồm 6 chữ số"))],
    )
    new_code = StringField(
        _l("Mã gửi tới liên hệ mới"),
        [InputRequired(_l("Nhập mã vừa nhận")), Length(max=20, message=_l("Mã gồm 6 chữ số"))],
    )


class ConsentForm(FlaskForm):
    """Agreeing: an act of one's own, never ticked beforehand."""

    consent = BooleanField(
        _l("Tôi đã đọc và đồng ý"),
        [InputRequired(_l("Cần đồng ý thì cổng mới được phép giữ thông tin của ông/bà"))],
    )


class ProfileForm(FlaskForm):
    """Who somebody says to be."""

    name = StringField(
        _l("Họ và tên"), [Length(max=120, message=_l("Họ tên dài quá 120 ký tự"))], filters=[clean_line]
    )
    born = StringField(
        _l("Ngày sinh"), [Length(max=40, message=_l("Ngày sinh chưa đúng"))], filters=[clean_line]
    )
    identity = StringField(
        _l("Số định danh cá nhân"),
        [Length(max=40, message=_l("Số định danh gồm 12 chữ số"))],
        filters=[clean_line],
    )
    address = StringField(
        _l("Nơi ở hiện tại"), [Length(max=300, message=_l("Địa chỉ dài quá 300 ký tự"))], filters=[clean_line]
    )

    def validate_born(self, field: StringField) -> None:
        """A day as people write it."""
        if field.data and read_day(field.data) is None:
            raise ValidationError(_l("Ngày sinh ghi như 25/11/1980"))


class VouchedForm(FlaskForm):
    """What who signed in with VNeID may change."""

    address = ProfileForm.address


class CorrectionForm(FlaskForm):
    """A request to an office to correct what it holds."""

    about = SelectField(_l("Dữ liệu cần đính chính"), [InputRequired(_l("Chọn dữ liệu"))])
    text = TextAreaField(
        _l("Chỗ nào chưa đúng, đúng ra là gì"),
        [
            InputRequired(_l("Viết chỗ cần đính chính")),
            Length(max=LONGEST_TEXT, message=_l("Dài quá 4000 ký tự")),
        ],
        filters=[clean_text],
    )


class LeaveForm(FlaskForm):
    """Leaving: the words typed, so that no slip of the thumb does it; without accents too, as many telephones write."""

    word = StringField(
        _l("Gõ chữ ĐỒNG Ý để xác nhận"),
        [
            Regexp(
                re.compile(r"(?:đồng|dong)\s*(?:ý|y)\Z", re.IGNORECASE), message=_l("Gõ đúng hai chữ ĐỒNG Ý")
            )
        ],
        filters=[clean_line],
    )


def read_day(text: str) -> date | None:
    """A day as people write it (25/11/1980), or as machines do; None for anything else."""
    found = _DAY.match(text)
    try:
        return (
            date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text.strip())
        )
    except ValueError:
        return None
