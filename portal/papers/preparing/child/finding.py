"""Where a sheet of paper lies in a photo: the four corners of what is brighter than the table around it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from .shapes import Points, area, hull, in_order, line, meet, shrunk

Mask = NDArray[np.bool_]
SEARCHED = 400
"""Pixels of the longer side in which is searched: corners are then refined to a quarter of such a pixel."""
SMALLEST = 0.12  # share of the photo below which something bright is no sheet
LARGEST = 0.97  # share above which nothing of the table is seen: a scan
FILLED = 0.9  # share of the quadrangle that the sheet must fill
STEP = 0.045  # share of its brightness by which the sheet must be brighter than what lies beside it
PRINT = 2  # pixels by which dark strokes are filled


class Found:
    """Corners in fractions of the photo (top left, top right, bottom right, bottom left), and which sides of the sheet
    lie on the photo's edge ("left", "top", "right", "bottom"): there it may be cut off."""

    def __init__(self, corners: Points, cut: list[str]) -> None:
        self.corners = corners
        self.cut = cut


def find(photo: Image.Image) -> Found | None:
    """The sheet in a photo; None where no edge can be told: the photo shows nothing but the sheet, or no sheet.

    Light and dark are parted in several ways; of all quadrangles whose sides are real edges the widest is the sheet:
    the end of a shadow is soft, and what it parts is smaller than the sheet.
    """
    small = photo.convert("RGB")
    small.thumbnail((SEARCHED, SEARCHED), Image.Resampling.BOX)
    smooth = small.filter(ImageFilter.MaxFilter(2 * PRINT + 1)).filter(
        ImageFilter.GaussianBlur(1)
    )  # print vanishes
    grey = np.asarray(small.filter(ImageFilter.GaussianBlur(1)).convert("L"), dtype=np.float64)
    best: Found | None = None
    widest = 0.0
    for bright in _partings(smooth):
        mask = _sheet(bright)
        quad = None if mask is None else _quadrangle(mask)
        if mask is None or quad is None:
            continue
        wide = area(quad)
        if wide > widest and _is_a_sheet(quad, mask):
            cut = _cut(mask)
            if len(cut) < 3 and _stands_out(quad, grey, cut):  # beyond that the photo is the sheet
                best, widest = _found(quad, mask, cut), wide
    return best


def _partings(smooth: Image.Image) -> Iterator[Mask]:
    """Which pixels are bright: by lightness, by whiteness (paper on a bright wooden table), and against what is
    brightest around them, which shadows do not change."""
    rgb = np.asarray(smooth, dtype=np.float64)
    lightness, spread = rgb.mean(axis=2), rgb.max(axis=2) - rgb.min(axis=2)
    for grey in (lightness, np.clip(lightness - 1.5 * spread, 0, 255)):
        yield grey > _threshold(grey)
    around = _brightest_around(smooth.convert("L"))
    for share in (0.6, 0.72, 0.82, 0.9, 0.94):
        yield lightness > share * around


