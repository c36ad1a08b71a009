"""Papers made for tests: PDFs with text in the themes' font."""

from __future__ import annotations

from fpdf import FPDF

from tests.conftest import ROOT

FONT = ROOT / "portal" / "printing" / "fonts" / "Tinos-Regular.ttf"


def pdf(*pages: str) -> bytes:
    """A PDF of A4 pages with these texts; one page unless told."""
    made = FPDF(format="A4")
    made.add_font("chu", fname=str(FONT))
    made.set_font("chu", size=13)
    for text in pages or ("Đơn đề nghị",):
        made.add_page()
        made.multi_cell(0, 8, text)
    return bytes(made.output())
