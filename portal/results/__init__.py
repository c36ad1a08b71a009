"""Documents made of templates: filled in, signed, numbered, and checked by anybody who holds one."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Bind the package to the application."""
