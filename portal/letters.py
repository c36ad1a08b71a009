"""Letters of Vietnamese for character classes of patterns: a range such as "à-ỹ" would hold capitals too."""

from __future__ import annotations

import unicodedata

_LATIN = [chr(code) for code in (*range(0x41, 0x250), *range(0x1EA0, 0x1EFA))]
LOWER = "".join(letter for letter in _LATIN if letter.islower())
UPPER = "".join(letter for letter in _LATIN if letter.isupper())


def without_accents(text: str) -> str:
    """A text as people type it without accents: small letters, đ as d, single spaces ("Giấy  khai" → "giay khai")."""
    parts = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(one for one in parts if not unicodedata.combining(one)).split())
