"""The operations centre: daily facts of all portals, six pages about them, alerts, a briefing."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Bind the package to the application."""
