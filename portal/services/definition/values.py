"""One answer: from what was typed, judged, and in words. What can't be read stays as it was typed, so that the form
shows it again; judging it tells why."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from portal.clock import today
from portal.digits import whole_number
from portal.services.definition.conditions import is_empty
from portal.services.definition.shapes import Field

ADDRESS_PARTS = ("detail", "commune", "province")
LONGEST_LINE, LONGEST_NAME, LONGEST_TEXT = 300, 120, 5000
MOST_NUMBER = 10_000_000_000_000
OLDEST = date(1880, 1, 1)
_NEVER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_BREAKS = re.compile(r"[\r\n\t\u2028\u2029]+")
_DAY = re.compile(r"(\d{1,2})[ ./-]+(\d{1,2})[ ./-]+(\d{4})\Z", re.ASCII)
_DAY_CLOSE = re.compile(r"(\d{2})(\d{2})(\d{4})\Z", re.ASCII)
_NAME = re.compile(r"[^\W\d_]+(?:[ '.’-]+[^\W\d_]+)*\.?\Z")
_PHONE = re.compile(r"0(?:[35789]\d{8}|2\d{9})\Z", re.ASCII)
_EMAIL = re.compile(r"[^@\s,;<>\"'()]{1,64}@[^@\s,;<>\"'()]{1,185}\.[^@\s,;<>\"'()]{2,}\Z")
_GROUPED = re.compile(r"\d{1,3}(?:([.,\s])\d{3})(?:\1\d{3})*\Z", re.ASCII)
_IDENTITY = re.compile(r"[0-9]{9}|[0-9]{12}")


def line(text: str) -> str:
    """One line without control characters, in NFC, single spaces."""
    return " ".join(_BREAKS.sub(" ", _NEVER.sub("", unicodedata.normalize("NFC", text))).split())


def _paragraphs(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"\n{3,}", "\n\n", _NEVER.sub("", unicodedata.normalize("NFC", plain))).strip()


def _day(text: str) -> str:
    found = _DAY.match(text) or _DAY_CLOSE.match(text)
    if found is None:
        return text
    try:
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    except ValueError:
        return text


def _number(text: str) -> int | str:
    bare = re.sub(r"\s*(?:đồng|đ|vnđ|vnd)\Z", "", text, flags=re.IGNORECASE)
    if _GROUPED.match(bare):
        bare = re.sub(r"[.,\s]", "", bare)
    found = whole_number(bare, MOST_NUMBER)
    return text if found is None else found


def _digits(text: str) -> str:
    bare = re.sub(r"[ .\-()]", "", text)
    return bare if bare.isascii() and bare.lstrip("+").isdigit() else text


def _phone(text: str) -> str:
    bare = _digits(text)
    return "0" + bare.removeprefix("+").removeprefix("84") if re.match(r"\+?84\d{9,10}\Z", bare) else bare


def as_read(one: Field, typed: str) -> Any:
    """The answer that a typed text gives, for kinds of one value: text, int (number, money), bool (yes-no)."""
    bound = typed[: LONGEST_TEXT * 2]
    if one.kind == "long-text":
        return _paragraphs(bound)
    text = line(bound)
    if one.kind == "yes-no":
        return {"co": True, "khong": False}.get(text, "")
    act: Callable[[str], Any] | None = _READ.get(one.kind)
    return act(text) if act and text else text


_READ: dict[str, Callable[[str], Any]] = {
    "date": _day,
    "number": _number,
    "money": _number,
    "identity": _digits,
    "phone": _phone,
    "email": lambda text: text.replace(" ", ""),
}


def wrong_with(one: Field, answer: Any) -> str:
    """Why this answer can't stand, in a sentence that tells what to do; "" if it can. Rows are looked at by whoever
    knows their columns; an empty answer is right here."""
    if is_empty(answer):
        return ""
    judge = _JUDGES.get(one.kind)
    return judge(one, answer) if judge else ""


def _wrong_text(one: Field, answer: Any) -> str:
    if not isinstance(answer, str):
        return _("Hãy điền bằng chữ.")
    if one.kind == "person-name":
        most = LONGEST_NAME
    else:
        most = one.most or (LONGEST_TEXT if one.kind == "long-text" else LONGEST_LINE)
    if len(answer) > most:
        return _("Dài quá %(most)s ký tự, hãy rút gọn.", most=most)
    if one.least and len(answer) < one.least:
        return _("Ngắn quá, cần ít nhất %(least)s ký tự.", least=one.least)
    if one.kind == "person-name" and not (_NAME.match(answer) and len(answer) > 1):
        return _("Họ tên chỉ gồm chữ, ví dụ: Nguyễn Thị Hoa.")
    return ""


def _wrong_day(one: Field, answer: Any) -> str:
    try:
        day = date.fromisoformat(answer) if isinstance(answer, str) and len(answer) == 10 else None
    except ValueError:
        day = None
    if day is None:
        return _("Ghi ngày, tháng, năm, ví dụ: 05/03/1990.")
    first, last = _bound(one.earliest) or OLDEST, _bound(one.latest)
    if last is not None and day > last:
        if one.latest == "today":
            return _("Ngày này chưa tới. Hãy kiểm tra lại.")
        return _("Phải là ngày %(day)s hoặc trước đó.", day=f"{last:%d/%m/%Y}")
    if day < first:
        return _("Phải là ngày %(day)s hoặc sau đó.", day=f"{first:%d/%m/%Y}")
    return _("Năm không đúng. Hãy kiểm tra lại.") if day.year > today().year + 100 else ""


def _bound(text: str) -> date | None:
    if not text:
        return None
    return today() if text == "today" else date.fromisoformat(text)


def _wrong_number(one: Field, answer: Any) -> str:
    if not isinstance(answer, int) or isinstance(answer, bool):
        return _("Chỉ ghi số, ví dụ: 2.")
    if one.least is not None and answer < one.least:
        return _("Ít nhất là %(least)s.", least=grouped(one.least))
    most = MOST_NUMBER if one.most is None else one.most
    return _("Nhiều nhất là %(most)s.", most=grouped(most)) if answer > most else ""


def _wrong_choice(one: Field, answer: Any) -> str:
    values = {option.value for option in one.options}
    given = answer if isinstance(answer, list) else [answer]
    if isinstance(answer, list) != (one.kind == "many") or not all(
        isinstance(value, str) and value in values for value in given
    ):
        return _("Hãy chọn trong các lựa chọn có sẵn.")
    return ""


def _wrong_yes_no(_one: Field, answer: Any) -> str:
    return "" if isinstance(answer, bool) else _("Hãy chọn Có hoặc Không.")


def _wrong_identity(_one: Field, answer: Any) -> str:
    """Decree 137/2015/NĐ-CP, article 13: three digits of the province, one of century and sex, two of the year."""
    text = answer if isinstance(answer, str) else ""
    if not _IDENTITY.fullmatch(text):
        return _("Số căn cước có 12 chữ số (số chứng minh nhân dân cũ có 9 chữ số).")
    if len(set(text)) == 1:
        return _("Số này không đúng. Hãy chép lại theo thẻ căn cước.")
    if len(text) == 12:
        century, year = int(text[3]) // 2, int(text[4:6])
        born = 1900 + 100 * century + year
        if not 1 <= int(text[:3]) <= 96 or born > today().year:
            return _("Số này không đúng. Hãy chép lại theo thẻ căn cước.")
    return ""


def _wrong_phone(_one: Field, answer: Any) -> str:
    if isinstance(answer, str) and _PHONE.match(answer):
        return ""
    return _("Số điện thoại bắt đầu bằng 0, di động có 10 chữ số, ví dụ: 0905 123 456.")


def _wrong_email(_one: Field, answer: Any) -> str:
    if isinstance(answer, str) and len(answer) <= 254 and _EMAIL.match(answer):
        return ""
    return _("Thư điện tử chưa đúng dạng, ví dụ: ten@example.vn.")


def _wrong_address(one: Field, answer: Any) -> str:
    parts = answer if isinstance(answer, dict) else {"": answer}
    if not set(parts) <= set(ADDRESS_PARTS) or not all(isinstance(text, str) for text in parts.values()):
        return _("Hãy ghi địa chỉ vào từng ô.")
    if any(len(text) > LONGEST_LINE for text in parts.values()):
        return _("Dài quá %(most)s ký tự, hãy rút gọn.", most=LONGEST_LINE)
    if not (parts.get("commune") and parts.get("province")):
        return _("Ghi đủ xã (phường) và tỉnh (thành phố).")
    return ""


_JUDGES: dict[str, Callable[[Field, Any], str]] = {
    "text": _wrong_text,
    "long-text": _wrong_text,
    "person-name": _wrong_text,
    "date": _wrong_day,
    "number": _wrong_number,
    "money": _wrong_number,
    "choice": _wrong_choice,
    "many": _wrong_choice,
    "yes-no": _wrong_yes_no,
    "identity": _wrong_identity,
    "phone": _wrong_phone,
    "email": _wrong_email,
    "address": _wrong_address,
}


FIRST_GROUPED = 10_000
"""Numbers from here on are grouped in words; smaller ones may be years ("1995"), which never are."""


def grouped(number: int) -> str:
    """A number with dots between thousands: 1.250.000."""
    return f"{number:,}".replace(",", ".")


def yes_or_no(answer: bool) -> str:
    """An answer of a field of kind "yes-no". Elsewhere "Không" says that there is none: other languages tell the two
    apart."""
    return pgettext("answer", "Có") if answer else pgettext("answer", "Không")


def in_words(one: Field, answer: Any) -> str:
    """An answer as people read it: a day as 05/03/1990, an amount in đồng, a choice by its label; "" for none."""
    if is_empty(answer):
        return ""
    if one.kind in ("choice", "many"):
        labels = {option.value: option.label for option in one.options}
        given = answer if isinstance(answer, list) else [answer]
        return "; ".join(labels.get(value, str(value)) for value in given if isinstance(value, str))
    if isinstance(answer, bool):
        return yes_or_no(answer)
    if isinstance(answer, int):
        if one.kind == "money":
            return _("%(amount)s đồng", amount=grouped(answer))
        return grouped(answer) if answer >= FIRST_GROUPED else str(answer)
    if one.kind == "address" and isinstance(answer, dict):
        return ", ".join(str(answer[part]) for part in ADDRESS_PARTS if answer.get(part))
    if one.kind == "rows":
        count = len(answer) if isinstance(answer, list) else 0
        return ngettext("%(num)s dòng", "%(num)s dòng", count)
    if one.kind == "date" and isinstance(answer, str) and not _wrong_day(Field("", ""), answer):
        return f"{date.fromisoformat(answer):%d/%m/%Y}"
    return str(answer)


def as_typed(one: Field, answer: Any) -> str:
    """An answer as it stands in its input; reading it again gives the same answer."""
    if isinstance(answer, bool):
        return "co" if answer else "khong"
    return "" if is_empty(answer) else in_words(one, answer) if one.kind == "date" else str(answer)
