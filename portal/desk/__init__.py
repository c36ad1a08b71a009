"""The desk's own pages: signing in, overview, people and settings of a portal."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.desk import overview
from portal.desk.signin import bp
from portal.web.contributions import DeskEntry, contributions


def register(app: Flask) -> None:
    """Bind the desk's pages to the application."""
    app.register_blueprint(bp)
    app.register_blueprint(overview.bp)
    contributions(app).desk.append(DeskEntry(_l("Tổng quan"), "/quan-tri/", 0, "dashboard"))
