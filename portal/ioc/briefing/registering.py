"""Binds the briefing to the application: page, menu, the follower's step."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.ioc.briefing import desk
from portal.ioc.briefing.sending import EVERY, send_briefings
from portal.web.contributions import DeskEntry, contributions, every


def register(app: Flask) -> None:
    """Bind the briefing to the application."""
    app.register_blueprint(desk.bp)
    shared = contributions(app)
    shared.desk.append(DeskEntry(_l("Bản tin buổi sáng"), desk.WHERE, 38, "news", desk.READ, group="lead"))
    shared.tended.append(every(EVERY, send_briefings))
