"""`flask check` after each fault, in this process: starting one for each of hundreds of faults would take the hour."""

from __future__ import annotations

import os
from typing import Any

from chaos.installation import CAUGHT_UP, Installation
from portal import create_app
from portal.extensions import db
from portal.search import indexing
from portal.tenancy.directory import directory
from portal.upkeep.running import run_checks
from portal.web.freshness import GLOBAL_SLOT, versions


class Inspector:
    """The checks of an installation, from a process that takes no part in serving it."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        for name, value in installation.said.items():
            os.environ[name] = value
        self.app = create_app()

    def findings(self, *, deep: bool = False) -> list[str]:
        """What `flask check` finds wrong or cannot look at."""
        with self.app.app_context():
            directory().refresh(versions().read(GLOBAL_SLOT))
            checked = run_checks(_silent, deep=deep)
            told = [
                f"{one.check}: {one.about} {', '.join(one.examples[:3])}"
                for one in checked.findings
                if one.is_fault
            ]
            return told + [f"{key} could not be looked at: {why}" for key, why in checked.unable.items()]

    def until_followed(self) -> float:
        """Wait until the index has followed every change; how long it took. Raises RuntimeError."""

        def followed() -> bool:
            with self.app.app_context():
                try:
                    return bool(indexing.position() >= indexing.last_change())
                except Exception:
                    return False
                finally:
                    db.session.remove()

        return self._installation.wait_until(followed, CAUGHT_UP, "the index follows")

    def close(self) -> None:
        """Let go of the database."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def _silent(*_told: Any) -> None:
    pass
