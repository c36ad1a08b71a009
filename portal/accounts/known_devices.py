"""Devices that people signed in from before: what strangers guess at an account does not slow their owners down.

After signing in whole, a browser keeps a mark for that person: a random name, and its HMAC with the person's id. It
opens nothing and tells nobody who it is; it only says that wrong tries of this device are counted for themselves
(`tries.py`). Several people share a computer of an office, so a browser holds up to MOST marks.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass

from flask import Response, current_app, request

from portal.accounts.sealing import keyed_digest

MOST = 6
DAYS = 180
_MARK = re.compile(r"([0-9a-f]{16})\.([0-9a-f]{32})\Z")


@dataclass(frozen=True)
class Door:
    """A door that knows devices: the cookie that holds the marks, and below which path it is sent."""

    cookie: str
    path: str

    @property
    def cookie_name(self) -> str:
        """What the cookie is called: with the prefix that browsers take over TLS alone, where TLS is."""
        return f"__Secure-{self.cookie}" if current_app.config["PORTAL"].cookie_secure else self.cookie


DESK = Door("thiet-bi", "/quan-tri")
CITIZENS = Door("thiet-bi-dan", "/tai-khoan")


def _marks(door: Door) -> list[str]:
    held = request.cookies.get(door.cookie_name, "")[:2000].split("~")
    return [one for one in held if _MARK.match(one)][:MOST]


def _signed(name: str, who: int | str) -> str:
    return keyed_digest("known device", f"{name}\0{who}").hex()[:32]


def device_of(who: int | str, door: Door = DESK) -> str:
    """The name of this browser for a person who signed in from it before; "" if they did not. The same work for
    somebody whom nobody knows (0). `who` is the id of a person of the desk, the mark of a citizen's contact."""
    found = ""
    for mark in _marks(door):
        name, _dot, given = mark.partition(".")
        if hmac.compare_digest(given, _signed(name, who)):
            found = name
    return found


def remember(answer: Response, who: int | str, door: Door = DESK) -> Response:
    """Lay a mark of this person into an answer, beside those of others who use the browser; a known one stays."""
    marks = _marks(door)
    name = device_of(who, door) or secrets.token_hex(8)
    kept = [one for one in marks if not one.startswith(f"{name}.")]
    value = "~".join([f"{name}.{_signed(name, who)}", *kept][:MOST])
    answer.set_cookie(
        door.cookie_name,
        value,
        max_age=DAYS * 86400,
        path=f"{request.script_root}{door.path}",
        httponly=True,
        samesite="Strict",
        secure=current_app.config["PORTAL"].cookie_secure,
    )
    return answer
