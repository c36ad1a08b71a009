"""What people of the desk are told: in the desk, and by e-mail."""

from __future__ import annotations

from typing import Any

from flask import Flask, g

from portal.notices import desk, queries, today
from portal.notices.digest import send_digests
from portal.web.contributions import contributions
from portal.web.request import is_desk


def register(app: Flask) -> None:
    """Bind notices to the application: their page, the bell of every desk page, the card of the first page."""
    app.register_blueprint(desk.bp)
    app.context_processor(_bell)
    shared = contributions(app)
    shared.today.append(today.card)
    shared.tended.append(lambda: send_digests)


def _bell() -> dict[str, Any]:
    actor = g.get("actor")
    if actor is None or actor.user_id is None or not is_desk() or g.get("scope_context") is None:
        return {}
    me = actor.user_id
    return {"unread_notices": lambda: queries.count(me)}
