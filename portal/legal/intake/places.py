"""Where on a page picture the words of a quote stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

SAME_LINE = 0.6  # of the height of a word
PADDING = 0.004  # of the page, around a mark


@dataclass(frozen=True)
class Box:
    """A rectangle in fractions of the page."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class _Token:
    """A run of letters of the text, without spaces."""

    start: int
    end: int
    text: str


def boxes(text: str, words: Sequence[Sequence[Any]], start: int, end: int) -> list[Box]:
    """A rectangle for each line of words that text[start:end] covers.

    `words` are [text, x0, y0, x1, y1]. Their order may be another than that of the text: what is printed in two columns
    goes line by line across the page there, and column by column here. A word that does not stand in the text is
    passed over.
    """
    found = _places(text, [str(one[0]) for one in words])
    marked = [words[place] for token, place in found if token.start < end and token.end > start]
    return [_around(line) for line in _lines(marked)]


def _places(text: str, words: Sequence[str]) -> list[tuple[_Token, int]]:
    """Which word each token of the text is, in the order of the text.

    Whole printed lines are looked for first, the longest before the others: the words of one stand together.
    """
    lines = [line for line in _token_lines(text) if line]
    starts: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        starts[word].append(place)
    used = [False] * len(words)
    begun: dict[int, int] = {}
    for number in sorted(range(len(lines)), key=lambda one: -len(lines[one])):
        tokens = [token.text for token in lines[number]]
        expected = _expected(number, lines, begun)
        free = [
            place
            for place in starts[tokens[0]]
            if list(words[place : place + len(tokens)]) == tokens
            and not any(used[place : place + len(tokens)])
        ]
        if free:
            begun[number] = min(free, key=lambda place: abs(place - expected))
            used[begun[number] : begun[number] + len(tokens)] = [True] * len(tokens)
    found: list[tuple[_Token, int]] = []
    for number, line in enumerate(lines):
        if number in begun:
            found.extend((token, begun[number] + offset) for offset, token in enumerate(line))
        else:
            found.extend(_one_by_one(line, starts, used, _expected(number, lines, begun)))
    return found


def _token_lines(text: str) -> Iterator[list[_Token]]:
    offset = 0
    for line in text.split("\n"):
        yield [_Token(offset + one.start(), offset + one.end(), one[0]) for one in re.finditer(r"\S+", line)]
        offset += len(line) + 1


def _expected(number: int, lines: Sequence[list[_Token]], begun: dict[int, int]) -> int:
    """Where a line would begin if the words went on, in the order of the text, from the last line that was found."""
    between = 0
    for earlier in range(number - 1, max(-1, number - 40), -1):
        between += len(lines[earlier])
        if earlier in begun:
            return begun[earlier] + between
    return sum(len(line) for line in lines[:number])


def _one_by_one(
    line: Sequence[_Token], starts: dict[str, list[int]], used: list[bool], expected: int
) -> Iterator[tuple[_Token, int]]:
    """The words of a line that does not stand as a whole: each the nearest that is left."""
    for token in line:
        free = [place for place in starts.get(token.text, ()) if not used[place]]
        if free:
            place = min(free, key=lambda one: abs(one - expected))
            used[place] = True
            expected = place + 1
            yield token, place


def _lines(words: Sequence[Sequence[Any]]) -> list[list[Sequence[Any]]]:
    lines: list[list[Sequence[Any]]] = []
    for word in words:
        last = lines[-1][-1] if lines else None
        if last is not None and abs(_middle(last) - _middle(word)) < SAME_LINE * (last[4] - last[2]):
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def _middle(word: Sequence[Any]) -> float:
    return float(word[2] + word[4]) / 2


def _around(words: Sequence[Sequence[Any]]) -> Box:
    left, top = min(one[1] for one in words) - PADDING, min(one[2] for one in words) - PADDING
    right, bottom = max(one[3] for one in words) + PADDING, max(one[4] for one in words) + PADDING
    return Box(round(left, 4), round(top, 4), round(right - left, 4), round(bottom - top, 4))
