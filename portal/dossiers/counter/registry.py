"""What packages beside the counter add to its pages.

aside(app, piece)   piece(dossier, actor) → (template, values for it as `aside`), shown beside a dossier, or None
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app

from portal.accounts.permissions import Actor
from portal.dossiers.models import Dossier

Aside = tuple[str, dict[str, Any]]
Piece = Callable[[Dossier, Actor], Aside | None]
_EXTENSION = "portal_counter_asides"


def aside(app: Flask, piece: Piece) -> None:
    """Let a piece stand on the page of each dossier."""
    app.extensions.setdefault(_EXTENSION, []).append(piece)


def asides_of(dossier: Dossier, actor: Actor) -> list[Aside]:
    """The pieces of this dossier for this person."""
    found: list[Piece] = current_app.extensions.get(_EXTENSION, [])
    return [shown for one in found if (shown := one(dossier, actor)) is not None]
