"""A second look at a page of a PDF: with all that is drawn over it, or at a part from which ink was taken off."""

from __future__ import annotations

import tempfile
from pathlib import Path

from portal.media.reading.child_process import SECONDS, ask, page_of
from portal.media.reading.identify import identify
from portal.media.reading.model import PageText
from portal.media.reading.programs import ocr_available, what_to_install
from portal.media.refusal import Refused

Area = tuple[float, float, float, float]


def read_again(path: Path, name: str, page_number: int, area: Area | None = None) -> PageText:
    """Page `page_number` (from 1) of a PDF as the recogniser sees it, whatever its text layer says.

    Without `area` the whole page with its annotations and form fields: numbers and dates are often stamped as
    appearances of signatures. With `area` (left, top, right, bottom in fractions of the page, from the top left
    corner) only that part, without stamps and handwriting as far as they can be told from print; what the recogniser
    is not sure of is left out. Boxes are fractions of the whole page in both cases. Raises Refused where the file is
    no PDF, has no such page, can't be read, or where there is no recogniser.
    """
    if identify(path, name).kind != "pdf":
        raise Refused("Chỉ tệp PDF có trang để đọc lại.", "not_a_pdf")
    if not ocr_available():
        raise Refused(
            f"Máy chủ chưa cài Tesseract. Người quản trị chạy: {what_to_install()}", "no_recogniser"
        )
    with tempfile.TemporaryDirectory(prefix="doc-") as folder:
        seen = ask(
            "recognise_again",
            path=str(path.resolve()),
            number=page_number,
            folder=folder,
            seconds=SECONDS["recognise_again"],
            area=None if area is None else [min(1.0, max(0.0, one)) for one in area],
        )
    return page_of(page_number, seen, "ocr")
