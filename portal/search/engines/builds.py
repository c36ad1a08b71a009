"""The directory of an index of files: which build of it serves, who writes, and whether files are what was written.

root/CURRENT      name of the build that serves
root/LOCK         held by whoever writes
root/index-<n>/   one build; what is in it is the engine's own affair
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from portal.search.engine import EngineBusyError, EngineDamagedError, EngineError

_BUILD = re.compile(r"index-[0-9a-f]{1,20}\Z")

Seal = dict[str, tuple[int, str]]
"""Size and SHA-256 of each file by its name."""

Mark = tuple[int, int, int, int]
"""What a file cannot be changed or replaced without: device, inode, size, instant of the last change."""


def _mark(status: os.stat_result) -> Mark:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def fingerprint(path: Path, sync: bool = False) -> tuple[int, str]:
    """Size and SHA-256 of a file; with `sync` it is on disk afterwards."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        if sync:
            os.fsync(file.fileno())
        return os.fstat(file.fileno()).st_size, digest


def write_durably(path: Path, text: str) -> None:
    """Write a small file so that after a crash it is the old one or the new one."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns()}")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Make the names in a directory durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_seal(path: Path) -> Seal:
    """What a file of seals says. Raises EngineDamagedError."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): (int(size), str(digest)) for name, (size, digest) in data.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise EngineDamagedError(f"{path.name} is missing or unreadable") from error


class Builds:
    """The root directory of an index. Raises EngineError and OSError."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._verified: dict[Mark, str] = {}
        self._pointed: tuple[Mark, Path] | None = None

    def current(self) -> Path | None:
        """The build that serves, None if there is none. Read again only where the pointer is another file than before,
        since each question asks for it several times."""
        pointer = self.root / "CURRENT"
        try:
            mark = _mark(os.stat(pointer))
            pointed = self._pointed
            if pointed is not None and pointed[0] == mark and pointed[1].is_dir():
                return pointed[1]
            path = self._pointed_to(pointer)
        except FileNotFoundError:
            return None
        self._pointed = (mark, path)
        return path

    def _pointed_to(self, pointer: Path) -> Path:
        name = pointer.read_text(encoding="utf-8").strip()
        if not _BUILD.match(name):
            raise EngineDamagedError("CURRENT names no index")
        path = self.root / name
        if not path.is_dir():
            raise EngineDamagedError("the index that CURRENT names is not there")
        return path

    def current_or_none(self) -> Path | None:
        """As `current`, with None for a damaged pointer too."""
        try:
            return self.current()
        except EngineError:
            return None

    def verify(self, path: Path, expected: tuple[int, str], thorough: bool = False) -> None:
        """Compare a file with its seal; once read and right, it is read again only if `thorough` or if it changed.

        Raises EngineDamagedError.
        """
        try:
            status = path.stat()
            mark = _mark(status)
            if not thorough and self._verified.get(mark) == expected[1] and status.st_size == expected[0]:
                return
            found = fingerprint(path)
        except OSError as error:
            raise EngineDamagedError(f"{path.name} is missing or unreadable") from error
        if found != expected:
            raise EngineDamagedError(f"{path.name} is not what was written")
        if len(self._verified) > 1000:
            self._verified.clear()
        self._verified[mark] = expected[1]

    @contextlib.contextmanager
    def locked(self, timeout: float) -> Iterator[None]:
        """Be the only writer, over threads and processes. Raises EngineBusyError after `timeout` seconds."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "LOCK").open("a") as lock:
            until = time.monotonic() + timeout
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > until:
                        raise EngineBusyError("another process is writing to the index") from None
                time.sleep(0.02)
            yield  # closing the file lets go of the lock

    def new_build(self) -> Path:
        """A new, empty directory for a build; what earlier builds left behind is removed."""
        self.remove_others(self.current_or_none())
        path = self.root / f"index-{time.time_ns():x}"
        path.mkdir(parents=True)
        return path

    def position(self, build: Path) -> int:
        """The change-log row that was marked in a build; -1 where none was."""
        try:
            return int((build / "position").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return -1

    def set_position(self, build: Path, position: int) -> None:
        """Mark a change-log row in a build."""
        write_durably(build / "position", str(position))

    def switch(self, build: Path) -> None:
        """Let `build` serve from now on, and remove the others."""
        write_durably(self.root / "CURRENT", build.name + "\n")
        self.remove_others(build)

    def remove_others(self, keep: Path | None) -> None:
        """Remove every build but `keep`; files that somebody still reads vanish when they are closed."""
        for path in self.root.iterdir():
            if _BUILD.match(path.name) and path != keep:
                shutil.rmtree(path, ignore_errors=True)
