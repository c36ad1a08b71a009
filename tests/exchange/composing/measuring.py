"""The lines of a PDF as a viewer has them: words, place, size, face."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw

POINT = 25.4 / 72


@dataclass
class Seen:
    """A line: page from 1, its words, left and right end, base line from the top in millimetres; sizes and faces."""

    page: int
    text: str
    left: float
    right: float
    base: float
    sizes: frozenset[float]
    faces: frozenset[str]

    @property
    def size(self) -> float:
        """The one size of its letters."""
        (only,) = self.sizes
        return only

    @property
    def style(self) -> str:
        """B, I, BI or "" where all letters are of one face."""
        (only,) = self.faces
        return {"Bold": "B", "Italic": "I", "BoldItalic": "BI"}.get(only, "")


def lines_of(data: bytes) -> list[Seen]:
    """All lines, each column of a page apart, from the top."""
    found: list[Seen] = []
    for number, page in enumerate(pypdfium2.PdfDocument(data), 1):
        height = page.get_size()[1]
        words = page.get_textpage()
        rows: list[list[tuple[float, float, float, str, float, str]]] = []
        for at in range(words.count_chars()):
            letter = words.get_text_range(at, 1)
            if not letter or letter in "\r\n":
                continue
            left, _bottom, right, _top = words.get_charbox(at)
            x, y, size, face = _letter(words, at)
            if not letter.strip():
                if rows and size > 1.5:
                    rows[-1].append((x, x, y, " ", 0.0, ""))
                continue
            last = next((one for one in reversed(rows[-1]) if one[3] != " "), None) if rows else None
            if last is None or abs(last[2] - y) > 1.5 or x < last[0] - 1 or x - last[1] > 22:
                rows.append([])
            rows[-1].append((left, right, y, letter, size, face))
        for row in rows:
            said = [one for one in row if one[3] != " "]
            if not said:
                continue
            text = " ".join("".join(one[3] for one in row).split())
            found.append(
                Seen(
                    number,
                    text,
                    said[0][0] * POINT,
                    said[-1][1] * POINT,
                    (height - said[0][2]) * POINT,
                    frozenset(one[4] for one in said),
                    frozenset(one[5] for one in said),
                )
            )
    return found


def _letter(words: pypdfium2.PdfTextPage, at: int) -> tuple[float, float, float, str]:
    x, y, flags = ctypes.c_double(), ctypes.c_double(), ctypes.c_int()
    raw.FPDFText_GetCharOrigin(words, at, x, y)
    name = ctypes.create_string_buffer(200)
    raw.FPDFText_GetFontInfo(words, at, name, 200, ctypes.byref(flags))
    face = name.value.decode().partition("Tinos")[2]
    return x.value, y.value, round(raw.FPDFText_GetFontSize(words, at), 2), face


def line(data: bytes, begins: str) -> Seen:
    """The first line that begins so."""
    for one in lines_of(data):
        if one.text.startswith(begins):
            return one
    raise AssertionError(f"no line begins with {begins!r}: {[one.text for one in lines_of(data)]}")
