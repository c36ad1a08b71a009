"""Letters of Vietnamese for character classes of patterns: a range such as "à-ỹ" would hold capitals too."""

from __future__ import annotations

import unicodedata

_MARKS = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
_VOWELS = "aăâeêioôơuưy"
SMALL = "a-zđ" + "".join(
    unicodedata.normalize("NFC", vowel + mark)
    for vowel in _VOWELS
    for mark in _MARKS
    if mark or vowel in "ăâêôơư"
)
CAPITAL = "A-ZĐ" + SMALL.removeprefix("a-zđ").upper()
