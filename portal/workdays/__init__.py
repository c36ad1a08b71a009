"""When offices work: working days and hours, holidays, and what time is left of a deadline."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Bind the package to the application."""
