"""A piece of a legal text and the pieces within it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

RANKS = {"Phần": 1, "Phụ lục": 1, "Chương": 2, "Mục": 3, "Tiểu mục": 4, "Điều": 5, "Khoản": 6, "Điểm": 7}
"""A unit stands within units of lower rank (Decree 34/2016/NĐ-CP, article 62: bố cục của văn bản)."""
GROUPS = ("Phần", "Phụ lục", "Chương", "Mục", "Tiểu mục")


@dataclass(frozen=True)
class Node:
    """A unit of a text: text[start:end] is the whole of it, text[start:label_end] its printed mark ("a) ").

    Its own words stand from `label_end` to its first child; children follow each other without a gap to `end`.
    `heading` is the name that an article or a group carries; it is part of the own words.
    """

    unit: str
    no: str
    start: int
    label_end: int
    end: int
    anchor: str
    heading: str = ""
    children: tuple[Node, ...] = ()

    @property
    def own_end(self) -> int:
        """Where its own words end."""
        return self.children[0].start if self.children else self.end

    def walk(self) -> Iterator[Node]:
        """This node and all within it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


def pieces(node: Node, text: str) -> Iterator[str]:
    """The marks and own words of a node and all within it; joined they are text[node.start:node.end]."""
    for one in node.walk():
        yield text[one.start : one.label_end]
        yield text[one.label_end : one.own_end]
