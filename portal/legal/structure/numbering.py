"""How units are counted: Arabic and Roman numbers, ordinals in words, the letters of points."""

from __future__ import annotations

import re

from portal.digits import whole_number

LETTERS = [
    "a",
    "b",
    "c",
    "d",
    "đ",
    "e",
    "g",
    "h",
    "i",
    "k",
    "l",
    "m",
    "n",
    "o",
    "p",
    "q",
    "r",
    "s",
    "t",
    "u",
    "v",
    "x",
    "y",
]
"""The letters of points in order (Decree 30/2020/NĐ-CP counts by the Vietnamese alphabet, without accents)."""
_ORDINALS = {
    "nhất": 1,
    "một": 1,
    "hai": 2,
    "nhì": 2,
    "ba": 3,
    "tư": 4,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
ROMAN = re.compile(r"(?=[IVXLC])C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")


def roman(number: str) -> int | None:
    """The value of a Roman number up to 399; None for anything else ("IC", "", "5")."""
    if not ROMAN.fullmatch(number):
        return None
    total = 0
    for place, letter in enumerate(number):
        value = _ROMAN[letter]
        following = _ROMAN[number[place + 1]] if place + 1 < len(number) else 0
        total += -value if value < following else value
    return total


def ordinal(words: str) -> int | None:
    """ "thứ hai" → 2, "mười một" → 11, "hai mươi" → 20; None for anything else."""
    parts = words.lower().split()
    if parts[:1] == ["thứ"]:
        parts = parts[1:]
    if not parts or len(parts) > 3:
        return None
    if len(parts) == 1:
        return _ORDINALS.get(parts[0])
    if parts[0] == "mười":
        unit = {"một": 1, "lăm": 5}.get(parts[1]) or _ORDINALS.get(parts[1])
        return 10 + unit if unit and len(parts) == 2 else None
    if parts[1] == "mươi" and parts[0] in _ORDINALS:
        unit = 0 if len(parts) == 2 else {"mốt": 1, "lăm": 5}.get(parts[2]) or _ORDINALS.get(parts[2], -1)
        return _ORDINALS[parts[0]] * 10 + unit if unit is not None and unit >= 0 else None
    return None


def arabic(no: str) -> str:
    """The number of a group as addresses have it: "II" → "2", "thứ nhất" → "1", "IVa" → "4a", "01" → "1", "A" → "a"."""
    text = no.strip()
    letter = ""
    if len(text) > 1 and text[-1] in "abcdđe" and (text[:-1].isdigit() or roman(text[:-1])):
        text, letter = text[:-1], text[-1]
    value = roman(text) or ordinal(text)
    if value is None:
        value = whole_number(text)
    return f"{value}{letter}" if value is not None else f"{text}{letter}".lower()


def clause_order(no: str) -> tuple[int, int, int]:
    """ "2" < "2a" < "2b" < "3"; (number, letter, number after the letter)."""
    match = re.fullmatch(r"(\d{1,4})([a-zđ]?)(\d{0,2})", no)
    if match is None:
        return (0, 0, 0)
    return int(match[1]), LETTERS.index(match[2]) + 1 if match[2] in LETTERS else 0, int(match[3] or 0)


def point_order(no: str) -> tuple[int, int] | None:
    """ "a" < "b" < "b1" < "c" < … < "đ" < "e"; None for a letter that counts nothing (f, j, w, z)."""
    match = re.fullmatch(r"([a-zđ])(\d{0,2})", no)
    if match is None or match[1] not in LETTERS:
        return None
    return LETTERS.index(match[1]), int(match[2] or 0)
