"""The folder of the twin: whole trees of files, one of which is the present one.

current        → trees/20261130-160500
trees/…/hosts/<host name>/…     what the web server gives out
trees/…/state.db                what `state.py` knows of it
.lock                           held by who renews (shared) and by who exchanges trees (alone)
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.clock import utc_now
from portal.twin.files import point

CURRENT = "current"
TREES = "trees"
STATE = "state.db"
BOOT = "boot"
_UNFINISHED = ".new-"


class TwinBusy(RuntimeError):
    """Somebody else is exchanging trees, or exporting."""


def current_tree(root: Path) -> Path | None:
    """The present tree, if there is one."""
    link = root / CURRENT
    return link.resolve() if link.is_symlink() and link.is_dir() else None


def begin_tree(root: Path) -> Path:
    """A new, empty tree that nobody reads yet. Raises OSError."""
    (root / TREES).mkdir(mode=0o755, parents=True, exist_ok=True)
    tree = root / TREES / f"{_UNFINISHED}{utc_now():%Y%m%d-%H%M%S}-{os.getpid()}"
    tree.mkdir(mode=0o755)
    (tree / "hosts").mkdir(mode=0o755)
    return tree


def adopt(root: Path, tree: Path) -> Path:
    """Let a tree be the present one, from one moment to the next; where it lies from now on. The one before stays until
    `sweep`. Raises OSError: then nothing has changed."""
    final = tree.with_name(tree.name.removeprefix(_UNFINISHED))
    tree.rename(final)
    point(root / CURRENT, f"{TREES}/{final.name}")
    return final


def sweep(root: Path) -> None:
    """Take away every tree but the present one, unfinished ones of a crash too. Whoever exports holds the lock."""
    present = current_tree(root)
    for tree in (root / TREES).glob("*"):
        if tree.resolve() != present:
            shutil.rmtree(tree, ignore_errors=True)
    for one in (root / TREES).glob(f"{_UNFINISHED}*"):
        if one.resolve() != present:
            shutil.rmtree(one, ignore_errors=True)


@contextmanager
def held(root: Path, *, alone: bool, name: str = ".lock") -> Iterator[None]:
    """Hold the lock of the twin; it ends with the process at the latest. Raises TwinBusy where somebody else has it."""
    root.mkdir(mode=0o755, parents=True, exist_ok=True)
    handle = os.open(root / name, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise TwinBusy from error
        yield
    finally:
        os.close(handle)


def boot() -> str:
    """Which start of the machine this is; "" where it does not tell."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""
