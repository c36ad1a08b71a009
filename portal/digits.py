"""Numbers that come as text: from a form, an address, a file that somebody else wrote."""

from __future__ import annotations

LARGEST = 2**63 - 1
"""The largest number that a column of the database holds; ids have up to 19 digits."""

LARGEST_INTEGER = 2**31 - 1
"""The largest number of a column of the type INTEGER, as ids of people and portals are."""


def whole_number(text: str | None, most: int = LARGEST) -> int | None:
    """The number that a text writes in the digits 0 to 9 alone ("42", "007"), from 0 to `most`; None for anything else:
    no text, a sign, a space, a digit of another script ("²", "٣", which `str.isdigit` lets pass and `int` refuses or
    reads), or more than the database can hold."""
    if not text or len(text) > 19 or not (text.isascii() and text.isdigit()):
        return None
    number = int(text)
    return number if number <= most else None
