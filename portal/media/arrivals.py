"""What happens when a file is stored, attached or taken off, in that transaction: packages above media subscribe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app

from portal.accounts.permissions import Actor
from portal.media.models import MediaFile, MediaUse

Stored = Callable[[MediaFile, Actor], None]
"""Takes the row (its bytes lie in the store) and who acts; what it raises undoes the storing."""
Attached = Callable[[MediaUse, Any, Actor], None]
"""Takes the use, the thing that uses the file, and who acts; what it raises undoes the attaching."""
Detached = Callable[[Any, Actor], None]
"""Takes the thing that no longer uses a file, and who acts; what it raises undoes the taking off."""

_STORED, _ATTACHED, _DETACHED = "portal_media_stored", "portal_media_attached", "portal_media_detached"


def on_stored(app: Flask, listener: Stored) -> None:
    """Call `listener` for every file that is stored, also for bytes that were there already."""
    app.extensions.setdefault(_STORED, []).append(listener)


def on_attached(app: Flask, listener: Attached) -> None:
    """Call `listener` for every file that is attached to a thing."""
    app.extensions.setdefault(_ATTACHED, []).append(listener)


def on_detached(app: Flask, listener: Detached) -> None:
    """Call `listener` for every thing that a file is taken off."""
    app.extensions.setdefault(_DETACHED, []).append(listener)


def stored(row: MediaFile, actor: Actor) -> None:
    """Tell those who follow storing."""
    for listener in current_app.extensions.get(_STORED, ()):
        listener(row, actor)


def attached(use: MediaUse, thing: Any, actor: Actor) -> None:
    """Tell those who follow attaching."""
    for listener in current_app.extensions.get(_ATTACHED, ()):
        listener(use, thing, actor)


def detached(thing: Any, actor: Actor) -> None:
    """Tell those who follow taking off."""
    for listener in current_app.extensions.get(_DETACHED, ()):
        listener(thing, actor)
