"""What drawings are made of. A drawing is a list of marks with roles; `palette` has a colour for each role, and
pages, files and papers draw the same marks. Lengths are units of the drawing: a letter is 12 of them high."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
START, MIDDLE, END = "start", "middle", "end"


@dataclass(frozen=True)
class Area:
    """A filled polygon; `told` is said of it when somebody points at it."""

    points: tuple[Point, ...]
    role: str
    told: str = ""


@dataclass(frozen=True)
class Stroke:
    """A line through points."""

    points: tuple[Point, ...]
    role: str


@dataclass(frozen=True)
class Hatch:
    """Lines from point to point, drawn as one."""

    pieces: tuple[tuple[Point, Point], ...]
    role: str


@dataclass(frozen=True)
class Dot:
    """A filled circle."""

    x: float
    y: float
    radius: float
    role: str
    told: str = ""


@dataclass(frozen=True)
class Text:
    """A line of letters; `y` is where it stands on, `x` its start, middle or end, as `anchor` says."""

    x: float
    y: float
    text: str
    role: str = "label"
    anchor: str = START
    size: float = 12
    bold: bool = False


Mark: TypeAlias = Area | Stroke | Hatch | Dot | Text


@dataclass(frozen=True)
class Drawing:
    """Marks within `width` × `height`; later ones lie on earlier ones."""

    width: float
    height: float
    marks: tuple[Mark, ...]


def box(x: float, y: float, width: float, height: float, role: str, told: str = "") -> Area:
    """A rectangle."""
    return Area(((x, y), (x + width, y), (x + width, y + height), (x, y + height)), role, told)


def hatched(areas: Iterable[Sequence[Point]], role: str, gap: float = 5) -> Hatch:
    """Slanting lines over convex polygons, `gap` apart: the second mark of what a colour tells."""
    pieces: list[tuple[Point, Point]] = []
    for points in areas:
        sums = [x + y for x, y in points]
        at = (min(sums) // gap + 1) * gap
        while at < max(sums):
            cut = _cut(points, at)
            if cut is not None:
                pieces.append(cut)
            at += gap
    return Hatch(tuple(pieces), role)


def _cut(points: Sequence[Point], at: float) -> tuple[Point, Point] | None:
    """Where the line x + y = at passes through a convex polygon."""
    found: list[Point] = []
    for one, other in zip(points, (*points[1:], points[0]), strict=True):
        here, there = one[0] + one[1] - at, other[0] + other[1] - at
        if (here < 0) != (there < 0):
            share = here / (here - there)
            found.append((one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share))
    return (found[0], found[1]) if len(found) == 2 else None


def moved(mark: Mark, dx: float, dy: float) -> Mark:
    """The same mark elsewhere."""
    if isinstance(mark, Dot | Text):
        return replace(mark, x=mark.x + dx, y=mark.y + dy)
    if isinstance(mark, Hatch):
        pieces = tuple(((a + dx, b + dy), (c + dx, d + dy)) for (a, b), (c, d) in mark.pieces)
        return replace(mark, pieces=pieces)
    return replace(mark, points=tuple((x + dx, y + dy) for x, y in mark.points))
