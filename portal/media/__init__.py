"""Files: store, inspection, renditions, serving."""

from __future__ import annotations

from flask import Flask

from portal.media.queries import names_of
from portal.media.views import bp
from portal.publishing import contents


def register(app: Flask) -> None:
    """Bind the serving of files to the application."""
    app.register_blueprint(bp)
    contents.provide(app, "files", names_of)
