"""Whether a photo is out of focus, told by the edges of the sheet: they are there even where nothing is written, and
where a blur has taken all that was."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LOOKED = 1000
"""Pixels of the photo's longer side in which is looked."""
REACH = 24  # pixels to both sides of an edge
TOGETHER = (
    20  # neighbouring places of an edge whose mean is taken: noise goes, and so little of an edge is straight
)
STEP = 20.0  # grey levels between sheet and table from which an edge tells anything
FEWEST = 8  # places that suffice to tell
Array = NDArray[np.float64]


def softness(photo: Image.Image, corners: Array) -> float | None:
    """How much of an edge's step from sheet to table lies between one pixel and the next, where it is steepest: near 1
    for a sharp photo, below 0.16 for one whose letters are gone. None where no edge tells."""
    small = photo.convert("L")
    small.thumbnail((LOOKED, LOOKED), Image.Resampling.BOX)
    grey = np.asarray(small, dtype=np.float64)
    points = corners * np.array([small.width, small.height])
    steepest = [one for number in range(4) for one in _along(grey, points[number], points[(number + 1) % 4])]
    return float(np.median(steepest)) if len(steepest) >= FEWEST else None


def _along(grey: Array, start: Array, end: Array) -> list[float]:
    """The steepest step at places along one side, as a share of the whole step there."""
    way = end - start
    unit = way / (np.hypot(*way) + 1e-9)
    across = np.array([-unit[1], unit[0]])
    places = start + way * np.linspace(0.08, 0.92, TOGETHER * 10)[:, None]
    spots = places[:, None, :] + across * np.arange(-REACH, REACH + 1)[None, :, None]
    column, row = np.rint(spots[..., 0]).astype(int), np.rint(spots[..., 1]).astype(int)
    height, width = grey.shape
    seen = ((column >= 0) & (column < width) & (row >= 0) & (row < height)).all(axis=1)
    values = grey[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)]
    found = []
    for first in range(0, len(values), TOGETHER):
        if seen[first : first + TOGETHER].all():
            profile = values[first : first + TOGETHER].mean(axis=0)
            step = float(profile.max() - profile.min())
            if step >= STEP:
                found.append(float(np.abs(np.diff(profile)).max()) / step)
    return found
