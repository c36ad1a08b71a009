"""The store of files: each under the SHA-256 of its bytes, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_SHA = re.compile(r"[0-9a-f]{64}\Z")
_BLOCK = 1 << 20
_UNFINISHED = ".new-"


class StoreUnavailable(OSError):
    """The disk is full or read-only; nothing was stored."""


@dataclass(frozen=True)
class Stored:
    """What was stored: hash and size in bytes."""

    sha256: str
    size: int


class FileStore:
    """Content-addressed files below `root`, in two levels of folders. Cheap to make; safe for many processes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        """Where the bytes with this hash lie (whether they do or not). Raises ValueError for what is no hash."""
        if not _SHA.match(sha256):
            raise ValueError("not a SHA-256")
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def exists(self, sha256: str) -> bool:
        """Whether the bytes are there."""
        return self.path(sha256).is_file()

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
        handle, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=self.root)
        temporary = Path(name)
        try:
            digest, size = hashlib.sha256(), 0
            with os.fdopen(handle, "wb") as file:
                while block := stream.read(_BLOCK):
                    digest.update(block)
                    size += len(block)
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
            sha256 = digest.hexdigest()
            if not self.refresh(sha256):
                target = self.path(sha256)
                self._make_folder(target.parent)
                temporary.replace(target)
                _sync_folder(target.parent)
            return Stored(sha256, size)
        finally:
            temporary.unlink(missing_ok=True)

    def refresh(self, sha256: str) -> bool:
        """Whether these bytes are whole in the store. They become young again, so that a sweep of orphans that runs
        before the caller's commit leaves them."""
        try:
            os.utime(self.path(sha256))
        except OSError:
            return False
        return self.verify(sha256)

    def _make_folder(self, folder: Path) -> None:
        """Make a folder of the store whose entry outlives a loss of power."""
        if folder.is_dir():
            return
        if folder != self.root:
            self._make_folder(folder.parent)
            folder.mkdir(exist_ok=True)
        else:
            folder.mkdir(parents=True, exist_ok=True)
        _sync_folder(folder.parent)

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

    def orphans(self, known: Container[str], older_than: float) -> Iterator[str]:
        """Stored files that nothing knows and that are older than so many seconds."""
        for sha256 in self.iter_all():
            if sha256 not in known and _is_older(self.path(sha256), older_than):
                yield sha256

    def remove_unfinished(self, older_than: float) -> int:
        """Take away what processes that were killed while storing left behind; how many files."""
        left = [one for one in self.root.glob(f"{_UNFINISHED}*") if _is_older(one, older_than)]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def remove(self, sha256: str) -> None:
        """Take the bytes away; not there is no error."""
        self.path(sha256).unlink(missing_ok=True)


def _is_older(path: Path, seconds: float) -> bool:
    """Whether a file was last written longer ago than this; False where it is gone."""
    try:
        return path.stat().st_mtime < time.time() - seconds
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
