"""The relations of a document as a small drawing: it in the middle, what it acts on to the left, what acts on it right.

Pure geometry; the template draws SVG of it, which needs no script and reads as a list without pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.legal.relations.queries import RelationGroup

WIDTH = 720
_BOX_WIDTH, _BOX_HEIGHT, _GAP = 210, 44, 12
_MOST = 6  # documents on each side
_STRONG = (
    "replaces",
    "abolishes",
    "suspends",
    "amends",
    "corrects",
    "guides",
    "consolidates",
    "based_on",
    "refers",
)


@dataclass(frozen=True)
class Box:
    """A document: its place, name, link ("" for none) and the relation that leads to it."""

    x: int
    y: int
    name: str
    label: str
    path: str
    kind: str
    is_own: bool

    @property
    def middle(self) -> int:
        """The height at which its line ends."""
        return self.y + _BOX_HEIGHT // 2


@dataclass(frozen=True)
class Diagram:
    """Everything that the template draws; `hidden` documents found no room."""

    height: int
    centre_y: int
    left: tuple[Box, ...]
    right: tuple[Box, ...]
    hidden: int
    width: int = WIDTH
    box_width: int = _BOX_WIDTH
    box_height: int = _BOX_HEIGHT

    @property
    def centre_x(self) -> int:
        """The left edge of the document in the middle."""
        return (self.width - self.box_width) // 2


def diagram(groups: Sequence[RelationGroup]) -> Diagram | None:
    """The drawing of these relations; None where there is none."""
    sides: dict[bool, list[tuple[RelationGroup, int]]] = {True: [], False: []}
    total = 0
    for group in sorted(groups, key=lambda one: _STRONG.index(one.kind)):
        total += len(group.documents) + group.more
        sides[group.is_own].extend((group, place) for place in range(len(group.documents)))
    if not total:
        return None
    left, right = sides[True][:_MOST], sides[False][:_MOST]
    rows = max(len(left), len(right), 1)
    height = rows * (_BOX_HEIGHT + _GAP) + _GAP
    return Diagram(
        height,
        (height - _BOX_HEIGHT) // 2,
        _boxes(left, 0, height),
        _boxes(right, WIDTH - _BOX_WIDTH, height),
        total - len(left) - len(right),
    )


def _boxes(side: list[tuple[RelationGroup, int]], x: int, height: int) -> tuple[Box, ...]:
    used = len(side) * (_BOX_HEIGHT + _GAP) - _GAP
    y = (height - used) // 2
    boxes = []
    for group, place in side:
        document = group.documents[place]
        boxes.append(Box(x, y, _short(document.name), group.label, document.path, group.kind, group.is_own))
        y += _BOX_HEIGHT + _GAP
    return tuple(boxes)


def _short(name: str, most: int = 30) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
