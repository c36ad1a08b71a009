"""The editing screens that all rooms share: list, create, edit, preview, publish, withdraw, attach files.

A room says what is particular to it (`contract.Screen`) and calls `add`. What all screens share beyond the plain form
comes in parts (`contract.Part`): those of this package stand in `PARTS`, packages above it call `add_part`.
"""

from __future__ import annotations

from flask import Flask

from portal.screens import care, choosing, hints, places, trash, workflow, writing
from portal.screens.blueprint import PARTS, build
from portal.screens.contract import Grouping, Part, Screen, WordStart
from portal.screens.previews import views as preview_views
from portal.screens.registry import registered
from portal.web.contributions import DeskEntry, contributions


def register(app: Flask) -> None:
    """Bind to the application what belongs to no room: what the editor's dialogs choose from, what waits for whom."""
    app.register_blueprint(choosing.bp)
    app.register_blueprint(preview_views.bp)
    workflow.register(app)
    trash.register(app)
    care.register(app)
    writing.register(app)
    hints.register(app)


def add(
    app: Flask, screen: Screen, from_word: WordStart | None = None, grouping: Grouping | None = None
) -> None:
    """Bind a room's screen to the application: its pages and its entry in the desk's menu, how something new of its
    kind begins from a Word file, and the groups that its lists are narrowed by."""
    known = registered(app)
    known.by_kind[screen.kind] = screen
    known.parts += [one for one in PARTS if one not in known.parts]
    if from_word is not None:
        registered(app).word_starts[screen.kind] = from_word
    if grouping is not None:
        known.groupings[screen.kind] = grouping
    places.tell(app, screen)
    app.register_blueprint(build(screen))
    contributions(app).desk.append(
        DeskEntry(screen.plural, screen.path, screen.order, screen.icon, "content.read")
    )


def add_part(app: Flask, part: Part) -> None:
    """Show a part on the edit page of every screen; its pages are in a blueprint of the package that adds it."""
    registered(app).parts.append(part)
