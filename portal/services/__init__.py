"""Procedures that can be asked for: form, papers, fees and process as data, in versions; the guide before them."""

from __future__ import annotations

from flask import Flask

from portal.services import wiring


def register(app: Flask) -> None:
    """Bind the package to the application."""
    wiring.wire(app)
