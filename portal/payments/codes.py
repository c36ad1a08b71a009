"""Codes of demands: letters and digits alone, since banks keep nothing else of a transfer's text; and the secret
that opens a payment page (portal/codes.py)."""

from __future__ import annotations

import re
import secrets

from portal.codes import PART, is_secret_for, new_letters, secret_for, typed_letters

_CODE = re.compile(f"TT{PART}{PART}")
_WHAT = "payment"


def new_code() -> str:
    """A fresh code such as TT7K3M92QX (39 bits)."""
    return f"TT{new_letters()}"


def new_reference(code: str) -> str:
    """A reference of an attempt to pay a demand, for the provider: the code and 24 bits more."""
    return f"{code}{secrets.token_hex(3).upper()}"


def read_code(typed: str) -> str:
    """A code as people type it, as it is stored; "" for none."""
    letters = typed_letters(typed)
    return letters if _CODE.fullmatch(letters) else ""


def code_in(text: str) -> str:
    """The code that stands in the text of a bank transfer; "" for none. Banks put things before and behind it."""
    found = _CODE.search(text.upper())
    return found[0] if found else ""


def secret_of(code: str) -> str:
    """The secret of a demand, such as K7QM-2XWD."""
    return secret_for(_WHAT, code)


def is_secret_of(code: str, typed: str) -> bool:
    """Whether somebody knows the secret of a demand; in constant time."""
    return is_secret_for(_WHAT, code, typed)
