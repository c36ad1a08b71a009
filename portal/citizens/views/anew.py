"""Who shows once more who they are, before what cannot be undone: a telephone that lies open is nobody's leave for it.

A code to the account's contact shows it. An account without a contact, which only VNeID vouches for, is signed in anew.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from flask import Response, current_app, flash, request

from portal.citizens.frame import to
from portal.citizens.sessions import end_session
from portal.citizens.signing_in import DOOR, changing, lay, present
from portal.clock import utc_now
from portal.extensions import db
from portal.web.cookies import citizen_cookie
from portal.web.request import path


def has_just_signed_in() -> bool:
    """Whether the citizen signed in within the last PORTAL_CONFIRM_MINUTES."""
    found = present()
    span = timedelta(minutes=current_app.config["PORTAL"].confirm_minutes)
    return found is not None and found.started_at > utc_now() - span


def sign_in_anew(back: str, said: str) -> Response:
    """End this session and lead to the door, which says why and leads on to `back`, an address of the portal."""
    with changing():
        end_session(request.cookies.get(citizen_cookie(), ""))
        db.session.commit()
    flash(said, "warning")
    return lay(to(f"{DOOR}?{urlencode({'next': path(back)})}"), "")
