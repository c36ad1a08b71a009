"""From four corners in a photo to an upright page; small angles of scans; which way round a page stands."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Points = NDArray[np.float64]
A4 = (210.0, 297.0)
CARD = (85.6, 54.0)
DPI = 200
MAX_SIDE = round(A4[1] / 25.4 * 225)
"""Pixels of a page's longer side: A4 at 225 dpi."""
STEEPEST = 8.0  # degrees that a scan may be askew
PATH = "/usr/bin:/bin:/usr/local/bin"
_TURN = re.compile(r"^Rotate: (\d+)$", re.MULTILINE)
_SURE = re.compile(r"^Orientation confidence: ([\d.]+)$", re.MULTILINE)


def flattened(photo: Image.Image, corners: Points) -> tuple[Image.Image, float]:
    """The quadrangle (fractions of the photo: top left, top right, bottom right, bottom left) as a rectangle, and how
    many pixels of the photo stand behind one of its own (below 1: enlarged).

    Its sides are as long as those of the quadrangle on average; what is nearly as A4, or as an identity card, becomes
    exactly that.
    """
    points = corners * np.array([photo.width, photo.height])
    top, right, bottom, left = (
        float(np.hypot(*(points[(number + 1) % 4] - points[number]))) for number in range(4)
    )
    across, down = max(top, bottom), max(left, right)
    across, down = _proportions(across, down)
    scale = min(1.0, MAX_SIDE / max(across, down))
    size = (max(16, round(across * scale)), max(16, round(down * scale)))
    flat = photo.transform(
        size, Image.Transform.PERSPECTIVE, _coefficients(points, size), Image.Resampling.BICUBIC
    )
    return flat, 1 / scale


def _proportions(across: float, down: float) -> tuple[float, float]:
    long, short = max(across, down), min(across, down)
    for one in (A4, CARD):
        wanted = max(one) / min(one)
        if abs(long / short - wanted) < 0.09 * wanted:
            short = long / wanted
            break
    return (long, short) if across > down else (short, long)


def _coefficients(points: Points, size: tuple[int, int]) -> list[float]:
    """The eight numbers that take a pixel of the page to one of the photo."""
    width, height = size
    page = [(0, 0), (width, 0), (width, height), (0, height)]
    rows, wanted = [], []
    for (x, y), (u, v) in zip(page, points, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return [float(one) for one in np.linalg.solve(np.array(rows, dtype=np.float64), np.array(wanted))]


def fitted(picture: Image.Image) -> tuple[Image.Image, float]:
    """A scan at the size of a page; how many of its pixels stand behind one."""
    scale = min(1.0, MAX_SIDE / max(picture.size))
    if scale == 1.0:
        return picture, 1.0
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0), 1 / scale


def straightened(page: Image.Image) -> tuple[Image.Image, float]:
    """The page turned so that its lines lie level, and by how many degrees (counter-clockwise)."""
    angle = skew(page)
    if abs(angle) < 0.15:
        return page, 0.0
    fill = (255, 255, 255) if page.mode == "RGB" else 255
    return page.rotate(angle, Image.Resampling.BICUBIC, expand=False, fillcolor=fill), angle


def skew(page: Image.Image) -> float:
    """By how many degrees, counter-clockwise, the page must be turned so that its lines lie level; 0.0 where it has
    no lines that would tell. The rows of ink are sharpest when they do (projection profile)."""
    small = page.convert("L")
    small.thumbnail((900, 900), Image.Resampling.BOX)
    grey = np.asarray(small, dtype=np.float64)
    ink = np.clip(np.quantile(grey, 0.8) - 25 - grey, 0, 60)
    if ink.mean() < 0.1:
        return 0.0
    whole = Image.fromarray((ink * 4).astype(np.uint8))
    angle, width = 0.0, STEEPEST
    straight = _sharpness(whole, 0.0)
    # Whole degrees can be told in half the picture, which is four times as quick.
    for step, picture in ((1.0, whole.reduce(2)), (0.2, whole), (0.05, whole)):
        best = _sharpness(picture, angle)
        middle = angle
        for one in np.arange(middle - width, middle + width + step / 2, step):
            if abs(one) <= STEEPEST and (found := _sharpness(picture, float(one))) > best:
                best, angle = found, float(one)
        width = step
    return angle if best > 1.02 * straight else 0.0


def _sharpness(ink: Image.Image, angle: float) -> float:
    turned = ink.rotate(angle, Image.Resampling.BILINEAR) if angle else ink
    rows = np.asarray(turned, dtype=np.float64)[:, turned.width // 12 : -turned.width // 12].mean(axis=1)
    return float((np.diff(rows) ** 2).sum())


def lies_on_its_side(page: Image.Image) -> bool:
    """Whether lines of text run from top to bottom."""
    small = page.convert("L")
    small.thumbnail((700, 700), Image.Resampling.BOX)
    grey = np.asarray(small, dtype=np.float64)
    ink = np.clip(np.quantile(grey, 0.8) - 30 - grey, 0, 60)
    level, upright = (float((np.diff(ink.mean(axis=axis)) ** 2).mean()) for axis in (1, 0))
    return ink.mean() > 0.2 and upright > 1.6 * level


def turn_of(page: Image.Image, folder: Path, seconds: int) -> int | None:
    """By how many degrees, counter-clockwise, the page must be turned to stand upright, as the recogniser tells from
    its letters; None where there is none, or it cannot tell."""
    program = shutil.which("tesseract", path=PATH)
    if program is None:
        return None
    small = page.convert("L")
    small.thumbnail((1800, 1800), Image.Resampling.LANCZOS)
    source = folder / "turn.png"
    small.save(source, compress_level=1, dpi=(150, 150))
    try:
        done = subprocess.run(
            [program, str(source), "stdout", "--dpi", "150", "-l", "osd", "--psm", "0"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=folder,
            env={"PATH": PATH, "OMP_THREAD_LIMIT": "1", "LANG": "C.UTF-8", "HOME": str(folder)},
            timeout=seconds,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    said = done.stdout.decode("utf-8", "replace")
    turn, sure = _TURN.search(said), _SURE.search(said)
    if turn is None or sure is None or not math.isfinite(float(sure[1])) or float(sure[1]) < 1.0:
        return None
    return (360 - int(turn[1])) % 360
