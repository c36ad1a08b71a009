"""The drawn map: schematic outlines of the communes, and from degrees to the drawing and back.

The outlines come from tools/commune_outlines.py. A district is small: one scale for each axis is exact enough.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent.parent / "data" / "outlines.json"
WIDTH = 1000.0
MARGIN = 0.012  # degrees around the district
Corner = tuple[float, float]


@dataclass(frozen=True)
class Commune:
    """A commune as it is drawn: code, name, where its name stands, its outline as corners of the drawing."""

    code: str
    name: str
    label: Corner
    corners: tuple[Corner, ...]

    @property
    def points(self) -> str:
        """The outline for a polygon."""
        return " ".join(f"{x:.0f},{y:.0f}" for x, y in self.corners)


@dataclass(frozen=True)
class Drawing:
    """The whole map with its projection: x = (lon - west) · across, y = (north - lat) · down."""

    west: float
    north: float
    across: float
    down: float
    height: float
    communes: tuple[Commune, ...]

    def place(self, lat: float, lon: float) -> Corner:
        """Degrees as a point of the drawing."""
        return (lon - self.west) * self.across, (self.north - lat) * self.down

    def degrees(self, x: float, y: float) -> Corner:
        """A point of the drawing as (lat, lon)."""
        return self.north - y / self.down, self.west + x / self.across

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a place lies on the drawing; also False for what is no number."""
        x, y = self.place(lat, lon)
        return 0 <= x <= WIDTH and 0 <= y <= self.height

    def commune_at(self, lat: float, lon: float) -> Commune | None:
        """The commune in whose outline a place lies."""
        point = self.place(lat, lon)
        return next((one for one in self.communes if _inside(point, one.corners)), None)

    def box_of(self, code: str) -> str:
        """The part of the drawing to show: around one commune with its neighbours, or all of it."""
        found = next((one for one in self.communes if one.code == code), None)
        if found is None:
            return f"0 0 {WIDTH:.0f} {self.height:.0f}"
        left, right = min(x for x, _y in found.corners), max(x for x, _y in found.corners)
        top, bottom = min(y for _x, y in found.corners), max(y for _x, y in found.corners)
        size = max(right - left, bottom - top) * 1.3
        x = min(max((left + right - size) / 2, 0), max(WIDTH - size, 0))
        y = min(max((top + bottom - size) / 2, 0), max(self.height - size, 0))
        return f"{x:.0f} {y:.0f} {min(size, WIDTH):.0f} {min(size, self.height):.0f}"


@lru_cache(maxsize=1)
def drawing() -> Drawing:
    """The map of the district, read once."""
    data: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    lats, lons = [lat for lat, _lon in data["district"]], [lon for _lat, lon in data["district"]]
    west, north = min(lons) - MARGIN, max(lats) + MARGIN
    across = WIDTH / (max(lons) + MARGIN - west)
    down = across / math.cos(math.radians(sum(lats) / len(lats)))
    empty = Drawing(west, north, across, down, (north - min(lats) + MARGIN) * down, ())
    communes = tuple(
        Commune(
            one["code"],
            one["name"],
            empty.place(*one["at"]),
            tuple(empty.place(lat, lon) for lat, lon in one["outline"]),
        )
        for one in data["communes"]
    )
    return Drawing(west, north, across, down, empty.height, communes)


def _inside(point: Corner, corners: tuple[Corner, ...]) -> bool:
    """Whether a point lies in a polygon: how often a ray to the right crosses its border."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


def read_place(lat: str, lon: str) -> Corner | None:
    """A place as a form sends it, if it is one on the map."""
    try:
        found = float(lat[:20]), float(lon[:20])
    except ValueError:
        return None
    # Five digits are a metre: what a telephone claims beyond that is noise, and nobody needs it.
    return (round(found[0], 5), round(found[1], 5)) if drawing().holds(*found) else None
