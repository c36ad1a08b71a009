"""Pictures of PDF pages, and the searchable copy of a scan."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from portal.media.reading.child_process import ask
from portal.media.reading.model import PageText

MAX_WIDTH = 2400


def page_picture(path: Path, number: int, width: int) -> bytes:
    """Page `number` (from 1) of a PDF as WebP, `width` pixels wide, at most 2400.

    Raises Refused for a page that isn't there and where the page can't be drawn.
    """
    with tempfile.TemporaryDirectory(prefix="doc-") as folder:
        target = Path(folder) / "page.webp"
        ask(
            "picture",
            path=str(path.resolve()),
            number=number,
            width=max(16, min(width, MAX_WIDTH)),
            target=str(target),
        )
        return target.read_bytes()


def searchable_pdf(path: Path, pages: Sequence[PageText], target: Path) -> None:
    """Write a copy of a PDF to `target` in which the recognised words lie invisibly over the page pictures.

    Only pages with source "ocr" get words. The original stays as it is; signatures do not hold on a copy and are taken
    out of it. Raises Refused where the PDF can't be rewritten; then `target` is not touched.
    """
    words = {
        str(page.number): [[word.text, word.x0, word.y0, word.x1, word.y1] for word in page.words]
        for page in pages
        if page.source == "ocr"
    }
    with tempfile.TemporaryDirectory(prefix=".doc-", dir=target.parent) as folder:
        listed, made = Path(folder) / "words.json", Path(folder) / "made.pdf"
        listed.write_text(json.dumps(words), encoding="utf-8")
        ask("searchable", path=str(path.resolve()), words=str(listed), target=str(made))
        os.replace(made, target)
