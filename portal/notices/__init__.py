"""What people of the desk are told: in the desk, and by e-mail."""

from __future__ import annotations

from flask import Flask

from portal.notices import models


def register(app: Flask) -> None:
    """Bind notices to the application."""
    app.extensions["portal_notices"] = models.Notice
