"""A way to reach somebody: an e-mail address or a Vietnamese mobile number, in the form that is kept and compared."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.citizens.models import EMAIL, PHONE
from portal.mail.service import ADDRESS
from portal.sealing.marks import mark

LONGEST = 254  # RFC 5321, 4.5.3.1.3
_SPACING = re.compile(r"[\s.\-()]+")
_NUMBER = re.compile(r"\+?[0-9]{8,14}\Z")
_MOBILE = re.compile(r"\+84(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}\Z")
"""Mobile networks' prefixes of the national numbering plan (Circular 22/2014/TT-BTTTT and later allocations)."""


class InvalidContact(ValueError):
    """The text is neither an e-mail address nor a Vietnamese mobile number; the message says what is expected."""


@dataclass(frozen=True)
class Contact:
    """`kind` is EMAIL or PHONE; `value` is normalised (lower case; +84…)."""

    kind: str
    value: str

    @property
    def mark(self) -> str:
        """What rows are found by."""
        return mark(f"citizen.{self.kind}", self.value)

    @property
    def veiled(self) -> str:
        """So much of it that its owner recognises it, and a stranger learns little."""
        if self.kind == PHONE:
            return f"0•• ••• {self.value[-3:]}"
        user, _at, host = self.value.partition("@")
        return f"{user[:2]}•••@{host}"


def read_contact(text: str) -> Contact:
    """What somebody typed as a contact. Raises InvalidContact."""
    plain = text.strip()
    if "@" in plain:
        if len(plain) <= LONGEST and plain.isascii() and plain.isprintable() and ADDRESS.fullmatch(plain):
            return Contact(EMAIL, plain.lower())
        raise InvalidContact(_("Thư điện tử chưa đúng dạng, ví dụ: ten@example.vn"))
    number = _SPACING.sub("", plain)
    if _NUMBER.match(number):
        number = number.removeprefix("+")
        number = f"+84{number.removeprefix('84') if number.startswith('84') else number.removeprefix('0')}"
        if _MOBILE.fullmatch(number):
            return Contact(PHONE, number)
    raise InvalidContact(
        _("Nhập địa chỉ thư điện tử (ten@example.vn) hoặc số điện thoại di động Việt Nam (0905 123 456)")
    )


def shown_phone(value: str) -> str:
    """A kept number as people write it: 0905 123 456; "" stays "" ."""
    local = f"0{value.removeprefix('+84')}" if value else ""
    return f"{local[:4]} {local[4:7]} {local[7:]}".strip()
