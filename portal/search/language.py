"""What a person may type beside words: "phrases", -words, and filters such as `loại:nghị định`.

Forgiving: what is no operator is text. A quotation that nobody closed ends with the question, a filter whose value
nobody knows stays as it was typed, a word that merely ends with ":" is a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from portal.search.analysis import bare, spans, syllables
from portal.search.filter_values import FIELDS, ISSUERS, KINDS, PLACES, TYPES, VALIDITIES, WITH_PARTS
from portal.search.terms import facet_term, facet_word_term

MAX_CHARACTERS = 2_000
"""Characters of a question that are read, composed (NFC)."""

MAX_PHRASES, MAX_EXCLUDED, MAX_FILTERS = 4, 8, 24
"""More of them than anybody types: phrases beyond are words, what is excluded or filtered beyond is left out."""

MAX_VALUE = 12
"""Syllables of the value of a filter."""

_OPENING, _CLOSING = '"“”„«»″＂', '"“”„«»″＂'
_NAMES = {
    "type": ("type", "loai", "the loai", "loai van ban"),
    "year": ("year", "nam", "nam ban hanh"),
    "issuer": ("issuer", "co quan", "co quan ban hanh", "noi ban hanh"),
    "field": ("field", "linh vuc"),
    "validity": ("validity", "hieu luc", "tinh trang", "tinh trang hieu luc"),
}
_NAME_OF = {name: facet for facet, names in _NAMES.items() for name in names}
_COLON = re.compile(r"\s{0,3}[:：]\s{0,3}")
_WORDS_BEFORE = 4  # of the longest name of a filter
_BREAK = re.compile(r"[,;|\n]")
_YEAR = re.compile(r"(?:19|20)\d\d(?![\w/-])")
_MINUS = re.compile(r"(?:(?<=[\s(,;])|\A)-(?=[^\W\d_])")
_QUOTED_MINUS = re.compile(r"(?:(?<=[\s(,;])|\A)-\Z")
_WORD = re.compile(r"\S+")


@dataclass
class Spoken:
    """A question taken apart.

    pieces: (text, is a phrase) in order; no word reaches from one into the next. excluded: texts that must not
    stand. filters, barred: terms of `documents.facet_term` and `facet_word_term` of which an entry holds all, none.
    kinds: of entries.
    """

    pieces: list[tuple[str, bool]] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    filters: list[str] = field(default_factory=list)
    barred: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)


def read_language(text: str, agencies: Mapping[str, Sequence[str]] | None = None) -> Spoken:
    """Take any string apart.

    agencies: full names of abbreviations by bare syllable ("btc" → "Bộ Tài chính"), for the value of `cơ quan:`.
    """
    spoken, rest = Spoken(), composed(text)
    for outside, quoted, minus in _quotations(rest):
        value = _filtered_quotation(outside, quoted)
        if value is not None:
            before, facet, barred = value
            _read_outside(before, spoken, agencies or {})
            _apply(spoken, facet, quoted, len(syllables(quoted)), barred, agencies or {})
            continue
        _read_outside(outside, spoken, agencies or {})
        if quoted and minus:
            spoken.excluded.append(quoted)
        elif quoted:
            phrases = sum(is_phrase for _text, is_phrase in spoken.pieces)
            spoken.pieces.append((quoted, phrases < MAX_PHRASES))
    del spoken.excluded[MAX_EXCLUDED:], spoken.filters[MAX_FILTERS:], spoken.barred[MAX_EXCLUDED:]
    return spoken


def composed(text: str) -> str:
    """The part of `text` that is read, so that it is the same part however letters are composed."""
    return unicodedata.normalize("NFC", text[: MAX_CHARACTERS * 4])[:MAX_CHARACTERS]


def _quotations(text: str) -> list[tuple[str, str, bool]]:
    """(text before a quotation, what is quoted, whether a minus stands before it), the rest with "" at the end."""
    found, start, at = [], 0, 0
    while at < len(text):
        if text[at] in _OPENING and (at == 0 or not text[at - 1].isalnum()):
            end = next((place for place in range(at + 1, len(text)) if text[place] in _CLOSING), len(text))
            minus = _QUOTED_MINUS.search(text[:at][-2:]) is not None
            found.append((text[start : at - minus], text[at + 1 : end], minus))
            start = at = end + 1
        else:
            at += 1
    return [*found, (text[start:], "", False)]


def _filtered_quotation(outside: str, quoted: str) -> tuple[str, str, bool] | None:
    """Where a quotation is the value of a filter: what stands before the filter, its facet, and whether barred."""
    match = re.search(r"\s{0,3}[:：]\s{0,3}\Z", outside[-8:])
    if not quoted or match is None:
        return None
    named = _named_before(outside, len(outside) - len(match.group()))
    if named is None:
        return None
    start, facet, barred = named
    return outside[:start], facet, barred


def _named_before(text: str, end: int) -> tuple[int, str, bool] | None:
    """Where the name of a filter starts that ends at `end`, its facet, and whether a minus stands before it."""
    tail = max(0, end - 60)
    words = spans(text[tail:end])[-_WORDS_BEFORE:]
    if not words or tail + words[-1][2] != end:
        return None
    plain = bare([token for token, _start, _end in words])
    for first in range(len(words)):
        facet = _NAME_OF.get(" ".join(plain[first:]))
        start = tail + words[first][1]
        if facet is not None and (start == 0 or not text[start - 1].isalnum()):
            barred = text[start - 1 : start] == "-" and (start == 1 or text[start - 2].isspace())
            return start - barred, facet, barred
    return None


def _read_outside(text: str, spoken: Spoken, agencies: Mapping[str, Sequence[str]]) -> None:
    """Read what stands outside of quotations: filters first, in what is left the minus words."""
    start = 0
    for colon in _COLON.finditer(text):
        if colon.start() < start:
            continue
        named = _named_before(text, colon.start())
        if named is None or named[0] < start:
            continue
        name_start, facet, barred = named
        end = _value_end(text, colon.end())
        taken = _take(text[colon.end() : end], facet, agencies)
        if not taken:
            continue
        _read_words(text[start:name_start], spoken)
        start = colon.end() + taken
        words = len(syllables(text[colon.end() : start]))
        _apply(spoken, facet, text[colon.end() : start], words, barred, agencies)
    _read_words(text[start:], spoken)


def _value_end(text: str, start: int) -> int:
    """Where the value of a filter ends at the latest: before a comma, a line's end, a minus word, the next filter."""
    ends = [len(text)]
    if (match := _BREAK.search(text, start)) is not None:
        ends.append(match.start())
    if (match := _MINUS.search(text, start + 1)) is not None:
        ends.append(match.start())
    for colon in _COLON.finditer(text, start, min(ends)):
        if (named := _named_before(text, colon.start())) is not None and named[0] >= start:
            ends.append(named[0])
            break
    return min(ends)


