"""QR codes as sharp shapes (ISO/IEC 18004), with what they lead to written below."""

from __future__ import annotations

import segno

from portal.printing.later import Sheet
from portal.printing.placing import Align

QUIET = 4
"""Modules of white around a code that readers need."""


def qr(sheet: Sheet, payload: str, x: float, y: float, side: float, caption: str = "") -> None:
    """Draw a QR code for `payload` into the square at (x, y) with this side in millimetres, its quiet zone included;
    `caption` in small letters below. Where the sheet stands does not change."""
    code = segno.make(payload, error="m", micro=False)
    rows = [bytes(row) for row in code.matrix]
    module = side / (len(rows) + 2 * QUIET)
    sheet.set_fill_color(0)
    for down, row in enumerate(rows):
        across = 0
        while across < len(row):
            end = across
            while end < len(row) and row[end]:
                end += 1
            if end > across:
                left, top = x + (QUIET + across) * module, y + (QUIET + down) * module
                # a hair more than a module, so that no viewer shows white lines between rows
                sheet.rect(left, top, (end - across) * module, module * 1.02, style="F")
            across = end + 1
    if caption:
        _caption(sheet, caption, x, y + side, side)


def _caption(sheet: Sheet, caption: str, x: float, y: float, side: float) -> None:
    with sheet.staying():
        size = 7.0
        sheet.use(size)
        sheet.set_xy(x - 4, y)
        sheet.multi_cell(side + 8, sheet.line_height(size), caption, align=Align.C, padding=0)
