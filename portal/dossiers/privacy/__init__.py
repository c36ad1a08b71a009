"""What a citizen may ask of their dossiers, and what the office owes them: shown, taken home, corrected, forgotten; who
read what. `docs/du-lieu-ca-nhan.md` tells it to people."""

from __future__ import annotations

from flask import Flask

from portal.dossiers.privacy import models

__all__ = ["models", "register"]


def register(app: Flask) -> None:
    """Bind the package to the application."""
