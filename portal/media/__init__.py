"""Files: store, inspection, renditions, serving."""

from __future__ import annotations

from flask import Flask

from portal.media.views import bp


def register(app: Flask) -> None:
    """Bind the serving of files to the application."""
    app.register_blueprint(bp)
