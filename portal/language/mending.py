"""What a word that is no syllable was probably meant to be: a few right syllables, the likeliest first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from portal.language.syllables import (
    HEAVY,
    LEVEL,
    RISING,
    VOWELS,
    bases,
    is_syllable,
    split_tones,
    tone_fits,
    with_tone,
)
from portal.language.typing_keys import telex

MOST = 3
_ALONE = ("ở", "ý", "y")  # the only words of one letter that run into others


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Each "wrong-right" of a text, "-" between them."""
    return tuple((one.partition("-")[0], one.partition("-")[2]) for one in text.split())


_SHAPES = _pairs(
    """
    uơ-ươ ưo-ươ uo-ươ uo-uô ươ-uô uô-ươ ie-iê ye-yê iê-yê yê-iê uye-uyê uie-uyê uiê-uyê ue-uê ua-uâ oâ-uâ iâ-iê ưa-ươ
    uă-oă ưu-ươu uu-ưu ăy-ây ău-âu ưê-uê ưy-uy ôa-oa ơa-oa ưi-ươi ei-êi êo-eo âo-ao ăo-ao eu-êu
    """
)
_ONSETS = _pairs(
    """
    ngh-ng ng-ngh gh-g g-gh c-k k-c q-qu qu-c f-ph w-qu z-d j-gi ck-kh dd-đ nhg-ngh gn-ng hn-nh ht-th hc-ch rt-tr
    hp-ph hk-kh
    """
)
_CODAS = _pairs("gn-ng hn-nh hc-ch k-c ngh-ng nn-n nng-ng mm-m tt-t cc-c")


@lru_cache(maxsize=8_000)
def suggestions(word: str) -> tuple[str, ...]:
    """Right syllables near a lower-case word, at most MOST; empty where nothing is near enough to be sure.

    The ways to mend a word are tried from the likeliest on; the first that gives anything is taken.
    """
    for way in (_with_tone_moved, _typed, _with_a_habit_undone, _apart, _with_two_undone, _with_a_key_less):
        found = [one for one in dict.fromkeys(way(word)) if one != word]
        if found:
            return tuple(found[:MOST])
    return ()


def _with_tone_moved(word: str) -> Iterator[str]:
    letters, tones = _read(word)
    yield from _made(letters, tones)


def _typed(word: str) -> Iterator[str]:
    found = telex(word)
    if found and len(split_tones(word)[1]) < 2:
        yield found
    if (
        word[-1:] in ("s", "f", "r", "x", "j", "w", "z")
        and not word[:-1].isascii()
        and is_syllable(word[:-1])
    ):
        yield word[:-1]  # a key more after a syllable that was whole


def _with_a_habit_undone(word: str) -> Iterator[str]:
    letters, tones = _read(word)
    for changed in _shaped(letters):
        yield from _made(changed, tones)


def _with_two_undone(word: str) -> Iterator[str]:
    letters, tones = _read(word)
    for changed in _shaped(letters):
        for again in _shaped(changed):
            yield from _made(again, tones)


def _with_a_key_less(word: str) -> Iterator[str]:
    """Two keys in the wrong order, or one too many."""
    letters, tones = _read(word)
    for at in range(len(letters) - 1):
        if letters[at] != letters[at + 1]:
            yield from _made(letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :], tones)
    if len(letters) > 3:
        for at in range(len(letters)):
            yield from _made(letters[:at] + letters[at + 1 :], tones)


def _read(word: str) -> tuple[str, list[str]]:
    """The letters of a word, and the tones that it may have: the last one that was typed first."""
    letters, tones = split_tones(word)
    return letters, list(dict.fromkeys(one for _place, one in reversed(tones))) or [LEVEL]


def _made(letters: str, tones: list[str]) -> Iterator[str]:
    """The letters as syllables with these tones; both tones of a stop where none was written."""
    for onset, rime in bases(letters):
        for tone in tones:
            if tone_fits(rime, tone):
                yield with_tone(onset, rime, tone)
            else:
                yield with_tone(onset, rime, HEAVY)
                yield with_tone(onset, rime, RISING)


def _shaped(letters: str) -> Iterator[str]:
    """The letters with one habit of slips undone."""
    for wrong, right in _SHAPES:
        if wrong in letters:
            yield letters.replace(wrong, right, 1)
    for wrong, right in _ONSETS:
        if letters.startswith(wrong):
            yield right + letters[len(wrong) :]
    for wrong, right in _CODAS:
        if letters.endswith(wrong):
            yield letters[: -len(wrong)] + right
    for at in range(1, len(letters)):
        if letters[at] == letters[at - 1] and letters[at] != "o":
            yield letters[:at] + letters[at + 1 :]


def _apart(word: str) -> Iterator[str]:
    """Up to four syllables that were written without the spaces between them: the fewest, and of those where the fewest
    begin with a vowel, as few syllables do."""
    word = unicodedata.normalize("NFC", word)
    for most in (2, 3, 4):
        found = list(_pieces(word, most))
        if found:
            fewest = min(map(_vowels_first, found))
            yield from (" ".join(one) for one in found if _vowels_first(one) == fewest)
            return


def _vowels_first(pieces: list[str]) -> int:
    return sum(split_tones(one)[0][0] in VOWELS for one in pieces[1:])


def _pieces(word: str, most: int) -> Iterator[list[str]]:
    if len(word) > 7 * most:
        return
    if most == 1:
        if is_syllable(word) and (len(word) > 1 or word in _ALONE):
            yield [word]
        return
    for at in range(min(7, len(word) - 1), 1, -1):
        if is_syllable(word[:at]):
            for rest in _pieces(word[at:], most - 1):
                yield [word[:at], *rest]
