"""Strips set one below the other on pages: what belongs together is not torn, heads of tables stand again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass
class Strip:
    """A piece that is never torn. `before`: room above it, none at the top of a page. `glued`: it stays on the page of
    the one that follows. `again`: what is set above it where it begins a page (the head of its table)."""

    height: float
    draw: Callable[[float], None]
    before: float = 0.0
    glued: bool = False
    again: Sequence[Strip] = ()


class Pages(Protocol):
    """Where strips are set: the top and the foot of its pages, and how another is begun."""

    @property
    def top(self) -> float:
        """Where a page begins."""
        ...

    @property
    def foot(self) -> float:
        """Where it ends."""
        ...

    def new_page(self) -> None:
        """Begin the next page."""
        ...


def set_strips(pages: Pages, strips: Iterable[Strip], y: float) -> float:
    """Set strips from `y` on; where the last one ends."""
    for chunk in _chunks(strips):
        need = sum(one.height for one in chunk) + sum(one.before for one in chunk[1:])
        if y > pages.top and y + chunk[0].before + need > pages.foot + 1e-6:
            y = _turned(pages, chunk[0])
        for place, one in enumerate(chunk):
            gap = one.before if y > pages.top else 0.0
            if place and y > pages.top and y + gap + one.height > pages.foot + 1e-6:
                y, gap = _turned(pages, one), 0.0
            one.draw(y + gap)
            y += gap + one.height
    return y


def _turned(pages: Pages, first: Strip) -> float:
    """A new page, with what stands again above its first strip; where that one goes."""
    pages.new_page()
    y = pages.top
    for one in first.again:
        one.draw(y)
        y += one.height
    return y


def _chunks(strips: Iterable[Strip]) -> Iterator[list[Strip]]:
    held: list[Strip] = []
    for one in strips:
        held.append(one)
        if not one.glued:
            yield held
            held = []
    if held:
        yield held


def kept_together(strips: Sequence[Strip], least: int = 2) -> None:
    """Lines of a paragraph so that no fewer than `least` stand alone before or after the turn of a page."""
    last = len(strips) - 1
    for place, one in enumerate(strips[:-1]):
        if place < least - 1 or place >= last - (least - 1):
            one.glued = True


def glued_to_end(strips: Sequence[Strip], least: int, most: float) -> None:
    """The last `least` strips stay with what follows them, as long as they are no taller than `most`."""
    height = 0.0
    for one in reversed(strips[-least:] if least else ()):
        height += one.before + one.height
        if height > most:
            return
        one.glued = True
