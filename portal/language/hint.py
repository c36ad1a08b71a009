"""What is told of a place in a text."""

from __future__ import annotations

from dataclasses import dataclass

SPELLING, READING, ACCESS, TIDY = "spelling", "reading", "access", "tidy"
"""Groups: how words are written; how it reads; what people who do not see the page need; signs and layout."""


@dataclass(frozen=True)
class Hint:
    """A place in a text that its writer may want to look at.

    `start`, `end`: characters of the text. `found`: what stands there. `suggestions` can be put there as they are.
    `count`: the figure that the hint speaks of (syllables, words, levels). `word`: may be added to the words of the
    portal, so that it is not marked any more.
    """

    group: str
    code: str
    start: int
    end: int
    found: str
    suggestions: tuple[str, ...] = ()
    count: int = 0
    word: str = ""
