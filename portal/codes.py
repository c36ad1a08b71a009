"""Codes that people copy by hand and read out over the telephone, and the secrets that go with them.

Eight letters are 39 bits: nobody guesses them where tries are counted.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from flask import current_app

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U/V confusion when read aloud or copied by hand
PART = f"[{ALPHABET}]{{4}}"
"""Half of a code or secret, as a pattern."""
_EIGHT = re.compile(PART * 2)


def new_letters() -> str:
    """Eight letters that nobody could have foretold, such as 7K3M92QX."""
    return "".join(secrets.choice(ALPHABET) for _letter in range(8))


def dashed(letters: str) -> str:
    """Eight letters as they stand on paper: 7K3M-92QX."""
    return f"{letters[:4]}-{letters[4:]}"


def typed_letters(typed: str) -> str:
    """The letters of a code as people type it: small ones, with spaces and dashes of all kinds."""
    return re.sub(r"[\W_]+", "", typed[:60]).upper()


def secret_for(what: str, code: str) -> str:
    """The secret of a code of some kind (`what`), such as K7QM-2XWD. It follows from the installation's key and is
    stored nowhere; it follows from the code alone, so that it outlives a merging of portals."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    number = int.from_bytes(hmac.new(key, f"{what} {code}".encode(), hashlib.sha256).digest()[:16], "big")
    letters = ""
    for _letter in range(8):
        number, rest = divmod(number, len(ALPHABET))
        letters += ALPHABET[rest]
    return dashed(letters)


def is_secret_for(what: str, code: str, typed: str) -> bool:
    """Whether somebody knows the secret of a code; in constant time."""
    letters = typed_letters(typed)
    given = dashed(letters) if _EIGHT.fullmatch(letters) else ""
    return hmac.compare_digest(given.encode(), secret_for(what, code).encode())
