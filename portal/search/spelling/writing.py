"""The question as one would write it, in the words of what was found, so that it tells nothing that is not shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from portal.search.analysis import bare, spans
from portal.search.documents import Reading
from portal.search.spelling.correcting import Correction
from portal.search.spelling.orthography import in_case_of, official
from portal.search.spelling.syllables import SYLLABLES

READINGS = 10
"""Results that are read for how words are written."""

WORDS = 2_000
"""Words of one text that are read."""

OFTEN, SHARE = 3, 0.4
"""Readings, and share of them, in which a word stands between its neighbours with other accents, before the typed ones
are taken for wrong: what was found is then about these very words …"""

AGREED = 0.8
"""… and the share of all readings with these words in which it has the same accents."""

MOSTLY = 3
"""A question of which one in so many words has accents was typed with accents: words without any are meant so."""

Words = tuple[str, ...]
Forms = Mapping[Words, Counter[Words]]
"""Bare pairs and triples with the exact ones that stand for them, and in how many readings."""


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
    typed = [word for piece in pieces for word in ([piece.exact] if piece.exact else [""] * len(piece.words))]
    forms = _forms(plain, readings)
    said = _said_all(plain, typed, forms, max(OFTEN, SHARE * len(readings[:READINGS])))
    if not all(said):
        return ""
    wrong = any(one and one != word for one, word in zip(typed, said, strict=True))
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
        start, end = found[place][1], found[place + len(typed) - 1][2]
        if _is_short_form(question, found, place, typed, meant):
            continue
        pieces += _as_typed(found, plain, at, place)
        at = place + len(typed)
        pieces.append(_Piece(start, end, meant))
    if correction is not None and all(piece.exact for piece in pieces):
        return None
    return pieces + _as_typed(found, plain, at, len(plain))


def _is_short_form(
    question: str, found: list[tuple[str, int, int]], place: int, typed: Words, meant: Words
) -> bool:
    """Whether capitals among small letters say that a word is short for something ("ARS"), and no mistake for a word
    that is not."""
    shown = [question[start:end] for _token, start, end in found[max(0, place - 1) : place + len(typed) + 1]]
    capitals = [word for word in shown if len(word) > 1 and word.isupper()]
    here = found[place]
    return (
        len(shown) > 1
        and len(typed) == 1
        and capitals == [question[here[1] : here[2]]]
        and not SYLLABLES.isdisjoint(meant)
    )


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
    exact = [piece.exact for piece in pieces]
    if len(exact) < 2 or all(word.isascii() for word in exact):
        return False
    texts = " \n ".join(text for reading in readings[:READINGS] for text in _texts(reading))
    text = f" {texts} "
    held: dict[int, bool] = {}  # whether the word at a place stands beside the next one, looked for once

    def stands(at: int) -> bool:
        if at not in held:
            held[at] = 0 <= at < len(exact) - 1 and f" {exact[at]} {exact[at + 1]} " in text
        return held[at]

    return any(not word.isascii() and not stands(at - 1) and not stands(at) for at, word in enumerate(exact))


def _texts(reading: Reading) -> tuple[str, str, str]:
    return reading.title, reading.context, reading.body


def _forms(plain: Sequence[str], readings: Sequence[Reading]) -> Forms:
    """How the readings write the pairs and triples of the question; of a question of one word, this word."""
    forms: dict[Words, Counter[Words]] = {}
    lengths = (2, 3) if len(plain) > 1 else (1,)
    wanted = {run for length in lengths for run in _runs_of(plain, length)}
    first = {run[0] for run in wanted}
    for reading in readings[:READINGS]:
        held: set[tuple[Words, Words]] = set()
        for text in _texts(reading):
            exact = text.split(" ", WORDS)[:WORDS]
            bared = bare(exact)
            for at in [at for at, word in enumerate(bared) if word in first]:
                for length in lengths:
                    run = tuple(bared[at : at + length])
                    if run in wanted:
                        held.add((run, tuple(exact[at : at + length])))
        for bare_run, exact_run in held:
            forms.setdefault(bare_run, Counter())[exact_run] += 1
    return forms


def _runs_of(words: Sequence[str], length: int) -> Iterator[Words]:
    return zip(*(islice(words, start, None) for start in range(length)), strict=False)


def _said_all(plain: Sequence[str], typed: Sequence[str], forms: Forms, often: float) -> list[str]:
    """How each word of the question is written, "" where nobody can say; typed: exact, "" for what was corrected.

    often: readings that must say so before a word with accents is taken for wrong.
    """
    with_accents = sum(not word.isascii() for word in typed) * MOSTLY >= len(typed)
    said = []
    for at, exact in enumerate(typed):
        seen = _seen(plain, at, min(2, len(plain)), forms)
        best, count = seen.most_common(1)[0] if seen else (exact, 0)
        if not exact:
            said.append(official(best))
        elif exact.isascii() and not with_accents:
            said.append(official(best) if best != exact and count >= AGREED * seen.total() else exact)
        elif exact in seen or not seen:
            said.append(exact)
        else:
            trusted = [word if with_accents or not word.isascii() else "" for word in typed]
            seen = _seen(plain, at, min(3, len(plain)), forms, trusted)
            best, count = seen.most_common(1)[0] if seen else (exact, 0)
            said.append(official(best) if count >= max(often, AGREED * seen.total()) else exact)
    return said


def _seen(
    plain: Sequence[str], at: int, length: int, forms: Forms, trusted: Sequence[str] | None = None
) -> Counter[str]:
    """How the word at a place is written in the runs of so many words that it belongs to, and in how many readings.

    trusted: count only the runs in which another word stands as here ("" is any). With a pair alone, "sổ đỏ" would
    become "số do" wherever these two stand side by side.
    """
    seen: Counter[str] = Counter()
    for start in range(max(0, at - length + 1), min(at, len(plain) - length) + 1):
        for run, count in forms.get(tuple(plain[start : start + length]), {}).items():
            if trusted is None or any(
                place != at and trusted[place] in ("", word) for place, word in enumerate(run, start)
            ):
                seen[run[at - start]] = max(seen[run[at - start]], count)
    return seen


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
