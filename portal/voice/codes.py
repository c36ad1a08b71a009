"""Codes to follow a case by: easy to read over the telephone, impossible to guess.

A code has 39 bits; the secret that goes with it has as many, follows from the installation's key and is stored nowhere.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from flask import current_app

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U/V confusion when read aloud or copied by hand
PREFIXES = {"question": "HD", "report": "PA", "comment": "GY"}
_PART = f"[{ALPHABET}]{{4}}"
_CODE = re.compile(rf"({'|'.join(PREFIXES.values())})({_PART})({_PART})")
_SECRET = re.compile(rf"({_PART})({_PART})")


def new_code(kind: str) -> str:
    """A fresh code such as HD-7K3M-92QX."""
    letters = "".join(secrets.choice(ALPHABET) for _letter in range(8))
    return f"{PREFIXES[kind]}-{letters[:4]}-{letters[4:]}"


def read_code(typed: str) -> str:
    """A code as people type it (small letters, spaces, dashes of all kinds) as it is stored; "" for none."""
    found = _CODE.fullmatch(_letters(typed))
    return "-".join(found.groups()) if found else ""


def secret_of(code: str) -> str:
    """The secret of a case, such as K7QM-2XWD. It follows from the code alone: it outlives a merging of portals."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    digest = hmac.new(key, f"voice case {code}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest[:16], "big")
    letters = ""
    for _letter in range(8):
        number, rest = divmod(number, len(ALPHABET))
        letters += ALPHABET[rest]
    return f"{letters[:4]}-{letters[4:]}"


def is_secret_of(code: str, typed: str) -> bool:
    """Whether somebody knows the secret of a case; in constant time."""
    found = _SECRET.fullmatch(_letters(typed))
    given = "-".join(found.groups()) if found else ""
    return hmac.compare_digest(given.encode(), secret_of(code).encode())


def _letters(typed: str) -> str:
    return re.sub(r"[\W_]+", "", typed[:60]).upper()
