"""What happens beside a verb, in its transaction: rooms subscribe to the acts on a kind of thing.

A lower package (proof of publication, signing) can so follow a room's things without the room's verbs naming it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app

from portal.accounts.permissions import Actor

Listener = Callable[[Any, str, Actor], None]
"""Takes the row, the action ("create", "save", "publish", "withdraw", …) and who acts; what it raises undoes it."""

_EXTENSION = "portal_publishing_events"


def subscribe(app: Flask, kind: str, listener: Listener) -> None:
    """Call `listener` within the transaction of every act on a thing of this kind, in the order of subscribing."""
    app.extensions.setdefault(_EXTENSION, defaultdict(list))[kind].append(listener)


def announce(row: Any, action: str, actor: Actor) -> None:
    """Tell those who follow this kind; called by `record`, after revision and audit entry."""
    for listener in current_app.extensions.get(_EXTENSION, {}).get(row.kind, ()):
        listener(row, action, actor)
