"""Typefaces of printed papers, one file a style, and which letters they have."""

from __future__ import annotations

import unicodedata
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from portal.on_use import on_use

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont
    from fpdf import FPDF
else:
    TTFont = on_use("fontTools.ttLib", "TTFont")

FOLDER = Path(__file__).parent / "fonts"
PLAIN, BOLD, ITALIC, BOLD_ITALIC = "", "B", "I", "BI"


class Face(Enum):
    """A typeface: `SERIF` for administrative papers (Decree 30/2020/NĐ-CP, Annex I: Times New Roman, whose widths
    Tinos has), `SANS` for leaflets, posters and reports, as on the pages."""

    SERIF = "tinos"
    SANS = "be-vietnam-pro"


_FILES = {
    Face.SERIF: {PLAIN: "Tinos-Regular", BOLD: "Tinos-Bold", ITALIC: "Tinos-Italic", BOLD_ITALIC: "Tinos-BoldItalic"},
    Face.SANS: {
        PLAIN: "BeVietnamPro-Regular",
        BOLD: "BeVietnamPro-SemiBold",
        ITALIC: "BeVietnamPro-Italic",
        BOLD_ITALIC: "BeVietnamPro-SemiBold",  # nothing of ours is both
    },
}  # fmt: skip


def embed(pdf: FPDF, face: Face) -> None:
    """Make a typeface known to a file; only the letters that are used go into it."""
    for style, name in _FILES[face].items():
        pdf.add_font(face.value, style, FOLDER / f"{name}.ttf")


@lru_cache(maxsize=len(Face))
def letters(face: Face) -> frozenset[int]:
    """The code points that every style of a typeface has."""
    found = [set(TTFont(FOLDER / f"{name}.ttf", lazy=True).getBestCmap()) for name in _FILES[face].values()]
    return frozenset(set.intersection(*found))


@lru_cache(maxsize=len(Face))
def _missing_mark(face: Face) -> str:
    return "□" if 0x25A1 in letters(face) else "?"


def printable(text: str, face: Face) -> str:
    """A text as it can be printed: composed (NFC), tabs as spaces, without control, format and private characters
    (marks of writing direction among them); a letter that the typeface lacks becomes a box, so that the gap is seen."""
    has, mark = letters(face), _missing_mark(face)
    out = []
    for one in unicodedata.normalize(
        "NFC", text.replace("\t", " ").replace("\r\n", "\n").replace("\r", "\n")
    ):
        if one == "\n" or ord(one) in has:
            out.append(one)
        elif unicodedata.category(one) in {"Zs", "Zl", "Zp"}:
            out.append(" ")
        elif unicodedata.category(one) not in {"Cc", "Cf", "Co", "Cs", "Cn", "Mn"}:
            out.append(mark)
    return "".join(out)
