"""Every save is a revision: who, when, what changed between any two, and back; and two saves that met."""

from __future__ import annotations

from typing import Any

from portal.screens.contract import Part, Rule, Screen
from portal.screens.history.collision import Collisions
from portal.screens.history.pages import History


def _rules(screen: Screen) -> list[Rule]:
    return [*History(screen).rules(), *Collisions(screen).rules()]


def _data(_screen: Screen, thing: Any) -> dict[str, Any] | None:
    return {} if thing is not None else None


PART = Part(
    "history",
    50,
    rules=_rules,
    data=_data,
    head="screens/history/_head.html",
    actions="screens/history/_actions.html",
    top="screens/history/_top.html",
)
