"""Sizes and distances of Nghị định 30/2020/NĐ-CP, Phụ lục I: where it leaves a range, the one that is usual here.

Lengths are millimetres, letters points. PDF and DOCX are set with these, tests measure by `RANGES`.
"""

from __future__ import annotations

WIDTH, HEIGHT = 210.0, 297.0
TOP, BOTTOM, LEFT, RIGHT = 20.0, 20.0, 30.0, 15.0
TEXT = WIDTH - LEFT - RIGHT
HEAD_LEFT = 67.0
"""The share of the issuer; nation and motto have the rest, on one line each."""

NATION, MOTTO = 13.0, 14.0
ISSUER, ABOVE = 13.0, 13.0
NUMBER, DATED = 13.0, 14.0
TITLE, SUBJECT, ABOUT = 14.0, 14.0, 12.0
BODY = 14.0
ADDRESSED = 14.0
COPIED_TITLE, COPIED = 12.0, 11.0
SIGNED = 14.0
MARK, CONTACT, PAGE = 13.0, 11.0, 14.0
APPENDIX = 14.0
TABLE, TABLE_LEAST = 13.0, 8.0

FIRST_LINE = 12.7
PARAGRAPH_GAP = 6 * 25.4 / 72
SPACING = 1.15
"""Lines of the body against a single-spaced line; SINGLE is the height of such a line against the size of letters."""
SINGLE = 1.15
SIGNATURE_ROOM = 30.0
"""Between office and name: for the hand and the seal, or for the pictures of two digital signatures."""
ADDRESSED_LEFT = 22.0
URGENCY_HEIGHT = 8.0
URGENCY_WIDTH = (0.0, 20.0, 40.0, 30.0)

RANGES: dict[str, tuple[float, float]] = {
    "nation": (12, 13),
    "motto": (13, 14),
    "issuer": (12, 13),
    "number": (13, 13),
    "dated": (13, 14),
    "title": (13, 14),
    "subject": (13, 14),
    "about": (12, 13),
    "body": (13, 14),
    "addressed": (13, 14),
    "copied title": (12, 12),
    "copied": (11, 11),
    "signed": (13, 14),
    "mark": (13, 14),
    "contact": (11, 12),
    "page": (13, 14),
    "appendix": (13, 14),
}
"""What the annex allows for each part (Mục II and III, and the table at its end)."""
MARGINS: dict[str, tuple[float, float]] = {
    "top": (20, 25),
    "bottom": (20, 25),
    "left": (30, 35),
    "right": (15, 20),
}
