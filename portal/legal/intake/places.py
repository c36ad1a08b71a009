"""Where on a page picture the words of a quote stand."""

from __future__ import annotations

from collections.abc import Sequence
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


def boxes(text: str, words: Sequence[Sequence[Any]], start: int, end: int) -> list[Box]:
    """A rectangle for each line of words that text[start:end] covers.

    `words` are [text, x0, y0, x1, y1] in the order of the text. A word that does not stand in the text (it was split
    or joined there) is passed over, so that the words behind it are found all the same.
    """
    marked: list[Sequence[Any]] = []
    at = 0
    for word in words:
        found = text.find(str(word[0]), at) if word[0] else -1
        if found < 0:
            continue
        if found - at > 200:  # the same word far away: this one was lost, not the text between
            continue
        at = found + len(str(word[0]))
        if found < end and at > start:
            marked.append(word)
    return [_around(line) for line in _lines(marked)]


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
