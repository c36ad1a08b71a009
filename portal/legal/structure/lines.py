"""How a line that begins a unit of a document looks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.letters import UPPER

_SPACE = r"[ \t\u00a0]"
_ROMAN = r"[IVXLC]{1,8}[a-zđ]?"
_WORDS = (
    r"(?:[Tt]hứ|THỨ)[ \t]+(?:\w+(?:[ \t]+mươi)?(?:[ \t]+(?:một|hai|ba|tư|lăm|sáu|bảy|tám|chín|MỘT|HAI|BA))?)"
)
_UNITS = {
    "Phần": rf"(?:Phần|PHẦN){_SPACE}+(?P<no>{_WORDS}|{_ROMAN}|\d{{1,2}}|[A-H])",
    "Chương": rf"(?:Chương|CHƯƠNG){_SPACE}+(?:(?:thứ|THỨ){_SPACE}+)?(?P<no>{_ROMAN}|\d{{1,3}}[a-zđ]?)",
    "Tiểu mục": rf"(?:Tiểu mục|TIỂU MỤC){_SPACE}+(?P<no>{_ROMAN}|\d{{1,2}}|[A-HĐ])",
    "Mục": rf"(?:Mục|MỤC){_SPACE}+(?P<no>{_ROMAN}|\d{{1,3}}[a-zđ]?|[A-HĐ])",
    "Phụ lục": rf"(?:Phụ lục|PHỤ LỤC)(?:{_SPACE}+(?:(?:số|SỐ){_SPACE}+)?(?P<no>{_ROMAN}|\d{{1,3}}[A-Za-z]?|[A-HĐ]))?",
    "Điều": rf"(?:Điều|ĐIỀU){_SPACE}+(?P<no>\d{{1,4}}[a-zđ]?\d?)",
}
_AFTER = rf"(?:{_SPACE}*[.:]+{_SPACE}*|{_SPACE}*[-–]{_SPACE}+|{_SPACE}+(?=[{UPPER}]|$)|$)(?P<heading>.*)"
_PATTERNS = {unit: re.compile(rf"{_SPACE}*\**{mark}{_AFTER}") for unit, mark in _UNITS.items()}
_OF_A_DOCUMENT = re.compile(
    r"(?:của |Hiến pháp|Bộ luật|Luật|Pháp lệnh|Nghị quyết|Nghị định|Quyết định|Thông tư|Chỉ thị|Quy chế|Quy định)"
)
_CLAUSE_OR_POINT = re.compile(
    r"[ \t]*(?:\d{1,3}(?:\.\d{1,2})*[.)][ \t]|[a-zđ]\d?\)[ \t]?|[IVXLC]{1,6}\.[ \t])"
)


@dataclass(frozen=True)
class UnitLine:
    """The first line of a unit; `heading_at` is where its name begins within the line."""

    unit: str
    no: str
    heading: str
    heading_at: int


def unit_line(line: str) -> UnitLine | None:
    """What unit a line (without its end) begins; None for a line of text.

    "Điều 5. Tên điều", "CHƯƠNG II", "Mục 1: QUY ĐỊNH", "Phần thứ nhất", "PHỤ LỤC SỐ 2". A line of running text that
    happens to begin with "Điều 5 của Luật này" is none: after the number stands a stop, a capital or nothing.
    """
    for unit, pattern in _PATTERNS.items():
        match = pattern.fullmatch(line.rstrip())
        if match is None:
            continue
        heading = match["heading"].strip()
        if unit != "Điều" and _is_sentence(heading):
            return None
        parting = line[match.end("no") : match.start("heading")]
        if unit == "Điều" and not parting.strip() and _OF_A_DOCUMENT.match(heading):
            return None  # a line that was broken within "quy định tại | Điều 20 Luật Cư trú"
        return UnitLine(unit, (match["no"] or "").strip(), heading, match.start("heading"))
    return None


def _is_sentence(heading: str) -> bool:
    """Whether what follows the number of a group is running text and no name ("Chương II Luật này quy định …;")."""
    return heading.endswith((";", ",")) or heading.startswith(("Luật này", "Nghị định này", "Thông tư này"))


def begins_unit(line: str) -> bool:
    """Whether a line begins a unit of any kind, also a clause, a point or a part with a Roman number."""
    return bool(_CLAUSE_OR_POINT.match(line)) or unit_line(line) is not None
