"""Misreading a text as a scanner does: marks lost or mistaken, strokes taken for figures, specks in the margin."""

from __future__ import annotations

import random
import unicodedata

_BY_BASE: dict[str, list[str]] = {}
for _code in (*range(0xC0, 0x200), *range(0x1EA0, 0x1EFA)):
    _letter = chr(_code)
    _base = unicodedata.normalize("NFD", _letter)[0]
    if _base.isascii() and _base != _letter and _base.lower() in "aeiouy":
        _BY_BASE.setdefault(_base, []).append(_letter)

_STROKES = {"1": "lI|]", "0": "Oo", "5": "5S", "8": "8B"}
_SPECKS = ("", ",", ".", "_", "'", "— ", "| ")


def other_marks(letter: str, rng: random.Random) -> str:
    """The vowel with other marks or none."""
    base = unicodedata.normalize("NFD", letter)[0]
    return rng.choice([base, *_BY_BASE.get(base, [])])


def misread(text: str, rng: random.Random, rate: float) -> str:
    """The text with `rate` of its vowels and of the strokes in its dates misread, and specks before some lines."""
    lines = []
    for line in text.split("\n"):
        letters = [
            other_marks(letter, rng)
            if letter.isalpha() and not letter.isascii() and rng.random() < rate
            else letter
            for letter in line
        ]
        letters = ["D" if letter == "Đ" and rng.random() < rate else letter for letter in letters]
        speck = rng.choice(_SPECKS) if rng.random() < rate else ""
        lines.append(speck + "".join(letters))
    return "\n".join(lines)


def misread_figures(text: str, rng: random.Random) -> str:
    """A date or a number with one of its figures taken for a letter."""
    at = [position for position, letter in enumerate(text) if letter in _STROKES]
    if not at:
        return text
    position = rng.choice(at)
    return text[:position] + rng.choice(_STROKES[text[position]]) + text[position + 1 :]
