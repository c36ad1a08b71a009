"""Keeping an installation sound: what `flask check`, `flask backup` and `flask restore` do."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Bind to the application."""
