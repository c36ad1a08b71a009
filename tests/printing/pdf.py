"""Reading PDFs back, as a viewer does."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image


def pages_of(data: bytes) -> list[str]:
    """The text of each page, with single spaces."""
    document = pypdfium2.PdfDocument(data)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def text_of(data: bytes) -> str:
    """All text of a PDF."""
    return " ".join(pages_of(data))


def picture_of(data: bytes, page: int = 0, scale: float = 2.0) -> Image.Image:
    """A page as a picture."""
    return pypdfium2.PdfDocument(data)[page].render(scale=scale).to_pil().convert("L")


def opened(data: bytes) -> Any:
    """The PDF's objects."""
    return pikepdf.open(io.BytesIO(data))


def left_the_page(data: bytes) -> list[str]:
    """Letters that stand outside of their page, with where."""
    found = []
    for number, page in enumerate(pypdfium2.PdfDocument(data), 1):
        width, height = page.get_size()
        words = page.get_textpage()
        for at in range(words.count_chars()):
            left, bottom, right, top = words.get_charbox(at)
            if right > left and (left < 0 or bottom < 0 or right > width + 0.5 or top > height + 0.5):
                found.append(f"trang {number}: {words.get_text_range(at, 1)!r} ({left:.0f}, {bottom:.0f})")
    return found
