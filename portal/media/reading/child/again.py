"""A second reading of a page, or of the part of it where somebody signed.

Measured on the real scans: a stamp and a signature are large connected strokes that are thinner than the bold letters
below them, so that opening large strokes (and only those) takes most of them off and leaves the letters that they
cross. Seven pixels at 300 dpi read more names and positions than five, nine, or leaving large strokes out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .layout import as_text, blocks_of
from .lines import lines_of_groups
from .ocr import Seen, picture_of, recognised
from .pdf_text import open_pdf
from .refusal import Refusal

BLACK = 150  # darker is ink
TALL, WIDE = 90, 200  # pixels at 300 dpi: no letter is larger
STROKE = 7  # pixels at 300 dpi: thinner strokes of large figures are not print
SOFTENED = 1
ONE_BLOCK = "6"
LEAST_SURE = 45.0
MAX_RUNS = 400_000
SMALLEST = 32  # pixels
_INK = re.compile(rb"\x00+")


def read_again(
    path: str, number: int, folder: str, seconds: int, area: list[float] | None = None
) -> dict[str, Any]:
    """The words of page `number` (from 1), or of an area of it, see `portal.media.reading.again`.

    Raises Refusal for a page or an area that is not there, else as `ocr.read_picture`.
    """
    _check(path, number)
    if area is None:
        picture, size = picture_of(path, number, everything=True)
        seen = recognised(picture.filter(ImageFilter.GaussianBlur(SOFTENED)), Path(folder), seconds)
        return _answer(seen, size, (0, 0), (picture.width, picture.height))
    coloured, size = picture_of(path, number, coloured=True)
    across, down = coloured.size
    left, top = round(area[0] * across), round(area[1] * down)
    right, bottom = round(area[2] * across), round(area[3] * down)
    if right - left < SMALLEST or bottom - top < SMALLEST:
        raise Refusal("Vùng cần đọc lại quá nhỏ.")
    part = without_figures(without_colours(coloured.crop((left, top, right, bottom))))
    softened = part.filter(ImageFilter.GaussianBlur(SOFTENED))
    seen = recognised(softened, Path(folder), seconds, segmentation=ONE_BLOCK, least=LEAST_SURE)
    return _answer(seen, size, (left, top), (across, down))


def _check(path: str, number: int) -> None:
    try:
        document = open_pdf(path)
    except pypdfium2.PdfiumError as error:
        raise Refusal("Tệp PDF hỏng, không mở được. Hãy xuất lại tệp rồi thử lại.") from error
    try:
        if not 1 <= number <= len(document):
            raise Refusal("Tệp không có trang này.")
    finally:
        document.close()


def _answer(
    seen: Seen, size: tuple[float, float], corner: tuple[int, int], whole: tuple[int, int]
) -> dict[str, Any]:
    """What was seen, its boxes in fractions of the whole page."""
    lines = [
        [
            replace(
                one,
                x0=(one.x0 + corner[0]) / whole[0],
                y0=(one.y0 + corner[1]) / whole[1],
                x1=(one.x1 + corner[0]) / whole[0],
                y1=(one.y1 + corner[1]) / whole[1],
            )
            for one in line
        ]
        for line in seen.lines
    ]
    words = [[one.text, one.x0, one.y0, one.x1, one.y1] for line in lines for one in line]
    text = as_text(blocks_of(lines_of_groups(seen.lines)))
    return {"text": text, "words": words, "confidence": seen.confidence, "width": size[0], "height": size[1]}


def without_colours(picture: Image.Image) -> Image.Image:
    """An RGB picture in grey in which red and blue ink (stamps, signatures) is as light as paper and black stays."""
    red, green, blue = picture.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def without_figures(picture: Image.Image) -> Image.Image:
    """A grey picture at 300 dpi without the thin strokes of figures that are larger than letters.

    The picture as it is where it has more strokes than a page can have.
    """
    small = _without_large(picture)
    if small is None:
        return picture
    ink = picture.point(lambda value: 0 if value < BLACK else 255)
    thick = ink.filter(ImageFilter.MaxFilter(STROKE)).filter(ImageFilter.MinFilter(STROKE + 2))
    return ImageChops.darker(small, ImageChops.lighter(picture, thick))


@dataclass
class _Runs:
    """Runs of ink in the rows of a picture, and which of them touch (a forest, as in union-find)."""

    found: list[tuple[int, int, int]] = field(default_factory=list)  # row, start, end
    parent: list[int] = field(default_factory=list)

    def root(self, run: int) -> int:
        """The run that stands for all that touch this one."""
        while self.parent[run] != run:
            self.parent[run] = self.parent[self.parent[run]]
            run = self.parent[run]
        return run

    def add_row(self, row: int, ink: bytes, above: range) -> range:
        """Take the runs of a row, joined to those of the row above; which numbers they got."""
        first = len(self.found)
        over = above.start
        for match in _INK.finditer(ink):
            start, end = match.span()
            run = len(self.found)
            self.found.append((row, start, end))
            self.parent.append(run)
            while over < above.stop and self.found[over][2] < start:
                over += 1
            touching = over
            while touching < above.stop and self.found[touching][1] <= end:
                self.parent[self.root(touching)] = self.root(run)
                touching += 1
        return range(first, len(self.found))


def _without_large(picture: Image.Image) -> Image.Image | None:
    """The picture without all figures that are larger than letters; None where there are too many runs."""
    across, down = picture.size
    ink = picture.point(lambda value: 0 if value < BLACK else 255).tobytes()
    runs, row_above = _Runs(), range(0)
    for row in range(down):
        row_above = runs.add_row(row, ink[row * across : (row + 1) * across], row_above)
        if len(runs.found) > MAX_RUNS:
            return None
    boxes: dict[int, tuple[int, int, int, int]] = {}
    for run, (row, start, end) in enumerate(runs.found):
        root = runs.root(run)
        left, top, right, bottom = boxes.get(root, (start, row, end, row + 1))
        boxes[root] = (min(left, start), min(top, row), max(right, end), max(bottom, row + 1))
    large = {
        root
        for root, (left, top, right, bottom) in boxes.items()
        if bottom - top > TALL or right - left > WIDE
    }
    made = picture.copy()
    draw = ImageDraw.Draw(made)
    for run, (row, start, end) in enumerate(runs.found):
        if runs.root(run) in large:  # with the grey edge beside it
            draw.line((max(start - 2, 0), row, min(end + 1, across - 1), row), fill=255)
    return made
