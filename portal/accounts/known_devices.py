"""Devices that people signed in from before: what strangers guess at an account does not slow their owners down.

After signing in whole, a browser keeps a mark for that person: a random name, and its HMAC with the person's id. It
opens nothing and tells nobody who it is; it only says that wrong tries of this device are counted for themselves
(`tries.py`). Several people share a computer of an office, so a browser holds up to MOST marks.
"""

from __future__ import annotations

import hmac
import re
import secrets

from flask import Response, current_app, request

from portal.accounts.sealing import keyed_digest

COOKIE = "thiet-bi"
MOST = 6
DAYS = 180
_MARK = re.compile(r"([0-9a-f]{16})\.([0-9a-f]{32})\Z")


def cookie_name() -> str:
    """What the cookie is called: with the prefix that browsers take over TLS alone, where TLS is."""
    return f"__Secure-{COOKIE}" if current_app.config["PORTAL"].cookie_secure else COOKIE


def _marks() -> list[str]:
    return [one for one in request.cookies.get(cookie_name(), "")[:2000].split("~") if _MARK.match(one)][
        :MOST
    ]


def _signed(name: str, user_id: int) -> str:
    return keyed_digest("known device", f"{name}\0{user_id}").hex()[:32]


def device_of(user_id: int) -> str:
    """The name of this browser for a person who signed in from it before; "" if they did not. The same work for
    somebody whom nobody knows (`user_id` 0)."""
    found = ""
    for mark in _marks():
        name, _dot, given = mark.partition(".")
        if hmac.compare_digest(given, _signed(name, user_id)):
            found = name
    return found


def remember(answer: Response, user_id: int) -> Response:
    """Lay a mark of this person into an answer, beside those of others who use the browser; a known one stays."""
    marks = _marks()
    known = device_of(user_id)
    name = known or secrets.token_hex(8)
    kept = [one for one in marks if not one.startswith(f"{name}.")]
    value = "~".join([f"{name}.{_signed(name, user_id)}", *kept][:MOST])
    answer.set_cookie(
        cookie_name(),
        value,
        max_age=DAYS * 86400,
        path=f"{request.script_root}/quan-tri",
        httponly=True,
        samesite="Strict",
        secure=current_app.config["PORTAL"].cookie_secure,
    )
    return answer
