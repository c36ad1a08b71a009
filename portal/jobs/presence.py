"""Is the process that took a job still there? A file that it holds locked: the kernel unlocks it however it ends.

That tells of processes of the same machine alone, so a name says which one it is of (`<process>-<random>@<machine>`).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import socket
from pathlib import Path
from typing import IO

from portal.durable import put_file

_MACHINE = "machine"


class Presence:
    """The sign of life of one worker, from being made until `end` or the death of the process.

    A process number alone would lie: numbers are given again, and differ between containers that share a folder.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = f"{os.getpid()}-{secrets.token_hex(6)}@{machine(folder)}"
        self._path = folder / self.name
        unlocked = folder / f".new-{self.name}"
        self._file: IO[str] = unlocked.open("x")
        fcntl.flock(self._file, fcntl.LOCK_EX)
        unlocked.rename(self._path)  # under its name it was never unlocked

    def end(self) -> None:
        """Say that the worker is gone."""
        self._path.unlink(missing_ok=True)
        self._file.close()


def machine(folder: Path) -> str:
    """What the processes share that see each other's signs of life: this folder, on this host. A folder that was copied
    to another host is another one's."""
    path = folder / _MACHINE
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        put_file(path, secrets.token_hex(16).encode(), over=False)
    told = path.read_bytes() + socket.gethostname().encode()
    return hashlib.sha256(told).hexdigest()[:16]


def is_here(folder: Path, name: str) -> bool:
    """Whether a worker of this name would show its sign of life in this folder."""
    return name.partition("@")[2] in {"", machine(folder)}


def is_present(folder: Path, name: str) -> bool:
    """Whether the worker of this name lives."""
    if not name or "/" in name:
        return False
    try:
        with (folder / name).open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def sweep(folder: Path) -> None:
    """Take away the files of workers that are gone."""
    for path in folder.glob("[0-9]*-*"):
        if not is_present(folder, path.name):
            path.unlink(missing_ok=True)
