"""The follower's step: the twin follows what is published, a little at a time, urgent notices first."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import current_app

from portal.config import Settings
from portal.twin import state, trees
from portal.twin.arranging import arrange
from portal.twin.exporting import note_beginning, open_keeper
from portal.twin.following import Following
from portal.twin.keeping import Keeper

log = logging.getLogger(__name__)
URGENT_SECONDS, CHANGE_SECONDS, ROUND_SECONDS = 4.0, 1.0, 0.3
"""How long one step may work on what is urgent, on what changed, and on everything else: other steps wait meanwhile."""


class Renewal:
    """Keeps the present tree of the folder that is configured. One per process."""

    def __init__(self) -> None:
        self._tree: Path | None = None
        self._keeper: Keeper | None = None
        self._following: Following | None = None

    def step(self, _now: datetime | None = None) -> None:
        """Look once, and work a little. Raises OSError where the disk does not take it; the next step goes on."""
        settings: Settings = current_app.config["PORTAL"]
        if not settings.twin:
            return
        root = Path(settings.twin).resolve()
        try:
            with trees.held(root, alone=False):
                keeper, following = self._open(root)
                if following.look():
                    arrange(keeper)
                keeper.work(state.URGENT, _for(URGENT_SECONDS))
                keeper.work(state.LISTS, _for(CHANGE_SECONDS))
                keeper.work(state.ROUND, _for(ROUND_SECONDS))
        except trees.TwinBusy:
            return  # an export takes over; what changed meanwhile is in the change log

    def _open(self, root: Path) -> tuple[Keeper, Following]:
        """The present tree; where there is none, a new one that fills itself, beginning with what is urgent."""
        present = trees.current_tree(root)
        if present is None:
            self._close()
            tree = trees.begin_tree(root)
            keeper = open_keeper(tree, careful=True)
            note_beginning(keeper.state)
            arrange(keeper)
            keeper.state.close()
            present = trees.adopt(root, tree).resolve()
        if self._keeper is None or self._following is None or self._tree != present:
            self._close()
            self._keeper = open_keeper(present, careful=True)
            self._following = Following(self._keeper.state)
            self._tree = present
            _look_after_restart(self._keeper)
        return self._keeper, self._following

    def _close(self) -> None:
        if self._keeper is not None:
            self._keeper.state.close()
        self._keeper = self._following = self._tree = None


def _look_after_restart(keeper: Keeper) -> None:
    """After the machine was started anew, maybe for want of power, files may be empty: those go, and every page is
    looked at again."""
    known = keeper.state
    if known.note(trees.BOOT) == trees.boot():
        return
    known.begin()
    for page in known.pages():
        if page.file is not None and keeper.tree.is_empty(page.file):
            keeper.tree.remove(page.file)
            known.make_due(state.TOUCHED, "id = ?", (page.id,))
    known.make_due(state.ROUND, "file IS NOT NULL")
    known.keep_note(trees.BOOT, trees.boot())
    known.commit()


def _for(seconds: float) -> Callable[[], bool]:
    until = time.monotonic() + seconds
    return lambda: time.monotonic() < until
