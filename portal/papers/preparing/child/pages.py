"""One photo or scan made a page: found, flattened, upright, straight, white, small; and what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from .checking import troubles
from .cleaning import clean, encoded
from .finding import find
from .focus import softness
from .loading import load
from .warping import fitted, flattened, lies_on_its_side, straightened, turn_of

TURN_SECONDS = 8


def corners(path: str) -> dict[str, Any]:
    """Where the sheet lies in a picture: size, the four corners in fractions (clockwise from the top left one; those
    of the picture where none was found), whether one was found."""
    photo = load(path)
    found = find(photo)
    four = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]] if found is None else found.corners.tolist()
    return {"width": photo.width, "height": photo.height, "corners": four, "found": found is not None}


def page(
    path: str,
    folder: str,
    target: str,
    corners: list[list[float]] | None = None,
    turn: int | None = None,
    colour: str = "auto",
) -> dict[str, Any]:
    """Write a picture as JPEG of a page to `target` (scratch goes to `folder`); what was done and what is wrong.

    `corners` are a person's (else they are looked for), `turn` (0, 90, 180, 270, counter-clockwise) likewise.
    """
    photo = load(path)
    cut: list[str] = []
    focus: float | None = None
    if corners is not None:
        flat, behind = flattened(photo, np.array(corners, dtype=np.float64))
    elif (found := find(photo)) is not None:
        cut, focus = found.cut, softness(photo, found.corners)
        flat, behind = flattened(photo, found.corners)
    else:
        flat, behind = fitted(photo)
    del photo
    pixels = max(flat.size) * behind
    turned = _turned(flat, turn, Path(folder))
    level, angle = straightened(turned[0])
    done = clean(level, colour)
    raw, quality = encoded(done.page)
    Path(target).write_bytes(raw)
    return {
        "width": done.page.width,
        "height": done.page.height,
        "bytes": len(raw),
        "quality": quality,
        "coloured": done.coloured,
        "turn": turned[1],
        "angle": round(angle, 2),
        "troubles": troubles(done.page, done.light, pixels, cut, focus),
    }


def _turned(flat: Image.Image, turn: int | None, folder: Path) -> tuple[Image.Image, int]:
    """The page upright and by how much it was turned: as a person says, else as its letters tell, else so that its
    lines lie level."""
    if turn is None:
        turn = turn_of(flat, folder, TURN_SECONDS)
    if turn is None:
        turn = 90 if lies_on_its_side(flat) else 0
    return (flat.rotate(turn, expand=True) if turn else flat), turn
