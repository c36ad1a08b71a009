"""Where a Whoosh index lies, and the proof that it is what was written.

root/CURRENT          name of the directory that serves
root/LOCK             held by whoever writes
root/index-<n>/       one build: Whoosh's files, and seal_<generation>.json with the size and SHA-256 of
                      each of them. A seal is on disk before the table of contents that it vouches for.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.util.filelock import FileLock

from portal.search.engine import EngineBusyError, EngineDamagedError, EngineError
from portal.search.engines.whoosh.writer import INDEX_NAME

_TOC_NAME = re.compile(rf"_{INDEX_NAME}_(\d+)\.toc\Z")
_BUILD = re.compile(r"index-[0-9a-f]{1,20}\Z")

Seal = dict[str, tuple[int, str]]


class SealedStorage(FileStorage):
    """Whoosh's storage that seals what is written before it becomes the present state."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path
        self.sealed_segments: list[str] = []
        self._known: Seal = {}

    def rename_file(self, old: str, new: str, safe: bool = False) -> None:
        """As in Whoosh; before a table of contents gets its name, everything it needs is sealed."""
        match = _TOC_NAME.match(new)
        if match is None:
            super().rename_file(old, new, safe)
            return
        generation = int(match[1])
        prefixes = tuple(f"{segment}." for segment in self.sealed_segments)
        names = [name for name in self.list() if prefixes and name.startswith(prefixes)]
        seal = {name: self._known.get(name) or fingerprint(self.path / name, sync=True) for name in names}
        self._known = dict(seal)
        seal[new] = fingerprint(self.path / old, sync=True)
        write_durably(self.path / f"seal_{generation}.json", json.dumps(seal))
        super().rename_file(old, new, safe)
        sync_directory(self.path)
        for path in self.path.glob("seal_*.json"):
            if path.name != f"seal_{generation}.json":
                path.unlink(missing_ok=True)


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


class IndexHome:
    """The root directory of an index. Raises EngineError and OSError."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._verified: dict[tuple[str, int, int, int], str] = {}

    def current(self) -> Path | None:
        """The build that serves, None if there is none."""
        try:
            name = (self.root / "CURRENT").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        if not _BUILD.match(name):
            raise EngineDamagedError("CURRENT names no index")
        path = self.root / name
        if not path.is_dir():
            raise EngineDamagedError("the index that CURRENT names is not there")
        return path

    def generation(self, build: Path) -> int:
        """The newest generation in a build; raises EngineDamagedError if there is none."""
        found = [int(match[1]) for name in os.listdir(build) if (match := _TOC_NAME.match(name))]
        if not found:
            raise EngineDamagedError("the index has no table of contents")
        return max(found)

    def open(self, build: Path, generation: int, thorough: bool = False) -> tuple[SealedStorage, list[Any]]:
        """Verify a generation against its seal and read its segments.

        thorough: read every file again, also those verified before. Raises EngineDamagedError.
        """
        seal = self.read_seal(build, generation)
        for name, expected in seal.items():
            self._verify(build / name, expected, thorough)
        toc_name = f"_{INDEX_NAME}_{generation}.toc"
        if toc_name not in seal:
            raise EngineDamagedError(f"the seal does not cover {toc_name}")
        storage = SealedStorage(build)
        segments = TOC.read(storage, INDEX_NAME, generation).segments
        for segment in segments:
            if not any(name.startswith(f"{segment.segment_id()}.") for name in seal):
                raise EngineDamagedError("the seal does not cover a segment")
        storage._known = {name: value for name, value in seal.items() if name != toc_name}
        return storage, segments

    def read_seal(self, build: Path, generation: int) -> Seal:
        """What the files of a generation must be. Raises EngineDamagedError."""
        try:
            data = json.loads((build / f"seal_{generation}.json").read_text(encoding="utf-8"))
            return {str(name): (int(size), str(digest)) for name, (size, digest) in data.items()}
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise EngineDamagedError(f"the seal of generation {generation} is unreadable") from error

    def _verify(self, path: Path, expected: tuple[int, str], thorough: bool) -> None:
        try:
            status = path.stat()
            mark = (str(path), status.st_size, status.st_mtime_ns, status.st_ino)
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
        lock = FileLock(str(self.root / "LOCK"))
        until = time.monotonic() + timeout
        while not lock.acquire():
            if time.monotonic() > until:
                raise EngineBusyError("another process is writing to the index")
            time.sleep(0.02)
        try:
            yield
        finally:
            lock.release()

    def new_build(self) -> Path:
        """A new, empty directory for a build; what earlier builds left behind is removed."""
        self.remove_others(self.current_or_none())
        path = self.root / f"index-{time.time_ns():x}"
        path.mkdir(parents=True)
        return path

    def current_or_none(self) -> Path | None:
        """As `current`, with None for a damaged pointer too."""
        try:
            return self.current()
        except EngineError:
            return None

    def position(self, build: Path) -> int:
        """The change-log row that was marked in a build; -1 where none was."""
        try:
            return int((build / "position").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return -1

    def set_position(self, build: Path, position: int) -> None:
        """Mark a change-log row in a build. After the commit: a crash in between only repeats work."""
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
