"""Proof of work: a number that, behind the form's token, gives a SHA-256 with so many leading zero bits.

A telephone finds it in a second or two while somebody writes; who sends ten thousand forms pays for each. The token is
the challenge, so that an answer holds for one form only and as long as that.
"""

from __future__ import annotations

import hashlib
import re

FIELD = "loi-giai"
BITS = 15
_ANSWER = re.compile(r"[0-9]{1,12}\Z")


def is_solved(token: str, answer: str, bits: int = BITS) -> bool:
    """Whether the answer solves the puzzle of this token."""
    if not _ANSWER.match(answer):
        return False
    digest = hashlib.sha256(f"{token}:{answer}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - bits) == 0
