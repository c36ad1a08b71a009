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
_WORD_OF_MANY = re.compile(r"[\w\u0300-\u036f]*[\u0370-\u052f][\w\u0300-\u036f]*")
_LOOK_ALIKE = dict(
    zip(
        "аеорсхуіјѕԁһАВЕКМНОРСТХІЅЈοαικνρτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcxyijsdhABEKMHOPCTXISJoaiknptuxABEZHIKMNOPTYX",
        strict=True,
    )
)
_ICELANDIC = re.compile(rf"[{LOWER}{UPPER}]*[ðÐ][{LOWER}{UPPER}]*")
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
_SPACES = re.compile(r"(?<=[^\s\x00|])[ \u00a0]{2,}(?=[^\s\x00|])")
_BEFORE_SIGN = re.compile(rf"(?<=[{LOWER}{UPPER}\d)”]) +[,;:!?.](?=[\s\x00]|\Z)")
_NO_SPACE = re.compile(rf"(?<=[{LOWER}]{{2}})[,;](?=[{LOWER}{UPPER}]{{2}})")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def sign_hints(text: str, prose: str) -> Iterator[Hint]:
    """Hints on the signs of a text and its prose (see prose.py)."""
    yield from _characters(text, prose)
    yield from _spacing(prose)


def _characters(text: str, prose: str) -> Iterator[Hint]:
    if text.isascii():
        return
    yield from _all_as_one(_UNSEEN, text, "unseen", lambda _found: "")
    yield from _all_as_one(_IN_PIECES, prose, "decomposed", lambda found: unicodedata.normalize("NFC", found))
    for match in _WORD_OF_MANY.finditer(prose):
        word = match[0]
        latin = "".join(_LOOK_ALIKE.get(one, one) for one in word)
        if latin != word and all(one not in _GREEK_OR_CYRILLIC for one in latin) and _mixes(word):
            yield Hint(SPELLING, "look_alike", match.start(), match.end(), word, (latin,))
    for match in _ICELANDIC.finditer(prose):
        shown = match[0].replace("ð", "đ").replace("Ð", "Đ")
        yield Hint(SPELLING, "look_alike", match.start(), match.end(), match[0], (shown,))
    yield from _old_coding(prose)


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
    found = list(_SPACES.finditer(prose))
    if found:
        first = found[0]
        yield Hint(TIDY, "spaces", first.start(), first.end(), first[0], (" ",), count=len(found))
    for match in _BEFORE_SIGN.finditer(prose):
        shown = match[0].strip()
        yield Hint(TIDY, "space_before", match.start(), match.end(), match[0], (shown,))
    for match in _NO_SPACE.finditer(prose):
        yield Hint(TIDY, "space_after", match.start(), match.end(), match[0], (f"{match[0]} ",))
