"""Codes of demands: letters and digits alone, since banks keep nothing else of a transfer's text; and the secret
that opens a payment page. The secret follows from the installation's key and is stored nowhere."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from flask import current_app

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U/V confusion when read aloud or copied by hand
_CODE = re.compile(f"TT[{ALPHABET}]{{8}}")
_SECRET = re.compile(f"[{ALPHABET}]{{8}}")


def new_code() -> str:
    """A fresh code such as TT7K3M92QX (39 bits)."""
    return "TT" + "".join(secrets.choice(ALPHABET) for _letter in range(8))


def new_reference(code: str) -> str:
    """A reference of an attempt to pay a demand, for the provider: the code and 24 bits more."""
    return f"{code}{secrets.token_hex(3).upper()}"


def read_code(typed: str) -> str:
    """A code as people type it, as it is stored; "" for none."""
    letters = re.sub(r"[\W_]+", "", typed[:40]).upper()
    return letters if _CODE.fullmatch(letters) else ""


def code_in(text: str) -> str:
    """The code that stands in the text of a bank transfer; "" for none. Banks put things before and behind it."""
    found = _CODE.search(text.upper())
    return found[0] if found else ""


def secret_of(code: str) -> str:
    """The secret of a demand, such as K7QM-2XWD."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    number = int.from_bytes(hmac.new(key, f"payment {code}".encode(), hashlib.sha256).digest()[:16], "big")
    letters = ""
    for _letter in range(8):
        number, rest = divmod(number, len(ALPHABET))
        letters += ALPHABET[rest]
    return f"{letters[:4]}-{letters[4:]}"


def is_secret_of(code: str, typed: str) -> bool:
    """Whether somebody knows the secret of a demand; in constant time."""
    letters = re.sub(r"[\W_]+", "", typed[:40]).upper()
    given = f"{letters[:4]}-{letters[4:]}" if _SECRET.fullmatch(letters) else ""
    return hmac.compare_digest(given.encode(), secret_of(code).encode())
