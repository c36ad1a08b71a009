"""From the spelling of the analysis back to the one that offices write."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0309\u0303\u0323"
_PARTS = re.compile(r"(gi(?=[aăâeêoôơuưy])|qu|[bcdđghklmnpqrstvx]*)([aăâeêioôơuưy]*)(.*)\Z")
_MARKED = "ăâêôơư"
_FINAL_Y = re.compile(r"(?:ki|li|hi|mĩ|tỉ|qu[iíìỉĩị]|[kl][íìỉĩị]|hỉ|ti)\Z")
"""Syllables in which offices write y, in all or nearly all of their words: "ký", "lý", "quỹ", "công ty", "hy vọng"."""


@lru_cache(maxsize=4096)
def official(token: str) -> str:
    """An exact token as official texts write it: "kí" → "ký", "gỉai" → "giải", "tóan" → "toán"; "hòa" stays."""
    if token.isascii() and not token.endswith("i"):
        return token
    parts = unicodedata.normalize("NFD", token)
    tone = next((char for char in parts if char in _TONES), "")
    plain = unicodedata.normalize("NFC", "".join(char for char in parts if char not in _TONES))
    match = _PARTS.match(plain)
    if match is None or not match[2]:
        return token
    onset, vowels, end = match.groups()
    place = _place(vowels, end)
    vowel = unicodedata.normalize("NFC", vowels[place] + tone)
    placed = onset + vowels[:place] + vowel + vowels[place + 1 :] + end
    if _FINAL_Y.match(placed):
        return unicodedata.normalize("NFC", f"{placed[:-1]}y{tone}")
    return placed


def _place(vowels: str, end: str) -> int:
    """Which of the vowels bears the tone."""
    marked = [at for at, vowel in enumerate(vowels) if vowel in _MARKED]
    if marked:
        return marked[-1]
    if len(vowels) == 2:
        return 1 if end else 0
    return min(1, len(vowels) - 1)


def in_case_of(typed: str, token: str) -> str:
    """`token` in capitals where `typed` is, or with a capital where `typed` has one."""
    if len(typed) > 1 and typed.isupper():
        return token.upper()
    return token[:1].upper() + token[1:] if typed[:1].isupper() else token
