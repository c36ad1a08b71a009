"""A place on the first page where the stamp hides nothing: found by looking at the page as it is drawn."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2 as pdfium
from PIL import Image

MARGIN, STEP_X, STEP_Y = 8, 12, 4
LARGEST_PAGE = 4000  # points; a drawn page beyond this would cost too much
DARK = 225  # of 255; paper of scans is not quite white
SPECKS = 0.004  # share of dark points that dust makes
Box = tuple[int, int, int, int]


def free_place(path: str, size: list[int]) -> Box:
    """Where to put a stamp of `size` (points) on the first page, in the page's own coordinates, unturned.

    The first empty place of the top margin from the right, else of the bottom margin, else anywhere from the top down;
    where the page is full, the emptiest of these. Raises what the reader raises.
    """
    document = pdfium.PdfDocument(path)
    document.init_forms()  # stamps of earlier signatures are fields of a form
    page = document[0]
    page.set_rotation(0)
    left, bottom, right, top = page.get_cropbox()
    width, height = int(right - left), int(top - bottom)
    if not (0 < width <= LARGEST_PAGE and 0 < height <= LARGEST_PAGE):
        return (int(left), int(bottom), int(left) + size[0], int(bottom) + size[1])
    ink = page.render(scale=1, grayscale=True).to_pil().convert("L")
    ink = ink.point(lambda value: 255 if value < DARK else 0)
    wide, high = min(size[0], width), min(size[1], height)
    best, least = (0, 0), float("inf")
    for x, y in _candidates(width, height, wide, high):
        share = _dark(ink, (x, y, x + wide, y + high))
        if share < least:
            best, least = (x, y), share
        if share <= SPECKS:
            break
    x, y = best
    lower = int(top) - y - high
    return (int(left) + x, lower, int(left) + x + wide, lower + high)


def _candidates(width: int, height: int, wide: int, high: int) -> Iterator[tuple[int, int]]:
    """Upper left corners, counted from the top of the page."""
    columns = [max(0, one) for one in range(width - wide - MARGIN, MARGIN - 1, -STEP_X)] or [0]
    rows = [max(0, one) for one in range(MARGIN, height - high - MARGIN + 1, STEP_Y)] or [0]
    band = [one for one in rows if one <= 2 * MARGIN]
    for row in (*band, *reversed(rows[-len(band) :]), *rows):
        for column in columns:
            yield column, row


def _dark(ink: Image.Image, box: Box) -> float:
    piece = ink.crop(box)
    return piece.histogram()[255] / (piece.width * piece.height)
