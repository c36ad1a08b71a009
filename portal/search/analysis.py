"""The one analysis of Vietnamese, used at indexing and at asking, so that both speak of the same tokens.

A Vietnamese word is one to four syllables written apart, so a syllable alone says little ("hộ" is in
"hộ khẩu", "bảo hộ", "hộ chiếu") and two neighbours say nearly everything. The analysis therefore gives
syllables and pairs of neighbours, each in two forms: *exact* (accents kept, spelling variants folded)
and *bare* (accents taken off, đ → d), which is what a person types who leaves the accents out.

Every function here is total: any string gives a result, in time proportional to the part that is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from itertools import pairwise

VERSION = 2
"""Raised whenever an entry is indexed under other terms than before: the index is then built anew."""

MAX_TOKEN = 40
"""Characters of one token that are kept; the longest Vietnamese syllable ("nghiêng") has seven."""

MAX_TEXT = 400_000
"""Characters of one text that are read. The longest article in the corpus at hand has 196,055."""

_WORD = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[a-z0-9]+\Z")
_INVISIBLE = re.compile(
    # Soft hyphen, joiners, directions, tags, variation selectors: they stand inside words, unseen.
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_TONES = "\u0300\u0301\u0309\u0303\u0323"
_FINAL_Y = re.compile(r"(?:[hklmstv]|qu)[yýỳỷỹỵ]\Z")
_Y_TO_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")


def _tone_places() -> dict[str, str]:
    """Where a tone stands on two vowels, each way to write it → ours: "oà" → "òa", "uỷ" → "ủy".

    The u of "qu" and the i of "gi" belong to the consonant, so that the tone stands behind them: "qúy" → "quý".
    """
    places = {}
    for first, second in ("oa", "oe", "uy", "ua", "ia", "ưa"):
        for tone in _TONES:
            newer = first + unicodedata.normalize("NFC", second + tone)
            older = unicodedata.normalize("NFC", first + tone) + second
            places[newer] = older
            if first in "ui":
                consonant = "q" if first == "u" else "g"
                places[consonant + newer] = places[consonant + older] = consonant + newer
    return places


_TONE_PLACES = _tone_places()
_TONE_PLACE = re.compile("|".join(sorted(_TONE_PLACES, key=len, reverse=True)))


class _Memo(dict[str, str]):
    """A dictionary that computes what it lacks, and forgets everything once it holds too much."""

    limit = 100_000

    def __init__(self, compute: Callable[[str], str]) -> None:
        super().__init__()
        self._compute = compute

    def __missing__(self, key: str) -> str:
        if len(self) >= self.limit:
            self.clear()
        value = self._compute(key)
        self[key] = value
        return value


def _spell(token: str) -> str:
    """One spelling of a lower-case token: place of the tone, i for y at the end, no excess length."""
    token = unicodedata.normalize("NFC", token[:MAX_TOKEN])
    if _PLAIN.match(token) and "y" not in token:
        return token
    token = _TONE_PLACE.sub(lambda match: _TONE_PLACES[match.group()], token)
    return token.translate(_Y_TO_I) if _FINAL_Y.match(token) else token


def _bare(token: str) -> str:
    """A token without accents: "đường" → "duong"."""
    if token.isascii():
        return token
    parts = unicodedata.normalize("NFD", token.replace("đ", "d"))
    return "".join(char for char in parts if not unicodedata.combining(char)) or token


_spelled = _Memo(_spell)
_bared = _Memo(_bare)
_exact = _Memo(lambda token: "" if token.isascii() else exact_term(token))


def clean(text: str) -> str:
    """`text` as NFC in lower case without characters that nobody sees; at most MAX_TEXT characters."""
    text = unicodedata.normalize("NFC", text[:MAX_TEXT])
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    return text.casefold().replace("ð", "đ")  # the Icelandic letter that old fonts left behind


def syllables(text: str) -> list[str]:
    """The exact syllables of `text` in order: "Thuý Hoà" → ["thúy", "hòa"]."""
    return list(map(_spelled.__getitem__, _WORD.findall(clean(text))))


def bare(tokens: Iterable[str]) -> list[str]:
    """The bare form of each exact token: ["đăng", "kí"] → ["dang", "ki"]."""
    return list(map(_bared.__getitem__, tokens))


def exact_term(token: str) -> str:
    """The term by which an engine tells entries that hold a syllable with just these accents: "hòa" → "xhòa"."""
    return f"x{token}"


def exact_terms(tokens: Iterable[str]) -> dict[str, None]:
    """The `exact_term` of each exact token that has an accent, each once."""
    terms = dict.fromkeys(map(_exact.__getitem__, tokens))
    terms.pop("", None)
    return terms


def pairs(tokens: Iterable[str]) -> list[str]:
    """Neighbours joined by a space: ["khai", "sinh", "cho"] → ["khai sinh", "sinh cho"]."""
    return [f"{first} {second}" for first, second in pairwise(tokens)]


def bare_text(text: str) -> str:
    """`text` cleaned and without accents, punctuation kept: where patterns are looked for."""
    return _bare(clean(text))


def spans(text: str) -> list[tuple[str, int, int]]:
    """The exact syllables of `text` as it stands, each with its start and end in `text`.

    For marking hits in a text that is shown. A syllable with an invisible character inside counts as
    written without it; a word in decomposed form (NFD) is composed.
    """
    found = []
    for match in _SHOWN_WORD.finditer(text[:MAX_TEXT]):
        for word in _WORD.findall(clean(match.group())):
            found.append((_spelled[word], match.start(), match.end()))
    return found


_SHOWN_WORD = re.compile(rf"[^\W_](?:[^\W_]|[\u0300-\u036f]|{_INVISIBLE.pattern})*")
