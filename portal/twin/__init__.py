"""The static twin: every portal as plain files, which a web server serves when the application does not answer."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Bind to the application."""
