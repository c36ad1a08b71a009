"""Files: store, inspection, renditions, serving."""

from __future__ import annotations

from flask import Flask

from portal.media import models

__all__ = ["models", "register"]


def register(app: Flask) -> None:
    """Bind the room to the application."""
