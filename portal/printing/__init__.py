"""Papers to print: fonts, letterheads and signature blocks of the administration, QR codes, as PDF.

`sheet.Sheet` is a paper in the making; `letterhead`, `blocks`, `tables` and `qr` set the usual parts on it, `in_words`
writes numbers and days in Vietnamese words, `counter_forms` are the forms of the one-stop counter. What is printed is
official and therefore Vietnamese, whatever language a reader chose.
"""

from __future__ import annotations

from portal.printing.fonts import BOLD, BOLD_ITALIC, ITALIC, PLAIN, Face
from portal.printing.later import Sheet
from portal.printing.sizes import (
    A0,
    A1,
    A2,
    A3,
    A4,
    A5,
    PDF,
    SLIDE,
    Margins,
    Numbers,
    Run,
    Size,
)

__all__ = [
    "A0",
    "A1",
    "A2",
    "A3",
    "A4",
    "A5",
    "BOLD",
    "BOLD_ITALIC",
    "ITALIC",
    "PDF",
    "PLAIN",
    "SLIDE",
    "Face",
    "Margins",
    "Numbers",
    "Run",
    "Sheet",
    "Size",
]
