"""Standing pages of each portal: introduction, organisation, mandatory sections."""

from __future__ import annotations

from flask import Flask

from portal.pages import models

__all__ = ["models", "register"]


def register(app: Flask) -> None:
    """Bind the room to the application."""
