"""The pages of a PDF: how many, their text, their pictures."""

from __future__ import annotations

from typing import Any

import pypdfium2

from .pdf_text import open_pdf, read_page
from .refusal import Refusal

MAX_PIXELS = 20_000_000


def count(path: str) -> int:
    """How many pages the PDF has. Raises Refusal where it can't be opened."""
    document = _opened(path)
    try:
        return len(document)
    finally:
        document.close()


def pages(path: str, first: int, last: int) -> list[dict[str, Any]]:
    """The text of the pages `first` to `last` (from 1, both included), see `read_page`."""
    document = _opened(path)
    try:
        return [_page(document, number) for number in range(first, last + 1)]
    finally:
        document.close()


def _page(document: Any, number: int) -> dict[str, Any]:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        return {"text": "", "words": [], "width": 0, "height": 0, "encoding": "unicode", "doubt": "broken"}
    try:
        return read_page(page)
    finally:
        page.close()


def picture(path: str, number: int, width: int, target: str) -> None:
    """Save page `number` as WebP, `width` pixels wide, with what is drawn over it (stamps of signatures)."""
    document = _opened(path)
    try:
        if not 1 <= number <= len(document):
            raise Refusal("Tệp không có trang này.")
        document.init_forms()  # the stamps of signatures are form fields
        page = document[number - 1]
        across, down = page.get_size()
        scale = width / max(across, 1.0)
        scale *= min(1.0, (MAX_PIXELS / max(1.0, across * down * scale * scale)) ** 0.5)
        drawn = page.render(scale=scale).to_pil().convert("RGB")
        drawn.save(target, "WEBP", quality=80, method=2)
    finally:
        document.close()


def _opened(path: str) -> Any:
    try:
        return open_pdf(path)
    except pypdfium2.PdfiumError as error:
        raise Refusal("Tệp PDF hỏng, không mở được. Hãy xuất lại tệp rồi thử lại.") from error
