"""Signs and characters: letters in pieces, look-alikes, old codings, what nobody sees, spaces and punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from portal.language.hint import SPELLING, TIDY, Hint
from portal.language.syllables import is_syllable
from portal.letters import LOWER, UPPER

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffc]+"
)
_IN_PIECES = re.compile(f"[{LOWER}{UPPER}][\u0300-\u036f]+")
_FOREIGN = re.compile("[\u0370-\u052fðÐ]")
_WORD = re.compile(r"\w[\w\u0300-\u036f]{0,60}")
_LOOK_ALIKE = dict(
    zip(
        "аеорсхуіјѕԁһАВЕКМНОРСТХІЅЈοαικνρτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcxyijsdhABEKMHOPCTXISJoaiknptuxABEZHIKMNOPTYX",
        strict=True,
    )
)
# TCVN3 keeps its letters at places where Latin-1 has signs and letters of other languages.
_TCVN3_SIGN = re.compile("[¸µ¶·¹¨»¾¼½©ª«¬®×÷§¦¡¢£¥¤]")
_CHUNK = re.compile(r"[^\s\x00.,;:()/]{2,12}")
_TCVN3 = dict(
    zip(
        "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉË®ÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô­øõö÷ùýúûüþ¡¢§£¤¥¦",
        "áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
_SPACES = re.compile("[ \u00a0]{2,}")
_BEFORE_SIGN = re.compile(r" {1,4}(?:[,;](?!\d)|[:!?.](?=[\s\x00]|\Z))")
_NO_SPACE = re.compile(rf"[,;](?=[{LOWER}{UPPER}]{{2}})")


def sign_hints(text: str, prose: str) -> Iterator[Hint]:
    """Hints on the signs of a text and its prose (see prose.py)."""
    yield from _characters(text, prose)
    yield from _spacing(prose)


def _characters(text: str, prose: str) -> Iterator[Hint]:
    if text.isascii():
        return
    yield from _all_as_one(_UNSEEN, text, "unseen", lambda _found: "")
    yield from _all_as_one(_IN_PIECES, prose, "decomposed", lambda found: unicodedata.normalize("NFC", found))
    if _FOREIGN.search(prose):
        yield from _look_alikes(prose)
    yield from _old_coding(prose)


def _look_alikes(prose: str) -> Iterator[Hint]:
    """Words in which letters of another alphabet stand among Latin ones, and the Icelandic ð for đ."""
    for match in _WORD.finditer(prose):
        word = match[0]
        if word.isascii():
            continue
        latin = "".join(_LOOK_ALIKE.get(one, one) for one in word) if _mixes(word) else word
        latin = latin.replace("ð", "đ").replace("Ð", "Đ")
        if latin != word and not _GREEK_OR_CYRILLIC.intersection(latin):
            yield Hint(SPELLING, "look_alike", match.start(), match.end(), word, (latin,))


_GREEK_OR_CYRILLIC = frozenset(chr(code) for code in range(0x370, 0x530))


def _mixes(word: str) -> bool:
    """Whether a word has letters of two alphabets; formulas of one foreign letter are left alone."""
    foreign = sum(one in _GREEK_OR_CYRILLIC for one in word)
    return 0 < foreign < len(word) and len(word) > 2


def _all_as_one(
    pattern: re.Pattern[str], text: str, code: str, mended: Callable[[str], str]
) -> Iterator[Hint]:
    """One hint for all places alike, at the first: a text in pieces has hundreds."""
    found = list(pattern.finditer(text))
    if found:
        first = found[0]
        yield Hint(
            SPELLING, code, first.start(), first.end(), first[0], (mended(first[0]),), count=len(found)
        )


def _old_coding(prose: str) -> Iterator[Hint]:
    """Words of a file in TCVN3 (the fonts .VnTime): one hint, at the first of at least two."""
    if not _TCVN3_SIGN.search(prose):
        return
    found = [match for match in _CHUNK.finditer(prose) if _TCVN3_SIGN.search(match[0])]
    read = [(match, "".join(_TCVN3.get(one, one) for one in match[0])) for match in found]
    right = [(match, shown) for match, shown in read if is_syllable(shown.lower())]
    if len(right) > 1:
        first, shown = right[0]
        yield Hint(SPELLING, "tcvn3", first.start(), first.end(), first[0], (shown,), count=len(right))


def _spacing(prose: str) -> Iterator[Hint]:
    found = [match for match in _SPACES.finditer(prose) if _is_amid_text(prose, match)]
    if found:
        first = found[0]
        yield Hint(TIDY, "spaces", first.start(), first.end(), first[0], (" ",), count=len(found))
    for match in _BEFORE_SIGN.finditer(prose):
        before = prose[match.start() - 1 : match.start()]
        if before.isalnum() or before in ("”", ")"):
            yield Hint(TIDY, "space_before", match.start(), match.end(), match[0], (match[0].strip(),))
    for match in _NO_SPACE.finditer(prose):
        if match.start() > 1 and prose[match.start() - 2 : match.start()].isalpha():
            yield Hint(TIDY, "space_after", match.start(), match.end(), match[0], (f"{match[0]} ",))


def _is_amid_text(prose: str, match: re.Match[str]) -> bool:
    """Whether a run of spaces is neither at an end of a line nor beside a mark, where it may be layout."""
    around = prose[match.start() - 1 : match.start()], prose[match.end() : match.end() + 1]
    return all(one and one not in "\n\x00" for one in around)
