"""Runs broken into lines of a width: pure, whatever measures letters. Every word comes out, in its order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from portal.exchange.composing.html_blocks import Run

_SPACE = re.compile(r"[ \t\n\r\f\v]+")
SMALL = 0.65
"""How large raised and lowered letters are against the others."""


@dataclass(frozen=True)
class Piece:
    """Letters of one style: "" | B | I | BI; `script` "sup", "sub" or ""."""

    text: str
    style: str = ""
    script: str = ""


Word = tuple[Piece, ...]
Measure = Callable[[Piece], float]


@dataclass
class Line:
    """A line: its words, how wide they are with single spaces, whether the paragraph (or a break) ends here."""

    words: list[Word] = field(default_factory=list)
    width: float = 0.0
    ends: bool = False


def words_in(runs: Iterable[Run], *, bold: bool = False, italic: bool = False) -> Iterator[Word | None]:
    """The words of runs, None for a line break that was meant. A word may change its style within."""
    held: list[Piece] = []
    for run in runs:
        style = "B" * (bold or run.bold) + "I" * (italic or run.italic)
        for number, line in enumerate(run.text.split("\n") if run.hard else [run.text]):
            if number:
                if held:
                    yield tuple(held)
                    held = []
                yield None
            for place, text in enumerate(_SPACE.split(line)):
                if place and held:
                    yield tuple(held)
                    held = []
                if text:
                    held.append(Piece(text, style, run.script))
    if held:
        yield tuple(held)


def width_of(word: Word, measure: Measure) -> float:
    """How wide a word is."""
    return sum(measure(piece) for piece in word)


def broken(
    words: Iterable[Word | None], width: float, measure: Measure, space: float, *, first: float | None = None
) -> list[Line]:
    """Words in lines of `width`, the first of `first`; a word that is wider than a line is torn."""
    lines: list[Line] = [Line()]
    room = width if first is None else first
    for word in words:
        if word is None:
            lines[-1].ends = True
            lines.append(Line())
            room = width
            continue
        for part in _fitting(word, min(width, room if not lines[-1].words else width), measure):
            wide = width_of(part, measure)
            line = lines[-1]
            if line.words and line.width + space + wide > room + 1e-6:
                lines.append(line := Line())
                room = width
            line.width += (space if line.words else 0) + wide
            line.words.append(part)
    lines[-1].ends = True
    return [one for one in lines if one.words] or [Line(ends=True)]


def _fitting(word: Word, width: float, measure: Measure) -> list[Word]:
    """A word, in as many parts as it needs to fit; behind its joints where there are some."""
    if width_of(word, measure) <= width:
        return [word]
    letters = [Piece(one, piece.style, piece.script) for piece in word for one in _clusters(piece.text)]
    parts: list[Word] = []
    while letters:
        wide, count = 0.0, 0
        while count < len(letters) and (count == 0 or wide + measure(letters[count]) <= width):
            wide += measure(letters[count])
            count += 1
        if count < len(letters):
            joint = max((at + 1 for at in range(count) if letters[at].text in "-/.,;:_@"), default=0)
            count = joint if joint > count // 2 else count
        parts.append(_joined(letters[:count]))
        letters = letters[count:]
    return parts


def _clusters(text: str) -> list[str]:
    """Letters with the marks that stand on them."""
    return re.findall(r".[\u0300-\u036f]*", text, re.DOTALL)


def _joined(letters: Sequence[Piece]) -> Word:
    made: list[Piece] = []
    for one in letters:
        if made and (made[-1].style, made[-1].script) == (one.style, one.script):
            made[-1] = Piece(made[-1].text + one.text, one.style, one.script)
        else:
            made.append(one)
    return tuple(made)
