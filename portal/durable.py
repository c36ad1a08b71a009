"""Files that are there whole or not at all, and that outlive a loss of power once they are."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

UNFINISHED = ".new-"
"""How the names of files begin that a process was killed over."""


def put_file(path: Path, data: bytes, *, over: bool = True) -> None:
    """Write a file for its owner alone, into a folder that is there: temporary file beside it, fsync, rename, fsync of
    the folder.

    What is there is replaced, or stays unless it may be written `over`. Raises OSError; then nothing is left behind and
    what was there stands.
    """
    fresh = path.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if over:
            fresh.replace(path)
        else:
            try:
                os.link(fresh, path)
            except FileExistsError:  # another process was faster
                return
    finally:
        fresh.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Let the names in a folder outlive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
