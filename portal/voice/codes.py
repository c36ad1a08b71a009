"""Codes to follow a case by, each with a secret (portal/codes.py)."""

from __future__ import annotations

import re

from portal.codes import PART, dashed, is_secret_for, new_letters, secret_for, typed_letters

PREFIXES = {"question": "HD", "report": "PA", "comment": "GY"}
_CODE = re.compile(rf"({'|'.join(PREFIXES.values())})({PART})({PART})")
_WHAT = "voice case"


def new_code(kind: str) -> str:
    """A fresh code such as HD-7K3M-92QX."""
    return f"{PREFIXES[kind]}-{dashed(new_letters())}"


def read_code(typed: str) -> str:
    """A code as people type it (small letters, spaces, dashes of all kinds) as it is stored; "" for none."""
    found = _CODE.fullmatch(typed_letters(typed))
    return "-".join(found.groups()) if found else ""


def secret_of(code: str) -> str:
    """The secret of a case, such as K7QM-2XWD."""
    return secret_for(_WHAT, code)


def is_secret_of(code: str, typed: str) -> bool:
    """Whether somebody knows the secret of a case; in constant time."""
    return is_secret_for(_WHAT, code, typed)
