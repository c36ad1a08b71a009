"""Citizens who sign in: accounts by a one-time code or VNeID, their consent, and what is held about them."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Bind the package to the application."""
