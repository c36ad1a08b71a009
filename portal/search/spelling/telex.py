"""What an input method leaves when it did not work: "dduowngf", "khai1", "d9a61t"."""

from __future__ import annotations

import re

from portal.search.analysis import syllables
from portal.search.spelling.syllables import SYLLABLES

_VOWEL = "aeiouy"
_TELEX_TONES = frozenset("sfrxj")
_TELEX_PARTS = re.compile(rf"([bcdfghjklmnpqrstvxz]*)([{_VOWEL}w][a-z]*)\Z")
_TELEX_DOUBLES = re.compile(r"([aeo])(.*)\1")  # "aa", and "a" typed again behind the word
_VNI = re.compile(r"[a-z]+(?:[0-9][a-z]*){1,3}\Z")
_VNI_DIGIT = re.compile(rf"(?<=[{_VOWEL}0-9])[0-8]|(?<=[{_VOWEL}cghmnpt])[0-8]|(?<=d)9|(?<=[a-z])9(?=\d*\Z)")


def typed_keys(token: str) -> str | None:
    """The bare syllable that the keys of a Telex or VNI word were meant to write, None if it is no such word."""
    if token.isalpha():
        found = _telex(token)
    else:
        found = _vni(token)
    if found == token:
        return None
    meant = syllables(found)[0]
    return meant if meant in SYLLABLES else None


def _telex(token: str) -> str:
    parts = _TELEX_PARTS.match(token)
    if parts is None:
        return token
    onset, rest = parts.groups()
    onset = onset.replace("dd", "d")
    if rest[-1:] == "d" and onset == "d":  # "duongd"
        rest = rest[:-1]
    if rest[0] == "w":
        rest = f"u{rest[1:]}"
    rest = rest[0] + "".join(char for char in rest[1:] if char not in _TELEX_TONES and char not in "wz")
    rest = _TELEX_DOUBLES.sub(r"\1\2", rest, count=1)
    return onset + rest


def _vni(token: str) -> str:
    if not _VNI.match(token):
        return token
    return _VNI_DIGIT.sub("", token)
