"""Fields that a paper's text proposes: numbers, names, days. Pure; each proposal is looked at by a person.

Identity numbers are checked against their structure (Decree 137/2015/NĐ-CP, art. 13: province, century and sex, year).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from portal.letters import UPPER

IDENTITY = "identity"
FIELDS = (IDENTITY, "full_name", "born_on", "number", "issued_on", "valid_until")
_CODES = """1 2 4 6 8 10 11 12 14 15 17 19 20 22 24 25 26 27 30 31 33 34 35 36 37 38 40 42 44 45 46 48 49 51 52 54 56
58 60 62 64 66 67 68 70 72 74 75 77 79 80 82 83 84 86 87 89 91 92 93 94 95 96"""
PROVINCES = frozenset(int(one) for one in _CODES.split())
_DIGITS = re.compile(r"(?<!\d)(\d(?:[ .]?\d){11})(?!\d)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4})(?!\d)")
_DAY_IN_WORDS = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_NAME_LABELS = re.compile(
    r"(?:họ\s*,?\s*chữ đệm(?:\s*,|\s+và)?\s*tên(?:\s+khai sinh)?|họ và tên(?:\s+khai sinh)?|họ tên|full name)"
    r"(?!\s*,?\s*(?:người|cha|mẹ|vợ|chồng))[^:\n]{0,24}[:;.]?",
    re.IGNORECASE,
)
_NAME = re.compile(rf"\s*((?:[{UPPER}][\w'’]*[ \t]+){{1,5}}[{UPPER}][\w'’]*)")
_BORN = re.compile(
    r"(?:ngày\s*,\s*tháng\s*,\s*năm sinh|ngày sinh|sinh ngày|date of birth)[^\n\d]{0,40}", re.IGNORECASE
)
_VALID = re.compile(r"(?:có giá trị đến|date of expiry|giá trị đến)[^\n\d]{0,40}", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:^|\s)số\s*(?:định danh[^:\n]*|no\.?)?\s*[:.]\s*(\d{1,5}\s*/\s*[\w\-]{2,24}(?:/[\w\-]{1,12})?)", re.I
)
_TITLES = re.compile(r"\b(?:Giới tính|Sex|Ngày|Dân tộc|Quốc tịch|Nam|Nữ|Sinh|Date)\b.*")


def proposed_fields(text: str) -> dict[str, str]:
    """What a text says of whom and when: IDENTITY (12 digits), "full_name", "born_on", "issued_on", "valid_until" (ISO
    8601), "number"; only what was found."""
    flat = unicodedata.normalize("NFC", text)
    found: dict[str, str | None] = {
        IDENTITY: identity_in(flat),
        "full_name": _name(flat),
        "born_on": _after(_BORN, flat),
        "valid_until": _after(_VALID, flat),
        "number": _number(flat),
        "issued_on": _issued(flat),
    }
    return {key: value for key, value in found.items() if value}


def identity_in(text: str) -> str | None:
    """The first number of 12 digits that can be an identity number; None where there is none."""
    for one in _DIGITS.finditer(text):
        digits = re.sub(r"\D", "", one[1])
        if is_identity(digits):
            return digits
    return None


def is_identity(digits: str) -> bool:
    """Whether 12 digits have the structure of an identity number: a province's code, a century and sex that existed."""
    if len(digits) != 12 or not digits.isascii() or not digits.isdigit():
        return False
    century = 1900 + 100 * (int(digits[3]) // 2)
    return int(digits[:3]) in PROVINCES and century + int(digits[4:6]) <= 2100 and int(digits[3]) <= 3


def _name(text: str) -> str | None:
    for label in _NAME_LABELS.finditer(text):
        found = _NAME.match(text, label.end())
        if found is None:
            continue
        name = " ".join(_TITLES.sub("", found[1]).split())
        if len(name.split()) >= 2:
            return name.title() if name.isupper() else name
    return None


def _day(parts: tuple[str, ...]) -> str | None:
    try:
        return date(int(parts[2]), int(parts[1]), int(parts[0])).isoformat()
    except ValueError:
        return None


def _days(text: str) -> list[tuple[int, str]]:
    found = [
        (one.start(), _day(one.groups()))
        for pattern in (_DAY, _DAY_IN_WORDS)
        for one in pattern.finditer(text)
    ]
    return sorted((place, day) for place, day in found if day is not None)


def _after(label: re.Pattern[str], text: str) -> str | None:
    """The day that follows a label closely."""
    for one in label.finditer(text):
        near = [day for place, day in _days(text[one.start() : one.end() + 40]) if place >= 0]
        if near:
            return near[0]
    return None


def _issued(text: str) -> str | None:
    """The day of issue: in words ("ngày … tháng … năm …") near the signature, else the last one written so."""
    found = [_day(one.groups()) for one in _DAY_IN_WORDS.finditer(text)]
    days = [one for one in found if one is not None]
    return days[-1] if days else None


def _number(text: str) -> str | None:
    found = _NUMBER.search(text)
    return re.sub(r"\s", "", found[1]) if found else None
