"""The number of a citizen's identity card (số định danh cá nhân): twelve digits that say something of the person.

Decree 137/2015/NĐ-CP, article 13 (kept by Decree 70/2024/NĐ-CP) and Circular 59/2021/TT-BCA, article 4: three digits
of the province where the birth was registered, one of century and gender (0 and 1: men and women born 1900 to 1999, 2
and 3: 2000 to 2099, …), two of the year of birth, six at random. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_CODES = (
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 "
    "034 035 036 037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 "
    "067 068 070 072 074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095 096"
)
PROVINCES = frozenset(_CODES.split())
"""The 63 codes that numbers have been given out with; merging provinces changed nobody's number."""

NOT_TWELVE, OLD_CARD, NO_PROVINCE, NOT_BORN_YET, OTHER_YEAR = "length", "old", "province", "future", "year"
_TWELVE, _NINE = re.compile(r"[0-9]{12}\Z"), re.compile(r"[0-9]{9}\Z")
_SPACING = re.compile(r"[\s.\-]+")


@dataclass(frozen=True)
class Number:
    """What a number says: the year of birth and whether the person is a woman."""

    text: str
    year: int
    woman: bool


class InvalidNumber(ValueError):
    """The text is nobody's number; `reason` is one of the constants above."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_number(typed: str, on: date, born: date | None = None) -> Number:
    """The number that somebody typed on a day, held against the birth where that is known. Raises InvalidNumber."""
    text = _SPACING.sub("", typed)
    if not _TWELVE.match(text):
        raise InvalidNumber(OLD_CARD if _NINE.match(text) else NOT_TWELVE)
    if text[:3] not in PROVINCES:
        raise InvalidNumber(NO_PROVINCE)
    century, woman = divmod(int(text[3]), 2)
    year = 1900 + century * 100 + int(text[4:6])
    if year > on.year:
        raise InvalidNumber(NOT_BORN_YET)
    if born is not None and born.year != year:
        raise InvalidNumber(OTHER_YEAR)
    return Number(text, year, bool(woman))


def veiled_number(text: str) -> str:
    """So much of a number that its owner knows it again."""
    return f"••• ••• ••• {text[-3:]}" if text else ""
