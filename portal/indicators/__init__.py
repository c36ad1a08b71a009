"""Social and economic indicators: a catalogue, figures that communes hand in, targets of the year."""

from __future__ import annotations

from flask import Flask

from portal.indicators import models as _models  # noqa: F401 - tables are known as soon as the package is


def register(app: Flask) -> None:
    """Bind the package to the application."""
