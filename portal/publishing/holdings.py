"""What somebody has in hand, so that it can pass to somebody else when they leave: rooms register their kinds.

Things with an owner (`Publishable`) need no registration; this is for the rest: notices, cases, tasks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

_EXTENSION = "portal_holdings"


@dataclass(frozen=True)
class Held:
    """One thing in somebody's hands: what it is called, and where in the desk it is."""

    kind: str
    object_id: int
    title: str
    path: str


@dataclass(frozen=True)
class Holding:
    """A kind of things in people's hands, in the portal of the scope in force.

    `held_by(user_id)` lists them; `pass_on(things, successor_id)` puts them into other hands (the caller checks the
    permission, audits and commits).
    """

    label: Any
    held_by: Callable[[int], list[Held]]
    pass_on: Callable[[list[Held], int], None]


def register_holding(app: Flask, holding: Holding) -> None:
    """Let a kind of things be handed over when somebody leaves."""
    app.extensions.setdefault(_EXTENSION, []).append(holding)


def holdings() -> list[Holding]:
    """Everything registered on the application."""
    found: list[Holding] = current_app.extensions.get(_EXTENSION, [])
    return found
