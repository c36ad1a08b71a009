"""Numbers as Vietnamese people write them ("1.234,5"), kept as integers in the smallest unit. Pure; never a float.

Dots stand between thousands, a comma before decimals. What could be read in two ways ("1.5", "1,234" of a whole number)
is refused with what to write instead: a figure that is wrong by a thousand is worse than one that is typed again.
"""

from __future__ import annotations

import re
from decimal import Decimal

from flask_babel import gettext as _

LARGEST = 10**15 - 1
"""The largest figure in its smallest unit: fifteen digits, which a spreadsheet keeps exactly."""

MOST_DECIMALS = 6
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_PLAIN = re.compile(r"\d+\Z", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+\Z", re.ASCII)


class NotANumber(ValueError):
    """What was written cannot be read as a figure; the words say what to write instead."""


def read_number(text: str, decimals: int) -> int | None:
    """The figure that a text writes, in the smallest unit; None for an empty one.

    `decimals` is how many digits the indicator has behind the comma. Raises NotANumber.
    """
    written = _SPACES.sub("", text).replace("\u2212", "-")
    if not written:
        return None
    sign = -1 if written.startswith("-") else 1
    whole, comma, behind = written.removeprefix("-").partition(",")
    if "," in behind or (comma and not _PLAIN.match(behind)):
        raise NotANumber(
            _("Viết số như 1.234,5: dấu chấm giữa hàng nghìn, một dấu phẩy trước phần thập phân.")
        )
    if not (_PLAIN.match(whole) or _GROUPED.match(whole)):
        raise NotANumber(_explained(whole, comma))
    behind = behind.rstrip("0") if len(behind) > decimals else behind
    if len(behind) > decimals:
        raise NotANumber(_too_many(decimals))
    digits = whole.replace(".", "").lstrip("0") + behind.ljust(decimals, "0")
    if len(digits.lstrip("0")) > 15:
        raise NotANumber(_("Số quá lớn: nhiều nhất 15 chữ số."))
    return sign * int(digits or "0")


def _explained(whole: str, comma: str) -> str:
    head, dot, tail = whole.partition(".")
    if dot and not comma and _PLAIN.match(head or "0") and _PLAIN.match(tail) and len(tail) != 3:
        return str(
            _("Không rõ: viết dấu phẩy trước phần thập phân, ví dụ %(number)s.", number=f"{head or 0},{tail}")
        )
    if dot and not whole.strip("0123456789."):
        return str(_("Dấu chấm chỉ đứng giữa hàng nghìn, ví dụ 1.234.567."))
    return str(_("Chỉ ghi số, không ghi chữ hay đơn vị; ví dụ 1.234,5."))


def _too_many(decimals: int) -> str:
    if decimals == 0:
        return str(_("Chỉ tiêu này là số nguyên; dùng dấu chấm giữa hàng nghìn, ví dụ 1.234."))
    return str(_("Nhiều nhất %(count)s chữ số sau dấu phẩy.", count=decimals))


def write_number(value: int | None, decimals: int, *, grouped: bool = True) -> str:
    """A figure as people write it: 12345 with one decimal is "1.234,5"; "" for None."""
    if value is None:
        return ""
    whole, behind = divmod(abs(value), 10**decimals)
    text = f"{whole:,}".replace(",", ".") if grouped else str(whole)
    text = f"{text},{behind:0{decimals}d}" if decimals else text
    return f"-{text}" if value < 0 else text


def exact(value: int, decimals: int) -> Decimal:
    """A figure as the number that it is."""
    return Decimal(value).scaleb(-decimals)


def plain_number(value: int | None, decimals: int) -> str:
    """A figure for machines: "1234.5"; "" for None."""
    return "" if value is None else f"{exact(value, decimals):f}"


def from_decimal(number: Decimal, decimals: int) -> int:
    """The figure of a number, in the smallest unit. Raises NotANumber where it has more decimals, is none, or is too
    large."""
    if not number.is_finite() or abs(number) > LARGEST:
        raise NotANumber(_("Số quá lớn: nhiều nhất 15 chữ số."))
    scaled = number.scaleb(decimals)
    if scaled != scaled.to_integral_value():
        raise NotANumber(_too_many(decimals))
    if abs(scaled) > LARGEST:
        raise NotANumber(_("Số quá lớn: nhiều nhất 15 chữ số."))
    return int(scaled)
