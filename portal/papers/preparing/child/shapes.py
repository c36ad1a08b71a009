"""Points, lines and quadrangles in a plane; y grows downwards."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


def hull(points: Points) -> Points:
    """The convex hull, thinned to what matters at this size."""
    ordered = points[np.lexsort((points[:, 1], points[:, 0]))]
    rings: list[list[Points]] = []
    for way in (ordered, ordered[::-1]):
        ring: list[Points] = []
        for point in way:
            while len(ring) >= 2 and _turn(ring[-2], ring[-1], point) <= 0:
                ring.pop()
            ring.append(point)
        rings.append(ring[:-1])
    ring_of = np.array(rings[0] + rings[1])
    step = max(1, len(ring_of) // 60)
    return ring_of[::step]


def _turn(first: Points, second: Points, third: Points) -> float:
    one, two = second - first, third - first
    return float(one[0] * two[1] - one[1] * two[0])


def line(points: Points) -> tuple[Points, Points]:
    """A point and a direction of the line that lies best along most of the points."""
    kept = points
    for _round in range(3):
        middle = kept.mean(axis=0)
        direction = np.linalg.svd(kept - middle, full_matrices=False)[2][0]
        off = np.abs((kept - middle) @ np.array([-direction[1], direction[0]]))
        kept = kept[off <= max(0.8, float(np.quantile(off, 0.8)))]
    return middle, direction


def meet(one: tuple[Points, Points], other: tuple[Points, Points]) -> Points | None:
    """Where two lines (a point and a direction each) meet; None where they run nearly alike."""
    matrix = np.stack([one[1], -other[1]], axis=1)
    if abs(float(np.linalg.det(matrix))) < 0.2:
        return None
    met: Points = one[0] + one[1] * np.linalg.solve(matrix, other[0] - one[0])[0]
    return met


def in_order(quad: Points) -> Points:
    """Top left, top right, bottom right, bottom left."""
    middle = quad.mean(axis=0)
    angles = np.arctan2(quad[:, 1] - middle[1], quad[:, 0] - middle[0])
    ring = quad[np.argsort(angles)]
    return np.roll(ring, -int(ring.sum(axis=1).argmin()), axis=0)


def area(quad: Points) -> float:
    """What a quadrangle covers, in pixels."""
    across, down = quad[:, 0], quad[:, 1]
    return float(abs(np.dot(across, np.roll(down, -1)) - np.dot(down, np.roll(across, -1))) / 2)


def shrunk(quad: Points, by: float) -> Points:
    """The quadrangle with each side moved inward."""
    middle = quad.mean(axis=0)
    lines = []
    for number in range(4):
        start, end = quad[number], quad[(number + 1) % 4]
        unit = (end - start) / (np.hypot(*(end - start)) + 1e-9)
        inward = np.array([-unit[1], unit[0]])
        if inward @ (middle - start) < 0:
            inward = -inward
        lines.append((start + inward * by, unit))
    corners = [meet(lines[number - 1], lines[number]) for number in range(4)]
    return quad if any(one is None for one in corners) else np.array(corners)
