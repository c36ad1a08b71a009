"""The visible stamp of a signature: Vietnamese lines drawn as a picture with the portal's own typeface."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from portal.on_use import on_use

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont
else:
    Image, ImageDraw, ImageFont = (on_use(f"PIL.{one}") for one in ("Image", "ImageDraw", "ImageFont"))

SIZE = (186, 36)  # points on the page
SCALE = 4  # pixels per point
INK = (176, 24, 32)
PAPER = (255, 255, 255)
_FAMILY = "be-vietnam-pro-{part}-{weight}-normal.woff2"
_LARGEST, _SMALLEST = 8.0, 4.5  # points
_MARGIN = 3
# As fonts.css tells browsers: the typeface lies in two files, letters with Vietnamese marks in the second.
_VIETNAMESE = (
    (0x0102, 0x0103), (0x0110, 0x0111), (0x0128, 0x0129), (0x0168, 0x0169), (0x01A0, 0x01A1), (0x01AF, 0x01B0),
    (0x0300, 0x0301), (0x0303, 0x0304), (0x0308, 0x0309), (0x0323, 0x0323), (0x1EA0, 0x1EF9), (0x20AB, 0x20AB),
)  # fmt: skip


class NoTypeface(RuntimeError):
    """The themes folder holds no typeface for the stamp; the message is for an administrator."""


@lru_cache(maxsize=64)
def _face(folder: Path, weight: int, part: str, pixels: int) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(str(folder / _FAMILY.format(part=part, weight=weight)), pixels)
    except OSError as error:
        raise NoTypeface(
            f"Không mở được phông chữ Be Vietnam Pro trong {folder} để vẽ dấu chữ ký."
        ) from error


def _part(letter: str) -> str:
    code = ord(letter)
    return "vietnamese" if any(first <= code <= last for first, last in _VIETNAMESE) else "latin"


def _runs(text: str) -> list[tuple[str, str]]:
    return [(part, "".join(letters)) for part, letters in groupby(text, _part)]


def _width(folder: Path, text: str, weight: int, pixels: int) -> float:
    return sum(_face(folder, weight, part, pixels).getlength(run) for part, run in _runs(text))


def draw(lines: list[str], fonts: Path) -> Image.Image:
    """The stamp with these lines (NFC), the first of them bold; letters as large as fit. Raises NoTypeface."""
    width, height = SIZE[0] * SCALE, SIZE[1] * SCALE
    picture = Image.new("RGB", (width, height), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((1, 1, width - 2, height - 2), outline=INK, width=SCALE)
    room = width - 4 * _MARGIN * SCALE
    each = (height - 2 * _MARGIN * SCALE) / max(1, len(lines))
    top = float(_MARGIN * SCALE)
    for at, line in enumerate(lines):
        weight = 600 if at == 0 else 400
        pixels = round(min(_LARGEST * SCALE, each * 0.8))
        while pixels > _SMALLEST * SCALE and _width(fonts, line, weight, pixels) > room:
            pixels -= 1
        line = _shortened(line, fonts, weight, pixels, room)
        left = float(2 * _MARGIN * SCALE)
        for part, run in _runs(line):
            face = _face(fonts, weight, part, pixels)
            pen.text((left, top + each / 2), run, font=face, fill=INK, anchor="lm")
            left += face.getlength(run)
        top += each
    return picture


def _shortened(line: str, fonts: Path, weight: int, pixels: int, room: float) -> str:
    """The line, or its beginning with "…" where even the smallest letters don't fit."""
    if _width(fonts, line, weight, pixels) <= room:
        return line
    while line and _width(fonts, line + "…", weight, pixels) > room:
        line = line[:-1]
    return line.rstrip() + "…"