def _take(value: str, facet: str, agencies: Mapping[str, Sequence[str]]) -> int:
    """How many characters of what stands behind a colon are the value of this filter; 0: it is none."""
    if facet == "year":
        match = _YEAR.match(value)
        return match.end() if match else 0
    found = spans(value[:400])[: MAX_VALUE * 2]
    if not found or found[0][1] > 2:
        return 0
    plain = bare([token for token, _start, _end in found])
    if facet == "issuer":
        length = _agency_length(plain, agencies)
    elif facet == "field":
        length = _longest(plain, _fields()) or (len(plain) if len(plain) <= 4 else 2)
    else:
        length = _longest(plain, _KNOWN[facet])
    return found[length - 1][2] if length else 0


def _longest(tokens: Sequence[str], known: Mapping[tuple[str, ...], object]) -> int:
    """Tokens of the longest known value that they begin with."""
    return next(
        (length for length in range(min(len(tokens), MAX_VALUE), 0, -1) if tuple(tokens[:length]) in known), 0
    )


def _agency_length(tokens: Sequence[str], agencies: Mapping[str, Sequence[str]]) -> int:
    """Tokens of an agency: a known name, with the place whose it is; else all, up to MAX_VALUE."""
    length = _longest(tokens, _issuers())
    if not length and tokens[0] in agencies:
        length = 1
    if not length:
        return min(len(tokens), MAX_VALUE)
    for words in _PLACES:
        if list(tokens[length : length + len(words)]) == words:
            length += len(words) + 2
            if length < len(tokens) and (
                tokens[length] in {"i", "ii", "iii", "iv"} or tokens[length].isdigit()
            ):
                length += 1
            break
    return min(length, len(tokens), MAX_VALUE)


def _apply(
    spoken: Spoken, facet: str, value: str, words: int, barred: bool, agencies: Mapping[str, Sequence[str]]
) -> None:
    """Note a filter. A value that is not known (only a quoted one can be so) is looked for as it is."""
    tokens = syllables(value)[: min(words, MAX_VALUE)]
    plain = tuple(bare(tokens))
    if not plain:
        return
    if facet == "type" and plain in _KNOWN["type"]:
        known = _KNOWN["type"][plain]
        if known in KINDS:
            spoken.kinds += WITH_PARTS.get(known, (known,)) if not barred else ()
            return
        tokens = known.split()
    elif facet == "validity" and plain in _KNOWN["validity"]:
        tokens = _KNOWN["validity"][plain].split()
    elif facet == "issuer":
        tokens = [word for token in plain for word in (agencies.get(token) or (token,))]
    if barred:
        spoken.barred.append(facet_term(facet, " ".join(tokens)))
    elif facet in ("issuer", "field"):
        spoken.filters += [facet_word_term(facet, word) for word in tokens]
    else:
        spoken.filters.append(facet_term(facet, " ".join(tokens)))


def _read_words(text: str, spoken: Spoken) -> None:
    """Take the minus words out; what is left are pieces of text."""
    start = 0
    for minus in _MINUS.finditer(text):
        word = _WORD.match(text, minus.end())
        if word is None or minus.start() < start:
            continue
        spoken.pieces.append((text[start : minus.start()], False))
        spoken.excluded.append(word.group())
        start = word.end()
    spoken.pieces.append((text[start:], False))


def _by_syllables(values: Mapping[str, Sequence[str]]) -> dict[tuple[str, ...], str]:
    """Every way to write a value, as bare syllables → the value as it stands in a facet (or the kind)."""
    return {
        tuple(bare(syllables(written))): value for value, ways in values.items() for written in (value, *ways)
    }


_PLACES = tuple(bare(syllables(place)) for place in PLACES)
_KNOWN = {"type": _by_syllables({**TYPES, **KINDS}), "validity": _by_syllables(VALIDITIES)}


@cache
def _fields() -> dict[tuple[str, ...], str]:
    return _by_syllables(dict.fromkeys(FIELDS, ()))


@cache
def _issuers() -> dict[tuple[str, ...], str]:
    return _by_syllables(dict.fromkeys(ISSUERS, ()))
