"""Draws schematic outlines of the communes and writes portal/voice/data/outlines.json.

There are no surveyed borders in the project, only a point for each commune. Each commune gets the ground that is nearer
to its point than to any other (a Voronoi cell), cut by a hand-drawn outline of the district with its coast. Whoever has
the surveyed borders replaces the file: pages only read outlines as [lat, lon].

    python tools/commune_outlines.py
"""

from __future__ import annotations

import json
import math
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "portal" / "voice" / "data" / "outlines.json"
# The district, clockwise from the north-west: Tam Kỳ's border, the coast, Dung Quất, the hills. Lat, lon.
DISTRICT = [
    (15.556, 108.478), (15.566, 108.520), (15.578, 108.556), (15.592, 108.585), (15.585, 108.600),
    (15.552, 108.627), (15.520, 108.652), (15.507, 108.674), (15.496, 108.690), (15.486, 108.702),
    (15.470, 108.712), (15.450, 108.722), (15.428, 108.735), (15.408, 108.748), (15.388, 108.742),
    (15.376, 108.716), (15.366, 108.680), (15.356, 108.640), (15.338, 108.604), (15.318, 108.565),
    (15.304, 108.520), (15.312, 108.476), (15.345, 108.452), (15.388, 108.440), (15.430, 108.436),
    (15.470, 108.448), (15.512, 108.462),
]  # fmt: skip

Point = tuple[float, float]  # east, north in kilometres


def main() -> None:
    """Write the file."""
    tenants = tomllib.loads((ROOT / "content" / "tenants.toml").read_text(encoding="utf-8"))["tenant"]
    communes = [one for one in tenants if one.get("parent")]
    points = [_flat(one["lat"], one["lon"]) for one in communes]
    district = [_flat(*corner) for corner in DISTRICT]
    cells = []
    for own in points:
        cell = district
        for other in points:
            if other != own:
                cell = _nearer(cell, own, other)
        cells.append(cell)
    data = {
        "note": "Sơ đồ: ranh giới suy từ điểm trung tâm của mỗi xã, không phải địa giới hành chính.",
        "district": [list(corner) for corner in DISTRICT],
        "communes": [
            {
                "code": one["code"],
                "name": one["name"],
                "at": [one["lat"], one["lon"]],
                "outline": _round(cell),
            }
            for one, cell in zip(communes, cells, strict=True)
        ],
    }
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


_MIDDLE = 15.45


def _flat(lat: float, lon: float) -> Point:
    return lon * 111.32 * math.cos(math.radians(_MIDDLE)), lat * 110.57


def _round(cell: list[Point]) -> list[list[float]]:
    east = 111.32 * math.cos(math.radians(_MIDDLE))
    return [[round(y / 110.57, 5), round(x / east, 5)] for x, y in cell]


def _nearer(cell: list[Point], own: Point, other: Point) -> list[Point]:
    """The part of a cell that is nearer to `own` than to `other` (Sutherland and Hodgman, one edge)."""

    def side(point: Point) -> float:
        return math.dist(point, other) ** 2 - math.dist(point, own) ** 2

    kept: list[Point] = []
    for start, end in zip(cell, [*cell[1:], *cell[:1]], strict=True):
        before, after = side(start), side(end)
        if before >= 0:
            kept.append(start)
        if (before >= 0) != (after >= 0):
            share = before / (before - after)
            kept.append((start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])))
    return kept


if __name__ == "__main__":
    main()
