"""Open data: a catalogue per portal, datasets in versions, a read API."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Bind the package to the application."""
