"""Extracts: the part of a text that answers, with the hits told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.search.analysis import bare, spans
from portal.search.questions import AnalysedQuery

LENGTH = 260  # characters
MAX_TEXT = 60_000  # characters that are looked at
CONTEXT = 50

Piece = tuple[str, bool]
_UNSPACED = re.compile(r"\S+")


@dataclass(frozen=True)
class Extract:
    """Pieces as (text, is a hit) in order, and where in the text the first hit among them stands, None where nothing
    is hit."""

    pieces: list[Piece]
    place: int | None


def extract(text: str, query: AnalysedQuery, length: int = LENGTH) -> Extract:
    """An extract of about `length` characters around most of the hits; with no hit, the text's beginning."""
    flat = " ".join(text[:MAX_TEXT].split())
    found = spans(flat)
    hits = _hits(found, query)
    start, end = _window(flat, [found[at][1:] for at in hits], length)
    pieces: list[Piece] = [("… ", False)] if start else []
    place, first = start, None
    for at in hits:
        _token, left, right = found[at]
        if first is None and left >= start:
            first = left
        if left < start or right > end:
            continue
        if pieces and pieces[-1][1] and left - place <= 1 and place > start:
            pieces[-1] = (pieces[-1][0] + flat[place:right], True)
        else:
            pieces += [(flat[place:left], False), (flat[left:right], True)]
        place = right
    pieces.append((flat[place:end], False))
    if end < len(flat):
        pieces.append((" …", False))
    return Extract([piece for piece in pieces if piece[0]], _unflattened(text, flat, first))


def _unflattened(text: str, flat: str, place: int | None) -> int | None:
    """Where the character of `flat` at `place` stands in `text`, whose runs of spaces are single there."""
    if place is None:
        return None
    letters = place - flat.count(" ", 0, place)
    for word in _UNSPACED.finditer(text):
        if letters < len(word.group()):
            return word.start() + letters
        letters -= len(word.group())
    return None


def _hits(found: list[tuple[str, int, int]], query: AnalysedQuery) -> list[int]:
    """Which words of a text are hits: in pairs where the question has pairs that occur, else each by itself.

    Abbreviations, written-out words and synonyms of what was asked are hits as well: a text that says UBND answers
    who asked for the ủy ban nhân dân.
    """
    tokens = bare([token for token, _start, _end in found])
    side_by_side = query.marked_pairs
    alone, each = query.marked_alone, query.marked_syllables
    return [
        at
        for at, token in enumerate(tokens)
        if token in alone
        or (at + 1 < len(tokens) and f"{token} {tokens[at + 1]}" in side_by_side)
        or (at > 0 and f"{tokens[at - 1]} {token}" in side_by_side)
    ] or [at for at, token in enumerate(tokens) if token in each]


def _window(text: str, hits: list[tuple[int, int]], length: int) -> tuple[int, int]:
    """The stretch with the most hits, begun and ended at a word."""
    if not hits:
        start = 0
    else:
        best, start = -1, 0
        for left, _right in hits:
            held = sum(1 for other, right in hits if left <= other and right <= left + length - CONTEXT)
            if held > best:
                best, start = held, max(0, left - CONTEXT)
    if start:
        start = text.find(" ", start, start + CONTEXT) + 1 or start
    end = min(len(text), start + length)
    if end < len(text):
        end = text.rfind(" ", start, end) if text.rfind(" ", start, end) > start else end
    return start, end
