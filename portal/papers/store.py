"""Sealed bytes in files below `instance/giay-to/`: each under a random name, written whole or not at all.

No name tells what is in a file, whose it is, or that two are the same. The folder is no part of the public store of
files: nothing serves it, and only rows of `paper` say where something lies (`<tenant>/<xx>/<32 digits>`; a row keeps
its path when portals merge). `bucket_papers` keeps the same in a bucket; `paper_store` says which it is.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from flask import current_app

from portal.durable import UNFINISHED, put_file, sync_folder
from portal.media.homes import homes
from portal.media.store import StoreUnavailable
from portal.papers.bucket_papers import BucketPapers
from portal.papers.places import NotAPath, Papers, fresh_path, is_path, require_path

__all__ = ["FOLDER", "NotAPath", "PaperStore", "Papers", "paper_store", "papers_in"]

FOLDER = "giay-to"


class PaperStore:
    """The files of papers below `root`. Cheap to make; safe for many processes, since no two write one name."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def place(self, path: str) -> Path:
        """Where the bytes named by a row lie. Raises NotAPath for whatever is no path of ours, symbolic links too."""
        require_path(path)
        found = self.root / path
        if any(one.is_symlink() for one in (found, found.parent, found.parent.parent)):
            raise NotAPath("a symbolic link among the papers")
        return found

    def fresh_path(self, tenant_id: int) -> str:
        """A new path that tells nothing."""
        return fresh_path(tenant_id)

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
            if is_path(path):
                yield path

    def old(self, seconds: float) -> Iterator[str]:
        """The paths of files that were last written longer ago than this."""
        before = time.time() - seconds
        for path in self.all():
            try:
                if self.place(path).stat().st_mtime < before:
                    yield path
            except OSError:
                continue

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


def papers_in(folder: str) -> Papers:
    """Papers below a folder of the instance folder, or of the bucket where one is configured."""
    bucket = homes().bucket()
    if bucket is not None:
        return BucketPapers(bucket, folder)
    return PaperStore(current_app.config["PORTAL"].instance_path / folder)


def paper_store() -> Papers:
    """The papers of the installation."""
    return papers_in(FOLDER)
