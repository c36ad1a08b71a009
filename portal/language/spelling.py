"""How words are written: impossible syllables, misplaced tones, keys left behind, doubled words, sure slips.

Precision before recall: an editor who is told of mistakes that are none stops reading. What may be foreign, a name, an
abbreviation or a code is left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from portal.language import words
from portal.language.hint import SPELLING, Hint
from portal.language.mending import suggestions
from portal.language.syllables import bases, is_syllable, placed, placing, split_tones
from portal.language.typing_keys import surely_keyed, surely_typed
from portal.letters import LOWER, UPPER

_LETTER = rf"[{LOWER}{UPPER}\u0300-\u036f]"
# Letters with what may stand inside or beside them: parts of a code, of a hyphenated loan, of a name such as M'Đrắk.
_TOKEN = re.compile(rf"{_LETTER}+")
_JOINED_TO = re.compile("[\\w/&'’\\-–.+%\x00\u00ad\u200b-\u200f\u2060\ufeff]")
_KEY = re.compile(r"[a-zđăâêôơư]\d")
_KEYED = re.compile(r"[a-zđăâêôơư]{1,7}\d[a-zđăâêôơư\d]{0,9}(?![\w/-])")
_LONGEST = 30
"""Letters of a word that is looked at: four syllables that run together. Longer ones are no slip of a hand."""

_PLAIN_STOP = re.compile(r"[a-z]{3,6}\Z")
_FOREIGN_LETTER = re.compile(
    r"[fjwz]|[^\x00-\x7fàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]"
)
_HIGHLAND = re.compile(
    r"(?:[bcdđghklmnprstx][lrđ]|[bđghkmrs][bcdđghklmnpstjy]|h[mr]|kh?l|j|w|z)|.*(?:[klrsh](?<!ch)(?<!nh)|[bdđg](?<!ng)|v)\Z"
)


def spelling_hints(prose: str, own: frozenset[str]) -> Iterator[Hint]:
    """Hints on a prose (see prose.py); `own`: the portal's words, lower case, which are right."""
    found = Counter(_TOKEN.findall(prose))
    suspect = {one for one in found if 1 < len(one) <= _LONGEST and not _right(one)}
    ways = {one: way for one in found if (way := _placing(one))}
    if suspect:
        for match in _TOKEN.finditer(prose):
            hint = _of_word(prose, match, own) if match[0] in suspect else None
            if hint is not None:
                yield hint
    yield from _keyed(prose, own)
    yield from _twice(prose)
    yield from _slips(prose, own)
    yield from _mixed_placing(prose, found, ways)


@lru_cache(maxsize=60_000)
def _right(word: str) -> bool:
    """Whether nothing is to be said of a word wherever it stands."""
    lower = word.lower()
    if not unicodedata.is_normalized("NFC", lower):
        return False
    if "ð" in lower:  # told by signs.py
        return True
    if lower.isascii():
        return not (surely_typed(lower) or _PLAIN_STOP.match(lower))
    return is_syllable(lower) or lower in words.LOANS or lower in words.NAMES


def _of_word(prose: str, match: re.Match[str], own: frozenset[str]) -> Hint | None:
    word, start, end = match[0], match.start(), match.end()
    lower = unicodedata.normalize("NFC", word.lower())
    if lower in own or _is_inside(prose, start, end):
        return None
    if is_syllable(lower):  # decomposed, and right otherwise: characters.py tells of it
        return None
    if lower.isascii():
        return _plain(prose, match, lower)
    if not _is_vietnamese(word, lower):
        return None
    found = suggestions(lower)
    if word[0].isupper() and (_is_variable(lower) or (not found and not _impossible(lower))):
        return None
    code = "tone" if _only_misplaced(lower) else "syllable"
    return Hint(
        SPELLING, code, start, end, word, tuple(_in_the_case_of(word, one) for one in found), word=lower
    )


def _is_inside(prose: str, start: int, end: int) -> bool:
    """Whether the letters are part of something longer: a code, a hyphenated loan, a word with an apostrophe."""
    before, after = prose[start - 1 : start], prose[end : end + 1]
    if before and _JOINED_TO.match(before) and before not in ".\x00":
        return True
    if after and _JOINED_TO.match(after):
        if after in ".\x00–":
            return after == "." and prose[end + 1 : end + 2].isalnum()
        return True
    return before == "." and prose[max(0, start - 2) : start - 1].isalnum()


def _plain(prose: str, match: re.Match[str], lower: str) -> Hint | None:
    """A word of plain letters: keys left behind, or a stop without its tone amid Vietnamese words."""
    word = match[0]
    if word != lower and word != lower.capitalize():
        return None
    meant = surely_typed(lower)
    if meant:
        shown = (_in_the_case_of(word, meant),)
        return Hint(SPELLING, "keys", match.start(), match.end(), word, shown, word=lower)
    if word != lower or lower in words.LATIN_LIKE or not lower.endswith(("c", "ch", "p", "t")):
        return None
    found = suggestions(lower) if bases(lower) else ()  # right but for the tone that a stop needs
    if not found or not _amid_vietnamese(prose, match.start(), match.end()):
        return None
    return Hint(SPELLING, "syllable", match.start(), match.end(), word, found, word=lower)


