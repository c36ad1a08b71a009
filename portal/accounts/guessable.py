"""Passwords that somebody guesses soon: common ones, ones made of what is known about a person or this place, and ones
that were in a leak. How many guesses a password takes is zxcvbn's estimate (Wheeler, USENIX Security 2016)."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app

from portal.letters import without_accents
from portal.on_use import on_use
from portal.tenancy.directory import directory

if TYPE_CHECKING:
    from zxcvbn import zxcvbn
else:
    zxcvbn = on_use("zxcvbn", "zxcvbn")

ENOUGH_GUESSES = 10**10
"""zxcvbn calls what takes more of them very unguessable, also by somebody with a stolen table of hashes."""
LOOKED_AT = 72  # characters: what comes after them makes no password weaker, and takes long to look at
OF_THIS_PLACE = (
    "congthongtin", "conglang", "ubnd", "hdnd", "uybannhandan", "motcua", "hanhchinh", "bientap", "quantri", "vanthu",
    "chutich", "congan", "matkhau", "anhyeuem", "emyeuanh", "vietnam", "hanoi", "saigon", "danang", "quangnam",
    "hoangsa", "truongsa", "hochiminh", "dienbienphu", "nuithanh", "tamky", "chulai",
)  # fmt: skip
"""Words that people here put into passwords, without accents, as docs/an-toan.md lists them; names of portals join
them."""
_WORD = re.compile(r"[a-z0-9]{3,}")
_LINE = 64  # bytes: of a line of the list of leaked passwords, at most


def is_guessable(password: str, about: Iterable[str] = ()) -> bool:
    """Whether a password takes too few guesses for somebody who knows these things about its owner (name, address)
    and where they work."""
    portals = (name for portal in directory().all() for name in (portal.name, portal.slug))
    known = [*OF_THIS_PLACE, *_words(portals), *_words(about)]
    told: dict[str, Any] = zxcvbn(password[:LOOKED_AT], user_inputs=known, max_length=LOOKED_AT)
    return bool(told["guesses"] < ENOUGH_GUESSES)


def _words(texts: Iterable[str]) -> set[str]:
    """Words of texts without accents, and each text as one word."""
    found = set()
    for text in texts:
        words = _WORD.findall(without_accents(text).lower())
        found |= {*words, "".join(words)}
    return found


def was_leaked(password: str) -> bool:
    """Whether a password is in the list that `PORTAL_BREACHED_PASSWORDS` names: lines `SHA1:COUNT` in ascending order,
    as Have I Been Pwned gives them out. Looked up here, by halving: no word of it leaves this machine.

    Raises OSError where the list cannot be read: nobody may think that a password was looked up when it was not."""
    listed = current_app.config["PORTAL"].breached_passwords
    if not listed:
        return False
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with Path(listed).open("rb") as file:
        low, high = 0, os.fstat(file.fileno()).st_size
        while low < high:  # the wanted line, if there is one, begins in [low, high)
            middle = (low + high) // 2
            file.seek(middle)
            if middle:
                file.seek(middle - 1)
                file.readline(_LINE)
            begins = file.tell()
            line = file.readline(_LINE)
            if begins >= high or not line:
                high = middle
            elif line[:40].upper() < wanted:
                low = begins + len(line)
            elif line[:40].upper() == wanted:
                return True
            else:
                high = middle
    return False
