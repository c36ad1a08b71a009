"""Where a text stands in its line and where the next one begins: words of fpdf2, which takes them as text.

fpdf2's own enums say the same, and would load all of it, with fontTools and numpy, into every web worker.
"""

from __future__ import annotations

from enum import StrEnum


class Align(StrEnum):
    """Left, in the middle, right, justified."""

    L = "L"
    C = "C"
    R = "R"
    J = "J"


class VAlign(StrEnum):
    """At the top or in the middle of a cell."""

    T = "T"
    M = "M"


class XPos(StrEnum):
    """Where the next text begins: at the left of this one, or at the margin."""

    LEFT = "LEFT"
    LMARGIN = "LMARGIN"


class YPos(StrEnum):
    """On the same height, or below."""

    TOP = "TOP"
    NEXT = "NEXT"
