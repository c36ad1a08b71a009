"""Blind marks: what a row is found by although its value is sealed (HMAC-SHA256 under the mark key).

A mark tells that two rows have the same value and nothing more. Low-entropy values (a day of birth alone) must not be
marked: who has the key file could try them all.
"""

from __future__ import annotations

import base64
import hmac

from portal.letters import without_accents
from portal.sealing.keyring import keyring

MARK_LENGTH = 43
"""Characters of a mark: base64url of 32 bytes without padding."""


def mark(purpose: str, value: str) -> str:
    """The mark of a value within a purpose; "" for an empty value. The caller normalises first."""
    if not value:
        return ""
    digest = hmac.digest(keyring().marking(), f"{purpose}\0{value}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def name_mark(purpose: str, name: str) -> str:
    """The mark of a person's name however it is typed: case, accents and spaces do not count."""
    return mark(purpose, without_accents(name))
