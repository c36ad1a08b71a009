"""Copies on this machine of what lies in a bucket: a folder of bounded size, each file under its hash.

A copy can be deleted at any time and comes back from the bucket. What nobody asked for in a day goes, so that bytes
that were erased for good do not live on in the folders of other machines.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from portal.durable import UNFINISHED

UNUSED_SECONDS = 24 * 3600.0
SPARED_SECONDS = 60.0
"""What was asked for so recently stays: whoever asked may not have opened it yet."""
_NOTED_EVERY = 10.0
"""Seconds: a use is noted no more often than this, since each note is a write."""
_LOOK_SHARE = 20
"""A twentieth of the bound may come in between two looks at the whole folder."""


class LocalCopies:
    """The copies below `root`, at most about `most` bytes (a tenth more for moments). Safe for many processes."""

    def __init__(self, root: Path, most: int) -> None:
        self.root = root
        self._most = most
        self._came = most  # the first one that comes makes somebody look
        self._lock = threading.Lock()

    def place(self, sha256: str) -> Path:
        """Where a copy lies, whether it does or not."""
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def held(self, sha256: str) -> Path | None:
        """The copy, which counts as used now; None where there is none."""
        path = self.place(sha256)
        try:
            about = path.stat()
            if about.st_atime < time.time() - _NOTED_EVERY:
                os.utime(path, (time.time(), about.st_mtime))
        except OSError:
            return None
        return path

    def unfinished(self) -> tuple[int, Path]:
        """A fresh file in the folder, opened for writing: its handle and its path. Raises OSError."""
        self.root.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=UNFINISHED, dir=self.root)
        return handle, Path(name)

    def take(self, unfinished: Path, sha256: str, written: float) -> Path:
        """Make a file a copy; `written` (Unix time) is what pages tell as its age. Raises OSError."""
        path = self.place(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        os.utime(unfinished, (time.time(), written))
        size = unfinished.stat().st_size
        unfinished.replace(path)
        with self._lock:
            self._came += size
            is_time = self._came * _LOOK_SHARE >= self._most
            self._came = 0 if is_time else self._came
        if is_time:
            self.shrink()
        return path

    def drop(self, sha256: str) -> None:
        """Take a copy away if there is one."""
        with suppress(OSError):
            self.place(sha256).unlink(missing_ok=True)

    def shrink(self) -> int:
        """Take away what was not used for a day and, beyond the bound, what was used longest ago; how many bytes."""
        now, kept, gone = time.time(), [], 0
        for path in self._all():
            with suppress(OSError):
                about = path.stat()
                kept.append((about.st_atime, about.st_size, path))
        kept.sort()
        total = sum(size for _used, size, _path in kept)
        is_over, enough = total > self._most, self._most - self._most // 10
        for used, size, path in kept:
            is_unused = used < now - UNUSED_SECONDS
            if not is_unused and (not is_over or total <= enough or used > now - SPARED_SECONDS):
                break
            with suppress(OSError):
                path.unlink(missing_ok=True)
                total, gone = total - size, gone + size
        return gone

    def _all(self) -> Iterator[Path]:
        return self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")
