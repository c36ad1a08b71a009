"""A sketch of a map: the ground that points lie on, shared out among them. Pure; of our own, without any border.

Each point gets what is nearer to it than to the others (a Voronoi partition), clipped to a rounded ground around
all of them. Before that the points move a little towards the middles of their shares (Lloyd), so that a crowded
coast leaves room for names: neighbours stay neighbours, the shares become alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from portal.charts.marks import Point

_CORNERS = 48  # of the round ground about a point
ROUNDS = 4
_TALLEST = 1.15  # of its width


@dataclass(frozen=True)
class Share:
    """What a point gets: the place that it moved to, and the convex polygon around it."""

    centre: Point
    outline: tuple[Point, ...]


def flat(places: Sequence[tuple[float, float]]) -> list[Point]:
    """(latitude, longitude) in degrees as points of a plane, east to the right and south below, in degrees of
    latitude; true enough for a district."""
    if not places:
        return []
    squeeze = math.cos(math.radians(sum(lat for lat, _lon in places) / len(places)))
    return [(lon * squeeze, -lat) for lat, lon in places]


def shared_out(points: Sequence[Point], width: float, rounds: int = ROUNDS) -> tuple[float, list[Share]]:
    """The ground around the points, drawn `width` wide (narrower if it would be too tall), and each point's
    share of it in their order; and how high the ground is. Points that lie upon each other are moved apart."""
    if not points:
        return 0.0, []
    placed = _apart(points)
    reach = _reach(placed)
    ground = hull([
        (x + reach * math.cos(turn), y + reach * math.sin(turn))
        for x, y in placed
        for turn in (2 * math.pi * one / _CORNERS for one in range(_CORNERS))
    ])  # fmt: skip
    height, ground, placed = _fitted(ground, placed, width)
    cells = [cell(at, placed, ground) for at in range(len(placed))]
    for _round in range(rounds):
        placed = [centre_of(one) for one in cells]
        cells = [cell(at, placed, ground) for at in range(len(placed))]
    return height, [Share(centre, tuple(one)) for centre, one in zip(placed, cells, strict=True)]


def _apart(points: Sequence[Point]) -> list[Point]:
    """The points, those that are nearly on another one moved aside by a little that depends on their number."""
    side = max(max(x for x, _y in points) - min(x for x, _y in points),
               max(y for _x, y in points) - min(y for _x, y in points), 0.01)  # fmt: skip
    found: list[Point] = []
    for number, (x, y) in enumerate(points):
        while any(math.dist((x, y), other) < side * 0.01 for other in found):
            turn = number * 2.4
            x, y = x + side * 0.02 * math.cos(turn), y + side * 0.02 * math.sin(turn)
        found.append((x, y))
    return found


def _reach(points: Sequence[Point]) -> float:
    """How far the ground reaches beyond the points: half of what they lie apart."""
    wide = max(x for x, _y in points) - min(x for x, _y in points)
    tall = max(y for _x, y in points) - min(y for _x, y in points)
    side = max(wide, tall, 0.01)
    return 0.5 * max(math.sqrt(wide * tall / len(points)), side / len(points))


def _fitted(
    ground: Sequence[Point], points: Sequence[Point], width: float
) -> tuple[float, list[Point], list[Point]]:
    """The same in units of the drawing."""
    left, top = min(x for x, _y in ground), min(y for _x, y in ground)
    wide, tall = max(x for x, _y in ground) - left, max(y for _x, y in ground) - top
    factor = min(width / wide, width * _TALLEST / tall)
    aside = (width - wide * factor) / 2

    def there(one: Point) -> Point:
        return (one[0] - left) * factor + aside, (one[1] - top) * factor

    return tall * factor, [there(one) for one in ground], [there(one) for one in points]


def hull(points: Sequence[Point]) -> list[Point]:
    """The convex hull of points, in order around it (Andrew's monotone chain)."""
    order = sorted(set(points))
    if len(order) < 3:
        return order

    def chain(those: Sequence[Point]) -> list[Point]:
        found: list[Point] = []
        for one in those:
            while len(found) > 1 and _turn(found[-2], found[-1], one) <= 0:
                found.pop()
            found.append(one)
        return found[:-1]

    return chain(order) + chain(order[::-1])


def _turn(one: Point, other: Point, third: Point) -> float:
    return (other[0] - one[0]) * (third[1] - one[1]) - (other[1] - one[1]) * (third[0] - one[0])


def cell(at: int, points: Sequence[Point], ground: Sequence[Point]) -> list[Point]:
    """What of a convex ground is nearer to a point than to the others: cut once for each of those."""
    x, y = points[at]
    found = list(ground)
    for number, (a, b) in enumerate(points):
        if number != at:
            found = _nearer(found, (x, y), (a, b))
    return found


def _nearer(polygon: Sequence[Point], mine: Point, other: Point) -> list[Point]:
    dx, dy = other[0] - mine[0], other[1] - mine[1]
    limit = ((other[0] ** 2 - mine[0] ** 2) + (other[1] ** 2 - mine[1] ** 2)) / 2
    beyond = [x * dx + y * dy - limit for x, y in polygon]
    found: list[Point] = []
    for at, one in enumerate(polygon):
        after = (at + 1) % len(polygon)
        if beyond[at] <= 0:
            found.append(one)
        if (beyond[at] < 0 < beyond[after]) or (beyond[after] < 0 < beyond[at]):
            share = beyond[at] / (beyond[at] - beyond[after])
            next_one = polygon[after]
            found.append((one[0] + (next_one[0] - one[0]) * share, one[1] + (next_one[1] - one[1]) * share))
    return found


def area_of(polygon: Sequence[Point]) -> float:
    """The area of a polygon, without a sign."""
    return abs(sum(one[0] * other[1] - other[0] * one[1] for one, other in _sides(polygon))) / 2


def centre_of(polygon: Sequence[Point]) -> Point:
    """The centre of gravity of a polygon."""
    twice = sum(one[0] * other[1] - other[0] * one[1] for one, other in _sides(polygon))
    if abs(twice) < 1e-9:
        return sum(x for x, _y in polygon) / len(polygon), sum(y for _x, y in polygon) / len(polygon)
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in _sides(polygon)) / (3 * twice)
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in _sides(polygon)) / (3 * twice)
    return x, y


def _sides(polygon: Sequence[Point]) -> list[tuple[Point, Point]]:
    return list(zip(polygon, (*polygon[1:], *polygon[:1]), strict=True))
