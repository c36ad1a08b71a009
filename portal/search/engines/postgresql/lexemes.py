"""Terms as lexemes of PostgreSQL's text search: how they are written into a tsvector and asked for.

A tsvector says whether a lexeme is there, and its index forgets everything else. How often a ranked term
stands in an entry is therefore part of the lexeme: "khai sinh/2" is in the entries that hold it twice. So the
index alone knows nearly all that BM25 wants, and no entry has to be opened to score it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

LEVELS = ((1, 1.0), (2, 2.0), (3, 3.0), (4, 4.0), (5, 5.4), (7, 7.8), (10, 12.0), (16, 22.0))
"""Counts from which on a level begins, and the count that stands for the level."""

MAX_LEXEME = 120
"""Characters of a lexeme; a longer one is replaced by its digest (PostgreSQL takes 2,046 bytes)."""

MAX_VECTOR = 1_000_000
"""Bytes of the lexemes of one tsvector (PostgreSQL takes 1,048,575). The longest text in the corpus at hand fills a
third; what a still longer one holds beyond is left out, the terms that it holds seldom first."""

_STARTS = [start for start, _count in LEVELS]
_LEVEL_OF = [bisect_right(_STARTS, count) for count in range(_STARTS[-1] + 1)]

ONLY, LOOKUP, LEAD = "o", "n", "l"
"""What a mark is: a narrowing term, the number of a document, the beginning of a word."""


def lexeme(term: str) -> str:
    """A term as PostgreSQL can keep it: no NUL, no half of a character, not too long."""
    if not term.isascii():
        term = term.encode("utf-8", "replace").decode()
    if "\0" in term:
        term = term.replace("\0", "\ufffd")
    if len(term) > MAX_LEXEME:
        term = "#" + blake2b(term.encode(), digest_size=16).hexdigest()
    return term


def ranked_lexeme(term: str, level: int) -> str:
    """The lexeme of the entries that hold a ranked term as often as `level` (1 …) says."""
    return f"{lexeme(term)}/{level}"


def ranked_lexemes(term: str) -> list[str]:
    """The lexemes of a ranked term, of every level."""
    kept = lexeme(term)
    return [f"{kept}/{level}" for level in range(1, len(LEVELS) + 1)]


def ranked(weights: dict[str, int]) -> list[str]:
    """The lexemes of an entry's ranked terms (term → count), as many as a tsvector takes."""
    last = len(LEVELS)
    found = [
        f"{lexeme(term)}/{_LEVEL_OF[count] if count < _STARTS[-1] else last}"
        for term, count in weights.items()
    ]
    if fits(found):
        return found
    by_count = sorted(weights, key=lambda term: -weights[term])
    return list(_fitting(ranked({term: weights[term]})[0] for term in by_count))


def marks(only: Iterable[str], lookups: Iterable[str], leads: Iterable[str]) -> list[str]:
    """The lexemes of all other terms of an entry, as many as a tsvector takes: of the narrowing ones the last give
    way, which are accented syllables."""
    found = [f"{LOOKUP}{lexeme(term)}" for term in lookups]
    found += [f"{LEAD}{lexeme(term)}" for term in leads]
    found += [f"{ONLY}{lexeme(term)}" for term in only]
    return found if fits(found) else list(_fitting(found))


def fits(lexemes: Sequence[str]) -> bool:
    """Whether one tsvector takes them all."""
    return sum(map(len, lexemes)) * 4 <= MAX_VECTOR or sum(map(_size, lexemes)) <= MAX_VECTOR


def _fitting(lexemes: Iterable[str]) -> Iterator[str]:
    room = MAX_VECTOR
    for one in lexemes:
        room -= _size(one)
        if room < 0:
            return
        yield one


def _size(one: str) -> int:
    return len(one) if one.isascii() else len(one.encode())


def quoted(one: str) -> str:
    """A lexeme as it stands in the text of a tsvector and of a tsquery."""
    if "\\" in one or "'" in one:
        one = one.replace("\\", "\\\\").replace("'", "''")
    return f"'{one}'"


def vector(lexemes: Iterable[str]) -> str:
    """A tsvector of these lexemes, as text."""
    return " ".join(map(quoted, lexemes))


def every(parts: Iterable[str]) -> str:
    """A tsquery, as text, that asks for all of these tsqueries; "" for none."""
    return " & ".join(parts)


def any_of(lexemes: Iterable[str]) -> str:
    """A tsquery, as text, that asks for one of these lexemes at least."""
    return f"({' | '.join(map(quoted, lexemes))})"


def none_of(part: str) -> str:
    """A tsquery, as text, that asks for what this one does not."""
    return f"!({part})"