def _amid_vietnamese(prose: str, start: int, end: int) -> bool:
    """Whether of the two words before and of the two after one has Vietnamese letters."""
    before = prose[max(0, start - 16) : start].split()[-2:]
    after = prose[end : end + 16].split()[:2]
    return any(not one.isascii() for one in before) and any(not one.isascii() for one in after)


@lru_cache(maxsize=4_000)
def _is_vietnamese(word: str, lower: str) -> bool:
    """Whether a word that is no syllable is meant as one: not foreign, no name of the highlands, no abbreviation."""
    if lower in words.LOANS or lower in words.NAMES:
        return False
    tail = word[1:]
    if word.isupper():
        return _is_like_a_syllable(lower)
    if tail != tail.lower():
        return False  # two words run together with a capital inside, or an abbreviation in small and large letters
    letters, _tones = split_tones(lower)
    if not any(one in "aăâeêioôơuưy" for one in letters):
        return False
    if _FOREIGN_LETTER.search(unicodedata.normalize("NFC", lower)):
        return bool(suggestions(lower)) and not word[0].isupper()
    return not (word[0].isupper() and _HIGHLAND.match(letters))


def _is_like_a_syllable(lower: str) -> bool:
    """Whether a word of capitals is more than initials: an onset, vowels with an accent, a coda."""
    letters, tones = split_tones(lower)
    shape = re.fullmatch(
        r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?([aăâeêioôơuưy]+)(?:ng|nh|ch|[cmnpt])?",
        letters,
    )
    return bool(shape) and (bool(tones) or len(letters) > 3) and bool(suggestions(lower))


def _is_variable(lower: str) -> bool:
    """Whether a word of a capital and a syllable is a quantity of a formula: Nsố, Lcơ."""
    return lower[0] not in "aăâeêioôơuưy" and lower[1:2] not in "aăâeêioôơuưyhgr" and is_syllable(lower[1:])


@lru_cache(maxsize=4_000)
def _impossible(lower: str) -> bool:
    """Whether a word has more than one tone, or an onset, vowels and a coda of the language that do not go together."""
    letters, tones = split_tones(lower)
    if len(tones) > 1:
        return True
    return bool(
        re.fullmatch(
            r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?[aăâeêioôơuưy]{1,3}(?:ng|nh|ch|[cmnpt])?",
            letters,
        )
    )


@lru_cache(maxsize=4_000)
def _only_misplaced(lower: str) -> bool:
    """Whether the syllable is right but for the place of its tone."""
    letters, tones = split_tones(lower)
    return len(tones) == 1 and any(
        split_tones(one) == (letters, []) or split_tones(one)[0] == letters for one in suggestions(lower)
    )


def _in_the_case_of(word: str, made: str) -> str:
    if word.isupper() and len(word) > 1:
        return made.upper()
    return made.capitalize() if word[:1].isupper() else made


def _keyed(prose: str, own: frozenset[str]) -> Iterator[Hint]:
    for key in _KEY.finditer(prose):
        start = key.start()
        while start and prose[start - 1].isalnum() and key.start() - start < 9:
            start -= 1
        match = _KEYED.match(prose, start)
        meant = surely_keyed(match[0]) if match and prose[start - 1 : start] not in ("/", "-", ".") else ""
        if match and meant and match[0] not in own:
            yield Hint(SPELLING, "keys", match.start(), match.end(), match[0], (meant,), word=match[0])


def _twice(prose: str) -> Iterator[Hint]:
    for word in words.DOUBLED_WRONG:
        for start, end in _whole(prose, f"{word} {word}"):
            if prose[end : end + 1] != "-":
                yield Hint(SPELLING, "twice", start, end, prose[start:end], (word,))


def _slips(prose: str, own: frozenset[str]) -> Iterator[Hint]:
    spaced = prose.replace("\u00a0", " ")
    for slip, meant in words.SLIPS.items():
        if slip not in own:
            for start, end in _whole(spaced, slip):
                yield Hint(SPELLING, "slip", start, end, prose[start:end], (meant,), word=slip)


def _whole(prose: str, phrase: str) -> Iterator[tuple[int, int]]:
    """Where words stand that are not the part of others; at the beginning of a sentence they have a capital."""
    for one in (phrase, phrase[0].upper() + phrase[1:]):
        at = prose.find(one)
        while at >= 0:
            end = at + len(one)
            if not prose[at - 1 : at].isalnum() and not prose[end : end + 1].isalnum():
                yield at, end
            at = prose.find(one, end)


def _mixed_placing(prose: str, found: Counter[str], ways: dict[str, str]) -> Iterator[Hint]:
    """One hint where a text places tones in both ways: on the first word of the rarer way. Names keep theirs."""
    times = {way: sum(found[one] for one in ways if ways[one] == way) for way in ("old", "new")}
    if not times["old"] or not times["new"]:
        return
    rare, usual = ("old", "new") if times["old"] < times["new"] else ("new", "old")
    first = next(match for match in _TOKEN.finditer(prose) if ways.get(match[0]) == rare)
    shown = (placed(first[0], usual),)
    yield Hint(SPELLING, "mixed_tones", first.start(), first.end(), first[0], shown, count=times[rare])


@lru_cache(maxsize=60_000)
def _placing(word: str) -> str:
    return placing(word) if not word.isascii() and word.islower() and len(word) < 8 else ""
