"""Search: one analysis of Vietnamese, engines, indexer, questions; knows no room by name."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Bind search to the application."""
