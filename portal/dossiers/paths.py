"""Where pages of dossiers stand: of the desk and of citizens. No path names a code or a person."""

from __future__ import annotations

from portal.dossiers.models import Dossier

COUNTER = "/quan-tri/mot-cua/"
DESK = f"{COUNTER}ho-so/"
CITIZEN = "/ho-so/"


def desk_path(dossier: Dossier) -> str:
    """Where the desk finds a dossier."""
    return f"{DESK}{dossier.id}"
