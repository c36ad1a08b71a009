"""Keeping an installation sound: what `flask check`, `flask backup` and `flask restore` do."""

from __future__ import annotations

from flask import Flask

from portal.upkeep import commands


def register(app: Flask) -> None:
    """Bind the commands to the application; what they do is loaded when one is called."""
    commands.bind(app)