def _brightest_around(grey: Image.Image) -> NDArray[np.float64]:
    size = (max(1, grey.width // 5), max(1, grey.height // 5))
    small = grey.resize(size, Image.Resampling.BOX).filter(ImageFilter.MaxFilter(9))
    return np.asarray(small.resize(grey.size, Image.Resampling.BILINEAR), dtype=np.float64)


def _sheet(bright: Mask) -> Mask | None:
    """The pixels of what is bright and lies around the middle."""
    height, width = bright.shape
    seed = np.zeros_like(bright)
    seed[height // 3 : -(height // 3) or None, width // 3 : -(width // 3) or None] = True
    grown = seed & bright
    if grown.sum() < 0.2 * seed.sum():
        return None
    grown = _joined(grown, bright)
    share = grown.mean()
    return grown if SMALLEST < share < LARGEST else None


def _joined(grown: Mask, within: Mask) -> Mask:
    """All pixels of `within` that are joined with `grown`: spread along rows and columns until nothing is added."""
    count = 0
    while (now := int(grown.sum())) != count:
        count = now
        for _axis in range(2):
            grown = _spread(grown, within).T
            within = within.T
    return grown


def _spread(grown: Mask, within: Mask) -> Mask:
    """Along each row: every run of `within` in which a pixel is grown is grown whole."""
    padded = np.zeros((within.shape[0], within.shape[1] + 1), dtype=bool)
    padded[:, :-1] = within
    flat = padded.ravel()
    starts = np.flatnonzero(flat & ~np.concatenate(([False], flat[:-1])))
    if not len(starts):
        return grown
    seeds = np.zeros_like(padded)
    seeds[:, :-1] = grown & within
    run = np.cumsum(flat & ~np.concatenate(([False], flat[:-1]))) - 1
    touched = np.zeros(len(starts), dtype=bool)
    touched[run[seeds.ravel()]] = True
    filled = flat & touched[np.clip(run, 0, None)]
    out: Mask = filled.reshape(padded.shape)[:, :-1]
    return out


def _threshold(grey: NDArray[np.float64]) -> float:
    """The grey that parts light and dark best (Otsu)."""
    counts, edges = np.histogram(grey, bins=128, range=(0, 256))
    weight = np.cumsum(counts)
    total = weight[-1]
    sums = np.cumsum(counts * (edges[:-1] + 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = sums / weight, (sums[-1] - sums) / (total - weight)
        between = weight * (total - weight) * (low - high) ** 2
    return float(edges[int(np.nanargmax(between))] + 2)


def _quadrangle(mask: Mask) -> Points | None:
    """The corners of what the mask shows: the widest quadrangle within its hull, its sides then laid along the edge."""
    edge = _outline(mask)
    ring = hull(edge)
    if len(ring) < 4:
        return None
    best, widest = None, 0.0
    for one in range(len(ring)):
        for other in range(one + 2, len(ring)):
            line = ring[other] - ring[one]
            offs = ring - ring[one]
            side = line[0] * offs[:, 1] - line[1] * offs[:, 0]
            high, low = int(side.argmax()), int(side.argmin())
            if side[high] <= 0 or side[low] >= 0:
                continue
            if (wide := float(side[high] - side[low])) > widest:
                widest, best = wide, ring[[one, low, other, high]]
    return None if best is None else in_order(_along(best, edge))


def _outline(mask: Mask) -> Points:
    """The first and last pixel of each row and column."""
    points = []
    for turned, lines in ((False, mask), (True, mask.T)):
        some = lines.any(axis=1)
        rows = np.flatnonzero(some)
        first = lines[rows].argmax(axis=1)
        last = lines.shape[1] - 1 - lines[rows][:, ::-1].argmax(axis=1)
        for columns in (first, last):
            pair = np.stack([rows, columns] if turned else [columns, rows], axis=1)
            points.append(pair)
    found: Points = np.unique(np.concatenate(points), axis=0).astype(np.float64)
    return found


def _along(quad: Points, edge: Points) -> Points:
    """The corners where straight lines along the four edges meet; a fold or a thumb at one place moves no line."""
    lines = []
    for number in range(4):
        start, end = quad[number], quad[(number + 1) % 4]
        length = float(np.hypot(*(end - start)))
        if length < 8:
            return quad
        unit = (end - start) / length
        offs = edge - start
        along, off = offs @ unit, offs @ np.array([-unit[1], unit[0]])
        near = edge[(np.abs(off) < 6) & (along > 0.08 * length) & (along < 0.92 * length)]
        if len(near) < 12:
            return quad
        lines.append(line(near))
    corners = [meet(lines[number - 1], lines[number]) for number in range(4)]
    if any(one is None for one in corners):
        return quad
    laid: Points = np.array(corners)
    return laid if np.abs(laid - quad).max() < 25 else quad


def _is_a_sheet(quad: Points, mask: Mask) -> bool:
    """Whether the quadrangle is filled (print that reaches its edge may leave holes) and has the corners of a sheet
    seen from above."""
    for number in range(4):
        before, after = quad[number - 1] - quad[number], quad[(number + 1) % 4] - quad[number]
        cosine = float(before @ after / (np.hypot(*before) * np.hypot(*after) + 1e-9))
        if abs(cosine) > 0.5:  # flatter than 120° or sharper than 60°
            return False
    return FILLED < mask.sum() / max(1.0, area(quad)) < 1.1


def _stands_out(quad: Points, grey: NDArray[np.float64], cut: list[str]) -> bool:
    """Whether every side is an edge: what lies just within is brighter than what lies just outside, along most of it.
    Sides on the edge of the photo have no outside."""
    inner = quad + 0.0
    middle = quad.mean(axis=0)
    for number in range(4):
        start, end = inner[number], inner[(number + 1) % 4]
        along = start + (end - start) * np.linspace(0.06, 0.94, 60)[:, None]
        unit = (end - start) / (np.hypot(*(end - start)) + 1e-9)
        out = np.array([unit[1], -unit[0]])
        if out @ (start - middle) < 0:
            out = -out
        outside, kept = _at(grey, along + out * (PRINT + 3))
        inside, _kept = _at(grey, along - out * (PRINT + 1))
        if kept.mean() < 0.4 and cut:
            continue
        steps = (inside - outside)[kept] / np.maximum(inside[kept], 20.0)
        if kept.sum() < 15 or float(np.quantile(steps, 0.35)) < STEP:
            return False
    return True


def _at(grey: NDArray[np.float64], points: Points) -> tuple[NDArray[np.float64], Mask]:
    """The grey at some points, and which of them lie in the photo."""
    columns, rows = np.round(points[:, 0]).astype(int), np.round(points[:, 1]).astype(int)
    kept = (columns >= 0) & (rows >= 0) & (columns < grey.shape[1]) & (rows < grey.shape[0])
    return grey[np.clip(rows, 0, grey.shape[0] - 1), np.clip(columns, 0, grey.shape[1] - 1)], kept


def _cut(mask: Mask) -> list[str]:
    edges = {"top": mask[0], "bottom": mask[-1], "left": mask[:, 0], "right": mask[:, -1]}
    return [name for name, line in edges.items() if line.mean() > 0.25]


def _found(quad: Points, mask: Mask, cut: list[str]) -> Found:
    """Corners in fractions. What made print vanish made the sheet wider by as many pixels: undone, but not where it
    lies on the photo's edge."""
    height, width = mask.shape
    narrow = shrunk(quad, PRINT)
    on_edge = (quad < 1.5) | (quad > np.array([width, height]) - 2.5)
    corners = (np.where(on_edge, quad, narrow) + 0.5) / np.array([width, height])
    return Found(np.clip(corners, 0.0, 1.0), cut)
