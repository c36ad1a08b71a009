"""Search: one analysis of Vietnamese, engines, indexer, questions; knows no room by name."""

from __future__ import annotations

from flask import Flask

from portal.search import desk
from portal.search.commands import search_cli
from portal.search.curation import log as query_log
from portal.search.curation import words
from portal.search.engines import open_engine
from portal.search.views import bp


def register(app: Flask) -> None:
    """Bind search to the application. Raises InvalidSetting for an engine that nobody knows."""
    app.extensions["search_engine"] = open_engine(app.config["PORTAL"])
    words.bind(app)
    query_log.bind(app)
    app.register_blueprint(bp)
    desk.register(app)
    app.cli.add_command(search_cli)
