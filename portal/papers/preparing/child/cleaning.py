"""A page whitened: shadow and tint of the paper taken off, ink kept; in grey unless there is colour that matters."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Array = NDArray[np.float32]
SHRUNK = 8  # the paper's brightness changes slowly: it is looked for in a picture this much smaller
COLOUR = 0.0012  # share of coloured pixels from which a page stays coloured: a round seal covers about 1 %
MOST_BYTES = 250_000
"""Bytes of a page that are not exceeded as long as it stays readable."""
QUALITIES = (76, 66, 56, 46, 38)


@dataclass(frozen=True)
class Clean:
    """A whitened page; `light` is how bright its paper was (0 to 255), `coloured` whether colour was kept."""

    page: Image.Image
    light: float
    coloured: bool


def clean(page: Image.Image, colour: str) -> Clean:
    """The page on white paper. `colour` is "auto", "colour" or "grey"."""
    coloured = colour == "colour" or (colour == "auto" and _has_colour(page))
    plain = page.convert("RGB" if coloured else "L")  # one colour costs a third of three
    levels = np.asarray(plain, dtype=np.float32)
    paper = _paper(plain)
    light = float(np.median(paper[::SHRUNK, ::SHRUNK]))
    levels /= np.maximum(paper, 24.0, out=paper)
    del paper
    np.minimum(levels, 1.0, out=levels)
    stretched = _stretching(levels[::3, ::3])
    white = Image.fromarray((levels * 255).astype(np.uint8))
    return Clean(white.point(stretched * len(white.getbands())), light, coloured)


def _paper(page: Image.Image, shrunk: int = SHRUNK) -> Array:
    """How bright the bare paper is at each pixel, colour by colour: the brightest around, smoothed."""
    size = (max(1, page.width // shrunk), max(1, page.height // shrunk))
    small = page.resize(size, Image.Resampling.BOX)
    around = small.filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.MedianFilter(9))
    smooth = around.filter(ImageFilter.GaussianBlur(6))
    return np.asarray(smooth.resize(page.size, Image.Resampling.BILINEAR), dtype=np.float32)


def _stretching(some: Array) -> list[int]:
    """What each of 256 levels becomes so that paper is at full white and ink dark, with what is between kept: faint
    pencil and stamps stay readable. `some` are pixels of the page, 0 to 1."""
    dark = min(0.5, float(np.quantile(some, 0.004)))
    paper = some[some > 0.75]
    grain = float(paper.std()) if paper.size else 0.0  # noise of a cheap camera costs bytes and tells nothing
    light = min(0.94, max(0.8, float(np.median(paper)) - 1.5 * grain)) if paper.size else 0.94
    spread = np.clip((np.arange(256) / 255 - dark) / max(0.3, light - dark), 0.0, 1.0)
    return [int(one) for one in spread**1.15 * 255]


def _has_colour(page: Image.Image) -> bool:
    """Whether seals, signatures or pictures have a colour; the fringes of a cheap lens are not one."""
    small = page.convert("RGB").reduce(3)
    white = np.asarray(small, dtype=np.float32) / np.maximum(_paper(small, SHRUNK // 2), 24.0)
    np.clip(white, 0.0, 1.0, out=white)
    spread = white.max(axis=2) - white.min(axis=2)
    return float((spread > 0.22).mean()) > COLOUR


def encoded(page: Image.Image) -> tuple[bytes, int]:
    """The page as JPEG below MOST_BYTES where quality 38 or more gives that, and the quality."""
    raw, quality = b"", 0
    for quality in QUALITIES:
        buffer = io.BytesIO()
        page.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True, dpi=(200, 200))
        raw = buffer.getvalue()
        if len(raw) <= MOST_BYTES:
            break
    return raw, quality
