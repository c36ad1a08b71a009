"""The editing screens that all rooms share: list, create, edit, preview, publish, withdraw, attach files.

A room says what is particular to it (`contract.Screen`) and calls `add`. What all screens share beyond the plain form
comes in parts (`contract.Part`): those of this package stand in `PARTS`, packages above it call `add_part`.
"""

from __future__ import annotations

from flask import Flask

from portal.screens.blueprint import build
from portal.screens.contract import Part, Screen
from portal.screens.registry import registered
from portal.web.contributions import DeskEntry, contributions


def add(app: Flask, screen: Screen) -> None:
    """Bind a room's screen to the application: its pages and its entry in the desk's menu."""
    registered(app).by_kind[screen.kind] = screen
    app.register_blueprint(build(screen))
    contributions(app).desk.append(DeskEntry(screen.plural, screen.path, screen.order, screen.icon))


def add_part(app: Flask, part: Part) -> None:
    """Show a part on the edit page of every screen; its pages are in a blueprint of the package that adds it."""
    registered(app).parts.append(part)
