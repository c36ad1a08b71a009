"""The counter seen from above: the index of Decision 766/QĐ-TTg and reports of a month."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Bind the package to the application."""
