"""Writing a tree that others read meanwhile: each file whole under its name, with its compressed sibling."""

from __future__ import annotations

import gzip
import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from portal.durable import UNFINISHED

SMALLEST_PACKED = 400  # bytes: below this a packed file saves no packet
PACKED = ".gz"
_TEXTS = frozenset(
    {"html", "css", "js", "txt", "csv", "xml", "atom", "akn", "json", "jsonl", "jsonld", "svg", "py"}
)


class Tree:
    """Files below a folder. Whoever reads while somebody writes finds the old file or the new one.

    A file is not brought to the disk one by one, which takes longer than making it: after a loss of power some may be
    empty, and `renewing` looks for those. A whole new tree is brought there at once (`settle`).
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, name: str, data: bytes) -> int:
        """Write a file and, where it is text, its packed sibling; bytes on the disk. Raises OSError: then the old
        file stands."""
        path = self._place(name)
        packed = path.with_name(path.name + PACKED)
        size = len(data)
        if path.suffix[1:] in _TEXTS and len(data) >= SMALLEST_PACKED:
            small = gzip.compress(data, 6, mtime=0)
            self._write(packed, small)
            size += len(small)
            self._write(path, data)
        else:
            self._write(path, data)
            packed.unlink(missing_ok=True)
        return size

    def link(self, name: str, source: Path) -> int:
        """Let a file be the bytes of another one: a further name of it where the disk allows that, else a copy; bytes.

        The web server runs as somebody else: what is public may be read by everybody. Raises OSError.
        """
        path = self._place(name)
        about = source.stat()
        with suppress(OSError):
            if path.samefile(source):
                return 0
        fresh = path.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
        try:
            try:
                os.link(source, fresh)
                if about.st_mode & 0o444 != 0o444:
                    fresh.chmod(about.st_mode | 0o444)
            except OSError:
                shutil.copyfile(source, fresh)
                fresh.chmod(0o644)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
        path.with_name(path.name + PACKED).unlink(missing_ok=True)
        return about.st_size

    def remove(self, name: str) -> None:
        """Take a file away, and folders that it leaves empty. What is packed goes last: nobody is given it without the
        file itself."""
        path = self.root / name
        path.unlink(missing_ok=True)
        path.with_name(path.name + PACKED).unlink(missing_ok=True)
        for folder in path.parents:
            if folder == self.root or len(folder.relative_to(self.root).parts) <= 2:
                return
            try:
                folder.rmdir()
            except OSError:
                return

    def is_empty(self, name: str) -> bool:
        """Whether the file, or its packed sibling, is there and holds nothing."""
        path = self.root / name
        beside = (path, path.with_name(path.name + PACKED))
        return any(one.is_file() and one.stat().st_size == 0 for one in beside)

    def point(self, name: str, target: str) -> None:
        """Let a folder be another name of the folder `target` beside it. Raises OSError."""
        path = self._place(name)
        if path.is_symlink() and str(path.readlink()) == target:
            return
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        point(path, target)

    def remove_folder(self, name: str) -> None:
        """Take a folder away, with everything in it."""
        path = self.root / name
        if path.is_symlink():
            path.unlink()
        elif path.is_dir():
            shutil.rmtree(path)

    def settle(self) -> None:
        """Bring everything written to the disk."""
        os.sync()

    def _place(self, name: str) -> Path:
        path = self.root / name
        if not path.parent.is_dir():
            path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        return path

    def _write(self, path: Path, data: bytes) -> None:
        fresh = path.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
        try:
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)


def point(path: Path, target: str) -> None:
    """Let `path` be a link to `target`, from one moment to the next. Raises OSError."""
    fresh = path.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
    try:
        fresh.symlink_to(target)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
