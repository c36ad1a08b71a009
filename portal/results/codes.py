"""Codes that a result is checked by: 39 random bits, read aloud and copied by hand without confusion."""

from __future__ import annotations

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U/V confusion
PREFIX = "KQ"
_PART = f"[{ALPHABET}]{{4}}"
_CODE = re.compile(rf"(?:{PREFIX})?({_PART})({_PART})")


def new_code() -> str:
    """A fresh code such as KQ-7K3M-92QX."""
    letters = "".join(secrets.choice(ALPHABET) for _letter in range(8))
    return f"{PREFIX}-{letters[:4]}-{letters[4:]}"


def read_code(typed: str) -> str:
    """A code as people type it (small letters, any dashes, without its beginning) as it is stored; "" for none."""
    found = _CODE.fullmatch(re.sub(r"[\W_]+", "", typed[:60]).upper())
    return f"{PREFIX}-{found[1]}-{found[2]}" if found else ""
