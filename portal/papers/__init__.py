"""Citizens' papers: sealed bytes, pages made ready to read, kept to be used again."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Bind the package to the application."""
