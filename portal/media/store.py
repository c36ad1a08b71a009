"""The store of files: each under the SHA-256 of its bytes, written whole or not at all.

`Store` is what the rest of the portal knows; `FileStore` keeps the bytes in a folder of this machine, `bucket_store`
in a bucket that several machines share. tests/media/test_homes.py holds both to the same.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from portal.durable import UNFINISHED, sync_folder

_SHA = re.compile(r"[0-9a-f]{64}\Z")
BLOCK = 1 << 20
"""Bytes that are read and hashed at once."""


class StoreUnavailable(OSError):
    """The disk is full or read-only; nothing was stored."""


class StoreUnreachable(StoreUnavailable):
    """The server that keeps the files does not answer, or gives other bytes than were stored; nothing was stored."""


@dataclass(frozen=True)
class Stored:
    """What was stored: hash and size in bytes."""

    sha256: str
    size: int


class Store(Protocol):
    """Bytes by their SHA-256, wherever they lie. Whatever asks for a hash raises ValueError for what is none, and
    StoreUnreachable where the bytes are elsewhere and cannot be asked for now."""

    @property
    def root(self) -> Path:
        """A folder of this machine for what is kept beside the bytes and can be lost (notes, copies)."""

    def path(self, sha256: str) -> Path:
        """A file of this machine with these bytes; where they are not stored, a path at which nothing lies."""

    def exists(self, sha256: str) -> bool:
        """Whether the bytes are there."""

    def size(self, sha256: str) -> int | None:
        """How many bytes they are; None where they are not there."""

    def sizes(self, wanted: Iterable[str]) -> dict[str, int]:
        """The sizes in bytes of those of `wanted` that are there."""

    def open(self, sha256: str) -> BinaryIO:
        """The bytes for reading. Raises FileNotFoundError."""

    def put(self, stream: BinaryIO) -> Stored:
        """Store a stream; when this returns, the bytes outlive a loss of power. Raises StoreUnavailable."""

    def refresh(self, sha256: str) -> bool:
        """Whether these bytes are whole in the store; they become young again."""

    def touch(self, sha256: str) -> bool:
        """Make these bytes young, so that a sweep leaves them; whether they are there."""

    def verify(self, sha256: str) -> bool:
        """Whether the stored bytes are there and still have this hash."""

    def iter_all(self) -> Iterator[str]:
        """The hashes of everything that is stored."""

    def orphans(self, known: Container[str], before: float, beginning: str = "") -> Iterator[tuple[str, int]]:
        """What nothing knows and was last young before this instant (Unix time): (hash, bytes)."""

    def unfinished(self, before: float) -> list[Path]:
        """What killed processes left on this machine before this instant (Unix time)."""

    def remove(self, sha256: str, before: float | None = None) -> bool:
        """Take the bytes away, unless they became young since `before` (Unix time); whether they went."""


class FileStore:
    """Content-addressed files below `root`, in two levels of folders. Cheap to make; safe for many processes.

    Bytes that nothing names any more are taken away by age, so whoever is about to write a row that names bytes makes
    them young first (`put`, `touch`). Making young and taking away exclude each other by a lock on the root folder:
    what was young when `touch` answered is never taken away by a sweep that began before.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        """Where the bytes with this hash lie (whether they do or not). Raises ValueError for what is no hash."""
        require_hash(sha256)
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def exists(self, sha256: str) -> bool:
        """Whether the bytes are there."""
        return self.path(sha256).is_file()

    def size(self, sha256: str) -> int | None:
        """How many bytes they are; None where they are not there."""
        about = _about(self.path(sha256))
        return about.st_size if about is not None else None

    def sizes(self, wanted: Iterable[str]) -> dict[str, int]:
        """The sizes in bytes of those of `wanted` that are there."""
        return {one: size for one in wanted if (size := self.size(one)) is not None}

    def open(self, sha256: str) -> BinaryIO:
        """The bytes for reading. Raises FileNotFoundError."""
        return self.path(sha256).open("rb")

    def put(self, stream: BinaryIO) -> Stored:
        """Store a stream: temporary file, fsync, rename, fsync of the folders. The same bytes are stored once.

        When this returns, the bytes outlive a loss of power. Bytes that rotted on the disk are replaced. Raises
        StoreUnavailable where the disk is full or read-only; nothing is left behind then.
        """
        try:
            self._make_folder(self.root)
            return self._put(stream)
        except OSError as error:
            raise StoreUnavailable(
                "Không ghi được tệp: ổ đĩa đầy hoặc chỉ đọc. Hãy báo người quản trị rồi thử lại sau."
            ) from error

    def _put(self, stream: BinaryIO) -> Stored:
        handle, name = tempfile.mkstemp(prefix=UNFINISHED, dir=self.root)
        temporary = Path(name)
        try:
            digest, size = hashlib.sha256(), 0
            with os.fdopen(handle, "wb") as file:
                while block := stream.read(BLOCK):
                    digest.update(block)
                    size += len(block)
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
            sha256 = digest.hexdigest()
            if not self.refresh(sha256):
                target = self.path(sha256)
                self._make_folder(target.parent)
                with self._locked(fcntl.LOCK_SH):
                    temporary.replace(target)
                sync_folder(target.parent)
            return Stored(sha256, size)
        finally:
            temporary.unlink(missing_ok=True)

    def refresh(self, sha256: str) -> bool:
        """Whether these bytes are whole in the store; they become young again."""
        return self.touch(sha256) and self.verify(sha256)

    def touch(self, sha256: str) -> bool:
        """Make these bytes young, so that a sweep that runs before the caller's commit leaves them; whether they are
        there. Raises ValueError for what is no hash."""
        path = self.path(sha256)
        try:
            with self._locked(fcntl.LOCK_SH):
                os.utime(path)
        except OSError:
            return False
        return True

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        """Hold the lock of the store, shared or alone; it ends with the process at the latest."""
        handle = os.open(self.root, os.O_RDONLY)
        try:
            fcntl.flock(handle, how)
            yield
        finally:
            os.close(handle)

    def _make_folder(self, folder: Path) -> None:
        """Make a folder of the store whose entry outlives a loss of power."""
        if folder.is_dir():
            return
        if folder != self.root:
            self._make_folder(folder.parent)
            folder.mkdir(exist_ok=True)
        else:
            folder.mkdir(parents=True, exist_ok=True)
        sync_folder(folder.parent)

    def verify(self, sha256: str) -> bool:
        """Whether the bytes are there and still have this hash."""
        try:
            with self.path(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except OSError:
            return False

    def iter_all(self) -> Iterator[str]:
        """The hashes of all stored files."""
        for path in self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            if _SHA.match(path.name) and path == self.path(path.name):
                yield path.name

    def orphans(self, known: Container[str], before: float, beginning: str = "") -> Iterator[tuple[str, int]]:
        """Stored files that nothing knows and that were last young before this instant (Unix time): (hash, bytes).
        Only hashes that begin so; at most two digits."""
        for path in self.root.glob(f"{beginning:?<2}/??/*"):
            name = path.name
            if not _SHA.match(name) or path != self.path(name) or name in known:
                continue
            about = _about(path)
            if about is not None and about.st_mtime < before:
                yield name, about.st_size

    def unfinished(self, before: float) -> list[Path]:
        """What processes that were killed while storing left behind before this instant (Unix time)."""
        left = (*self.root.glob(f"{UNFINISHED}*"), *self.root.glob(f"renditions/{UNFINISHED}*"))
        return [one for one in left if (about := _about(one)) is not None and about.st_mtime < before]

    def remove(self, sha256: str, before: float | None = None) -> bool:
        """Take the bytes away, unless they became young since `before` (Unix time); whether they went."""
        path = self.path(sha256)
        if not self.root.is_dir():
            return False
        with self._locked(fcntl.LOCK_EX):
            about = _about(path)
            if about is None or (before is not None and about.st_mtime >= before):
                return False
            path.unlink(missing_ok=True)
            return True


def require_hash(sha256: str) -> None:
    """Raise ValueError for what is no SHA-256 in small hexadecimal digits."""
    if not _SHA.match(sha256):
        raise ValueError("not a SHA-256")


def _about(path: Path) -> os.stat_result | None:
    """What the disk tells of a file; None where it is gone."""
    try:
        return path.stat()
    except OSError:
        return None
