"""References to provisions: "các điểm a, b khoản 2 Điều 5", "từ Điều 5 đến Điều 10", "Chương II", "Phụ lục I"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.legal.structure.numbering import LETTERS, arabic, clause_order

RANK = {"điểm": 1, "khoản": 2, "điều": 3, "tiểu mục": 4, "mục": 5, "chương": 6, "phần": 7, "phụ lục": 7}
_LETTER = (
    r"[a-zđ]\d{0,2}(?![\w])|\d{1,2}(?:\.\d{1,2})+(?![\d])"
    # Circulars without articles number their points; elsewhere "điểm 5" is a mark or a place.
    r"|\d{1,2}(?=,?\s+(?:[Mm]ục\s+[IVX\d]|[Pp]hần\s+[A-HIV]|Thông tư|của Thông tư))"
)
_CLAUSE = r"\d{1,3}[a-zđ]?(?![\w./]|\s?%)|\d{1,3}[a-zđ]?(?=[.](?:\s|$))"
_ARTICLE = r"\d{1,4}[a-zđ]?\d?(?![\w/]|\.\d|\s?%)"
_ROMAN = (
    r"(?:[IVXLC]{1,7}[a-zđ]?(?![\w/])|\d{1,3}[a-zđ]?(?![\w/])|[A-HĐ](?![\w/])"
    # Sources glue words: "Phụ lục 1hoặc", "Phụ lục IIban hành".
    r"|\d{1,3}(?=[^\W\d_]{2})|[IVX]{1,5}(?=ban|kèm|của))"
)
_NUMBERS = {"điểm": _LETTER, "khoản": _CLAUSE, "điều": _ARTICLE}
_AND = r"\s*(?:,\s*(?:và\s+|hoặc\s+)?|;\s*|\s(?:và|hoặc|hay|đến|tới)\s+|\s?[-–]\s?)"


def _item(unit: str, words: str, number: str) -> str:
    name = unit.replace(" ", "_")
    this = r"này(?![\w])"
    many = rf"(?:{number})(?:{_AND}(?:{number}))*"
    return rf"(?P<{name}>(?:[Cc]ác\s+)?(?:{words})\s+(?:thứ\s+)?(?:số\s+)?(?P<{name}_no>{this}|{many}))"


_ITEM = re.compile(
    r"(?<![\w])(?:"
    + "|".join(
        [
            _item("điểm", "điểm|Điểm|tiết|Tiết", _LETTER),
            _item("khoản", "khoản|Khoản", _CLAUSE),
            _item("điều", "Điều|điều", _ARTICLE),
            _item("tiểu mục", "[Tt]iểu mục", _ROMAN),
            _item("mục", "Mục|mục", _ROMAN),
            _item("chương", "Chương|chương", _ROMAN),
            _item("phần", r"Phần|phần(?=\s+(?:[A-H]|[IVX]+)\b)", rf"[Tt]hứ\s+\w+|{_ROMAN}"),
            r"(?P<phụ_lục>(?:[Cc]ác\s+)?(?:Phụ lục|phụ lục(?=\s+(?:số\s+)?[IVXLC\d]))"
            rf"(?:\s+(?:số\s+)?(?P<phụ_lục_no>này(?![\w])|{_ROMAN}(?:{_AND}{_ROMAN})*))?)",
        ]
    )
    + ")"
)
_BETWEEN = re.compile(
    r"\s*(?:,\s*(?:và\s+|hoặc\s+|hay\s+)?|;\s*(?:và\s+|hoặc\s+)?|(?:và|hoặc|hay|của|tại|thuộc|đến|tới|cùng|với|–|-)\s+)?(?:(?:của|tại|hoặc|từ)\s+)?"
)
_RANGE = re.compile(r"\s*(?:đến|tới|-|–)\s*")


@dataclass(frozen=True)
class Item:
    """One unit with its numbers: ("điểm", ("a", "b")); number "này" for the one that the text stands in."""

    unit: str
    numbers: tuple[str, ...]
    start: int
    end: int

    @property
    def rank(self) -> int:
        """From point (1) to part (7)."""
        return RANK[self.unit]


def items(text: str) -> list[Item]:
    """Every unit with its numbers that the text mentions, in order."""
    found = []
    for match in _ITEM.finditer(text):
        unit = str(match.lastgroup or "").removesuffix("_no")
        unit = next(name for name in RANK if match.groupdict().get(name.replace(" ", "_")))
        written = match.group(f"{unit.replace(' ', '_')}_no") or ""
        found.append(Item(unit, _numbers(unit, written), match.start(), match.end()))
    return found


def are_joined(text: str, first: Item, second: Item) -> bool:
    """Whether two neighbouring items are parts of one reference: only joining words stand between them."""
    match = _BETWEEN.fullmatch(text, first.end, second.start)
    return match is not None


def is_range(text: str, first: Item, second: Item) -> bool:
    """Whether "from first to second" is meant ("từ Điều 5 đến Điều 10")."""
    return bool(_RANGE.fullmatch(text, first.end, second.start)) and first.unit == second.unit


def _numbers(unit: str, written: str) -> tuple[str, ...]:
    if written.strip() == "này" or not written:
        return (written.strip(),)
    pattern = _NUMBERS.get(unit, rf"[Tt]hứ\s+\w+|{_ROMAN}")
    numbers: list[str] = []
    last_end = 0
    for match in re.finditer(pattern, written):
        between = written[last_end : match.start()]
        if numbers and _RANGE.fullmatch(between):
            numbers.extend(between_numbers(unit, numbers[-1], match.group())[1:])
        else:
            numbers.append(match.group())
        last_end = match.end()
    return tuple(numbers) or (written.strip(),)


def between_numbers(unit: str, first: str, last: str) -> list[str]:
    """All numbers from first to last, both included; the two alone where they cannot be counted."""
    if unit == "điểm" and first in LETTERS and last in LETTERS and LETTERS.index(first) < LETTERS.index(last):
        return LETTERS[LETTERS.index(first) : LETTERS.index(last) + 1]
    low, high = clause_order(arabic(first))[0], clause_order(arabic(last))[0]
    if 0 < low < high <= low + 200:
        return [first, *(str(number) for number in range(low + 1, high)), last]
    return [first, last]


def anchor_part(unit: str, number: str) -> str:
    """ "dieu-5", "diem-dd", "chuong-2", "phu-luc-1"."""
    names = {
        "điểm": "diem",
        "khoản": "khoan",
        "điều": "dieu",
        "tiểu mục": "tieu-muc",
        "mục": "muc",
        "chương": "chuong",
        "phần": "phan",
        "phụ lục": "phu-luc",
    }
    if unit == "điểm" and number.isdigit():
        unit = "khoản"
    no = number if unit in {"điểm", "khoản", "điều"} else arabic(number)
    return f"{names[unit]}-{no.lower().replace('đ', 'dd').replace('.', '-')}".rstrip("-").replace(" ", "-")
