"""Codes that a result is checked by (portal/codes.py)."""

from __future__ import annotations

import re

from portal.codes import PART, dashed, new_letters, typed_letters

PREFIX = "KQ"
_CODE = re.compile(f"(?:{PREFIX})?({PART}{PART})")


def new_code() -> str:
    """A fresh code such as KQ-7K3M-92QX."""
    return f"{PREFIX}-{dashed(new_letters())}"


def read_code(typed: str) -> str:
    """A code as people type it (small letters, any dashes, without its beginning) as it is stored; "" for none."""
    found = _CODE.fullmatch(typed_letters(typed))
    return f"{PREFIX}-{dashed(found[1])}" if found else ""
