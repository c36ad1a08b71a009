"""Social and economic indicators: a catalogue, figures that communes hand in, targets of the year."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Bind the package to the application."""
