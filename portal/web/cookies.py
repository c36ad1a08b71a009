"""Names of the cookies that open something: behind TLS with the prefix that browsers hold to its word.

`__Host-` makes a browser refuse the cookie unless it came over TLS, for this very host and its whole path: neither a
neighbour's host nor a page over plain HTTP can lay one of that name (RFC 6265bis). Where portals are told apart by path
a citizen's cookie belongs to one path, so there it is `__Secure-`.
"""

from __future__ import annotations

from flask import current_app, request

SESSION = "phien"
"""Holds the desk's session (portal/accounts), and what forms need."""
CITIZEN = "cong_dan"
"""Holds a citizen's session (portal/citizens): whoever carries it, or the desk's, gets pages that nobody keeps."""


def session_cookie(*, secure: bool) -> str:
    """What the desk's cookie is called; its path is always the whole host."""
    return f"__Host-{SESSION}" if secure else SESSION


def citizen_cookie() -> str:
    """What a citizen's cookie is called at the portal of this request."""
    if not current_app.config["PORTAL"].cookie_secure:
        return CITIZEN
    return f"__Secure-{CITIZEN}" if request.script_root else f"__Host-{CITIZEN}"


def carries_session() -> bool:
    """Whether the request carries a session of the desk, valid or not."""
    return current_app.config["SESSION_COOKIE_NAME"] in request.cookies


def carries_citizen() -> bool:
    """Whether the request carries a citizen's session, valid or not."""
    return citizen_cookie() in request.cookies
