"""What is wrong with a page, as words of the code; people are told by `preparing/telling.py`.

"dark", "blurred", "small", "cut", "blank": each measured on generated photos (`bench.papers`).
"""

from __future__ import annotations

import numpy as np
from PIL import Image

DARK = 70.0  # grey levels of bare paper
BLURRED = 0.2
SOFT = 0.16  # of the steps at the sheet's edges (focus.py)
SMALL = 1250  # pixels of the longer side of the sheet: A4 at 107 dpi, where marks of letters run together
BLANK = 0.0007  # share of ink


def troubles(
    page: Image.Image, light: float, pixels: float, cut: list[str], focus: float | None = None
) -> list[str]:
    """Words for what is wrong with a whitened page: `light` of its paper, `pixels` of the photo along its longer
    side, sides that are `cut`; `focus` is how sharp the photo was at the edges of the sheet (None: unknown). A page
    without ink in a photo out of focus is not called blank: what was on it is not to be seen."""
    grey = np.asarray(page.convert("L"), dtype=np.float32)
    soft = focus is not None and focus < SOFT
    if ink_of(grey) < BLANK:
        return ["blurred"] if soft else ["blank"]
    found = ["cut"] if cut else []
    if light < DARK:
        found.append("dark")
    if pixels < SMALL:
        found.append("small")
    elif soft or sharpness_of(grey) < BLURRED:
        found.append("blurred")
    return found


def ink_of(grey: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> float:
    """The share of dark pixels, without a margin of 3 % in which shadows of edges lie."""
    high, wide = grey.shape[0] // 33, grey.shape[1] // 33
    inner = grey[high : grey.shape[0] - high or None, wide : grey.shape[1] - wide or None]
    return float((inner < 150).mean())


def sharpness_of(grey: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> float:
    """How steep the edges of the ink are: the steepest step from pixel to pixel (99.7 % quantile among pixels at ink),
    as a share of the step from ink to paper."""
    steps = np.abs(np.diff(grey, axis=1))
    near = grey[:, :-1] < 190
    if near.sum() < 200:
        return 1.0
    return float(np.quantile(steps[near], 0.9)) / max(40.0, 255.0 - float(np.quantile(grey, 0.01)))
