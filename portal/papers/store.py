"""Sealed bytes in files below `instance/giay-to/`: each under a random name, written whole or not at all.

No name tells what is in a file, whose it is, or that two are the same. The folder is no part of the public store of
files: nothing serves it, and only rows of `paper` say where something lies (`<tenant>/<xx>/<32 digits>`; a row keeps
its path when portals merge).
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from flask import current_app

from portal.durable import UNFINISHED, put_file, sync_folder
from portal.media.store import StoreUnavailable

FOLDER = "giay-to"
_PATH = re.compile(r"[0-9]{1,19}/[0-9a-f]{2}/[0-9a-f]{32}\Z", re.ASCII)


class NotAPath(ValueError):
    """A row names something that is no place of a paper; nothing was opened."""


class PaperStore:
    """The files of papers below `root`. Cheap to make; safe for many processes, since no two write one name."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def place(self, path: str) -> Path:
        """Where the bytes named by a row lie. Raises NotAPath for whatever is no path of ours, symbolic links too."""
        if not _PATH.match(path):
            raise NotAPath("not the path of a paper")
        found = self.root / path
        if any(one.is_symlink() for one in (found, found.parent, found.parent.parent)):
            raise NotAPath("a symbolic link among the papers")
        return found

    def fresh_path(self, tenant_id: int) -> str:
        """A new path that tells nothing."""
        name = secrets.token_hex(16)
        return f"{tenant_id}/{name[:2]}/{name}"

    def write(self, path: str, sealed: bytes) -> None:
        """Write sealed bytes (`durable.put_file`). What was there is replaced. Raises StoreUnavailable where the
        disk is full or read-only (nothing is left behind), NotAPath.
        """
        target = self.place(path)
        try:
            self._make_folder(target.parent)
            put_file(target, sealed)
        except OSError as error:
            raise StoreUnavailable(
                "Không ghi được giấy tờ: ổ đĩa đầy hoặc chỉ đọc. Hãy báo người quản trị rồi thử lại sau."
            ) from error

    def read(self, path: str) -> bytes:
        """The sealed bytes. Raises FileNotFoundError, NotAPath."""
        return self.place(path).read_bytes()

    def head(self, path: str, count: int) -> bytes:
        """The first bytes of a file. Raises FileNotFoundError, NotAPath."""
        with self.place(path).open("rb") as file:
            return file.read(count)

    def exists(self, path: str) -> bool:
        """Whether the file is there. Raises NotAPath."""
        return self.place(path).is_file()

    def remove(self, path: str) -> None:
        """Take a file away if it is there. Raises NotAPath."""
        self.place(path).unlink(missing_ok=True)

    def all(self) -> Iterator[str]:
        """The paths of all files of papers."""
        for one in self.root.glob("*/[0-9a-f][0-9a-f]/*"):
            path = one.relative_to(self.root).as_posix()
            if _PATH.match(path):
                yield path

    def older_than(self, path: str, seconds: float) -> bool:
        """Whether a file was last written longer ago than this; False where it is gone."""
        try:
            return self.place(path).stat().st_mtime < time.time() - seconds
        except OSError:
            return False

    def unfinished(self, seconds: float) -> list[Path]:
        """What processes that were killed while writing left behind longer ago than this."""
        found = []
        for one in self.root.glob(f"*/*/{UNFINISHED}*"):
            try:
                if one.stat().st_mtime < time.time() - seconds:
                    found.append(one)
            except OSError:
                continue
        return found

    def _make_folder(self, folder: Path) -> None:
        """Make a folder, for its owner alone, whose entry outlives a loss of power."""
        if folder.is_dir():
            return
        if folder != self.root:
            self._make_folder(folder.parent)
        folder.mkdir(mode=0o700, parents=folder == self.root, exist_ok=True)
        sync_folder(folder.parent)


def paper_store() -> PaperStore:
    """The papers of the installation."""
    return PaperStore(current_app.config["PORTAL"].instance_path / FOLDER)
