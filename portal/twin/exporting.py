"""The whole twin anew: into a tree that nobody reads yet, which then takes the place of the present one."""

from __future__ import annotations

import errno
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask, current_app

from portal.clock import utc_now
from portal.search.indexing import last_change
from portal.twin import following, state, trees
from portal.twin.arranging import arrange
from portal.twin.choosing import ASSET, FILE
from portal.twin.files import Tree
from portal.twin.keeping import Keeper
from portal.twin.state import State
from portal.web.freshness import GLOBAL_SLOT, versions

TOLD_EVERY = 200  # pages between two signs of progress
PATIENCE = 30.0  # seconds that the exchange of trees waits for who renews


class TwinFull(RuntimeError):
    """The disk does not take the twin; the one before stands."""


@dataclass
class Made:
    """What an export made: pages, files of the store and assets, files that could not be had, bytes, seconds."""

    pages: int = 0
    files: int = 0
    refused: list[str] = field(default_factory=list)
    bytes: int = 0
    seconds: float = 0.0


def open_keeper(tree: Path, *, careful: bool) -> Keeper:
    """Who keeps the pages of a tree. Needs an application context."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return Keeper(app, Tree(tree), State(tree / trees.STATE, careful=careful))


def note_beginning(known: State) -> None:
    """From here on the tree follows what changes; noted before anything is read."""
    known.keep_note(following.POSITION, str(last_change()))
    known.keep_note(following.HOURS, utc_now().isoformat())
    known.keep_note(trees.BOOT, trees.boot())
    known.keep_note(following.GLOBAL, str(versions().read(GLOBAL_SLOT)))


def export(root: Path, report: Callable[[int, int], None] = lambda _done, _due: None) -> Made:
    """Write the twin of every portal into the folder `root` and let it be the present one; `report` is told of pages
    done and known to be due.

    Raises TwinBusy where somebody else exports, TwinFull where the disk is full or read-only: then the one before
    stands as it was.
    """
    began = time.monotonic()
    with trees.held(root, alone=True, name=".export"):
        trees.sweep(root)
        try:
            tree = trees.begin_tree(root)
            try:
                made = _fill(tree, report)
                _exchange(root, tree)
            except BaseException:
                shutil.rmtree(tree, ignore_errors=True)
                raise
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EROFS}:
                raise TwinFull(error.strerror) from error
            raise
    made.seconds = time.monotonic() - began
    return made


def _fill(tree: Path, report: Callable[[int, int], None]) -> Made:
    keeper = open_keeper(tree, careful=False)
    known = keeper.state
    try:
        note_beginning(known)
        arrange(keeper)
        done = 0

        def goes_on() -> bool:
            nonlocal done
            done += 1
            if done % TOLD_EVERY == 0:
                report(done, sum(known.count_due().values()))
            return True

        keeper.work(state.ROUND, goes_on)
        known.make_due(state.MENDING, "due = ?", (state.LATER,))  # what could not answer is asked once more
        keeper.work(state.ROUND, goes_on)
        made = Made(refused=_give_up(keeper))
        keeper.work(state.ROUND, goes_on)
        for page in known.pages():
            if page.file is not None:
                made.pages += page.kind not in {ASSET, FILE}
                made.files += page.kind in {ASSET, FILE}
        known.seal()
    finally:
        known.close()
    made.bytes = sum(one.stat().st_size for one in tree.rglob("*") if one.is_file() and not one.is_symlink())
    keeper.tree.settle()
    return made


def _give_up(keeper: Keeper) -> list[str]:
    """Nothing links to what could not be had; the follower tries it again."""
    refused = [page for page in keeper.state.pages() if page.due == state.LATER]
    for page in refused:
        keeper.state.give_up(page)
        keeper.state.mend_around(page)
    return [page.path for page in refused]


def _exchange(root: Path, tree: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with trees.held(root, alone=True):
                trees.adopt(root, tree)
                trees.sweep(root)
                return
        except trees.TwinBusy:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
