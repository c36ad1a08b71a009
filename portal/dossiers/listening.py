"""Packages above that follow what happens to dossiers, in the same transaction: live pages, referrals, results.

when(app, act)      act(dossier, event) after each act; what it raises undoes the act
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app

from portal.dossiers.models import Dossier
from portal.dossiers.models_course import DossierEvent

Act = Callable[[Dossier, DossierEvent], None]
_EXTENSION = "portal_dossiers_listening"


def when(app: Flask, act: Act) -> None:
    """Let `act` follow every act on every dossier."""
    app.extensions.setdefault(_EXTENSION, []).append(act)


def announce(dossier: Dossier, event: DossierEvent) -> None:
    """Tell those who follow."""
    found: list[Act] = current_app.extensions.get(_EXTENSION, [])
    for act in found:
        act(dossier, event)
