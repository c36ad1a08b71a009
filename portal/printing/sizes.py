"""Sizes of paper, margins, numbers of pages: what is said of a sheet before there is one.

Lengths are millimetres, sizes of letters points.
"""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

PDF = "application/pdf"
Size: TypeAlias = tuple[float, float]
A5, A4, A3, A2, A1, A0 = (148, 210), (210, 297), (297, 420), (420, 594), (594, 841), (841, 1189)
SLIDE = (190.5, 338.67)
"""16:9, as office programs have it; use with `landscape=True`."""
Run: TypeAlias = tuple[str, str]
"""A text and its style: PLAIN, BOLD, ITALIC, BOLD_ITALIC."""
POINT = 25.4 / 72


class Numbers(Enum):
    """Where pages are numbered: at the foot as "Trang 1/3" beside the code; on top from the second page, as Decree
    30/2020/NĐ-CP, Annex I, part I wants it of administrative papers; not at all."""

    FOOT = "foot"
    TOP = "top"
    NONE = "none"


Margins: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom."""
