"""The question as one would write it, in the words of what was found, so that it tells nothing that is not shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from portal.search.analysis import bare, spans
from portal.search.documents import Reading
from portal.search.spelling.correcting import Correction
from portal.search.spelling.orthography import in_case_of, official

READINGS = 10
"""Results that are read for how words are written."""

WORDS = 2_000
"""Words of one text that are read."""

OFTEN = 3
"""Times that a word stands beside its neighbours with other accents, before the typed ones are taken for wrong …"""

AGREED = 0.8
"""… and the share of all these places in which it has the same."""

Forms = Mapping[tuple[str, str], Counter[tuple[str, str]]]
"""Bare pairs with the exact ones that stand for them, and how often."""


@dataclass(frozen=True)
class _Piece:
    """A word of the question, or a stretch that was corrected: its place, and bare and exact words to be written.

    exact: as typed, none where it was corrected. before: typed words in all before it.
    """

    start: int
    end: int
    words: tuple[str, ...]
    exact: str = ""


def written(correction: Correction | None, question: str, readings: Sequence[Reading]) -> str:
    """`question` with what was corrected put right, "" where there is nothing to suggest.

    correction: None where only accents may be wrong. readings: of the best results, which the asker may see. A
    corrected word that stands in none of them, beside a neighbour that it has in the question, is not suggested.
    What was typed without accents gets those that it has in the readings; capitals and signs stay.
    """
    pieces = _pieces(question, correction)
    if pieces is None or (correction is None and not _is_doubtful(pieces, readings)):
        return ""
    plain = [word for piece in pieces for word in piece.words]
    forms = _forms(plain, readings)
    said: list[str] = []
    wrong = False
    for piece in pieces:
        at = len(said)
        for place in range(at, at + len(piece.words)):
            word = _said(plain, place, forms, piece.exact)
            if not word:
                return ""
            said.append(word)
        wrong = wrong or (not piece.exact.isascii() and said[-1] != piece.exact)
    if correction is None and not wrong:
        return ""
    text = _put(question, pieces, said)
    return text if text != question else ""


def _pieces(question: str, correction: Correction | None) -> list[_Piece] | None:
    """The question in pieces, None where what was corrected does not stand in it."""
    found = spans(question)
    plain = bare(token for token, _start, _end in found)
    pieces: list[_Piece] = []
    at = 0
    for typed, meant, beside in correction.places if correction is not None else ():
        place = _place(plain, at, typed, beside)
        if place is None:
            return None
        pieces += _as_typed(found, plain, at, place)
        at = place + len(typed)
        pieces.append(_Piece(found[place][1], found[at - 1][2], meant))
    return pieces + _as_typed(found, plain, at, len(plain))


def _as_typed(found: list[tuple[str, int, int]], plain: list[str], start: int, end: int) -> list[_Piece]:
    return [_Piece(found[at][1], found[at][2], (plain[at],), found[at][0]) for at in range(start, end)]


def _place(plain: list[str], start: int, typed: tuple[str, ...], beside: tuple[str, str]) -> int | None:
    """Where the typed words stand at or behind `start`: between these neighbours ("" is any), else anywhere."""
    places = [
        at for at in range(start, len(plain) - len(typed) + 1) if tuple(plain[at : at + len(typed)]) == typed
    ]
    for at in places:
        around = (plain[at - 1] if at else "", *plain[at + len(typed) : at + len(typed) + 1], "")
        if beside[0] in ("", around[0]) and beside[1] in ("", around[1]):
            return at
    return places[0] if places else None


def _is_doubtful(pieces: list[_Piece], readings: Sequence[Reading]) -> bool:
    """Whether a word with accents stands in no reading beside any neighbour, just as they were typed."""
    texts = [f" {text} " for reading in readings[:READINGS] for text in _texts(reading)]
    exact = [piece.exact for piece in pieces]
    held = [any(f" {first} {second} " in text for text in texts) for first, second in pairwise(exact)]
    return any(
        not word.isascii() and not any(held[max(0, at - 1) : at + 1])
        for at, word in enumerate(exact)
        if len(exact) > 1
    )


def _texts(reading: Reading) -> tuple[str, str, str]:
    return reading.title, reading.context, reading.body


def _forms(plain: Sequence[str], readings: Sequence[Reading]) -> Forms:
    """How the readings write the pairs of the question; of a question of one word, this word as ("", word)."""
    wanted = set(pairwise(plain)) if len(plain) > 1 else {("", word) for word in plain}
    forms: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
    for reading in readings[:READINGS]:
        for text in _texts(reading):
            exact = text.split(" ", WORDS)[:WORDS]
            for bare_pair, exact_pair in zip(
                _pairs_of(bare(exact), len(plain)), _pairs_of(exact, len(plain)), strict=True
            ):
                if bare_pair in wanted:
                    forms.setdefault(bare_pair, Counter())[exact_pair] += 1
    return forms


def _pairs_of(words: Sequence[str], asked: int) -> Iterator[tuple[str, str]]:
    return zip(words, islice(words, 1, None), strict=False) if asked > 1 else (("", word) for word in words)


def _said(plain: Sequence[str], at: int, forms: Forms, exact: str) -> str:
    """How a word of the question is written, "" where nobody can say; exact: as typed, "" where it was corrected."""
    seen: Counter[str] = Counter()
    before = plain[at - 1] if at else ""
    for pair, count in forms.get((before, plain[at]), {}).items():
        seen[pair[1]] += count
    if at + 1 < len(plain):
        for pair, count in forms.get((plain[at], plain[at + 1]), {}).items():
            seen[pair[0]] += count
    if not seen:
        return exact
    best, count = seen.most_common(1)[0]
    if not exact:
        return official(best)
    agreed = count >= AGREED * seen.total()
    if exact.isascii():
        return official(best) if agreed else exact
    return official(best) if exact not in seen and agreed and count >= OFTEN else exact


def _put(question: str, pieces: Sequence[_Piece], said: Sequence[str]) -> str:
    """The question with the words in their places; what is right as typed keeps its spelling."""
    text: list[str] = []
    place = at = 0
    for piece in pieces:
        words = said[at : at + len(piece.words)]
        at += len(piece.words)
        typed = question[piece.start : piece.end]
        text.append(question[place : piece.start])
        if piece.exact and piece.exact == words[0]:
            text.append(typed)
        elif typed.isupper() and len(typed) > 1:
            text.append(" ".join(word.upper() for word in words))
        else:
            text.append(" ".join((in_case_of(typed, words[0]), *words[1:])))
        place = piece.end
    return "".join((*text, question[place:]))
