"""Papers in the bucket that several web servers share: the same sealed bytes under the same paths.

Nothing of them is kept on the machine that reads them: they come sealed and are opened in memory.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from portal.media.bucket import Bucket
from portal.media.bucket_store import UNREACHABLE
from portal.media.store import StoreUnreachable
from portal.papers.places import fresh_path, is_path, require_path


class BucketPapers:
    """The papers below a folder of keys. Cheap to make; safe for many machines, since no two write one name."""

    def __init__(self, bucket: Bucket, folder: str) -> None:
        self._bucket = bucket
        self._folder = folder

    def fresh_path(self, tenant_id: int) -> str:
        """A new path that tells nothing."""
        return fresh_path(tenant_id)

    def write(self, path: str, sealed: bytes) -> None:
        """Write sealed bytes over what was there. Raises StoreUnreachable (nothing was written then), NotAPath."""
        try:
            self._bucket.put(self._key(path), sealed)
        except StoreUnreachable as error:
            raise StoreUnreachable(UNREACHABLE) from error

    def read(self, path: str) -> bytes:
        """The sealed bytes. Raises FileNotFoundError, NotAPath, StoreUnreachable."""
        return b"".join(self._bucket.read(self._key(path)))

    def head(self, path: str, count: int) -> bytes:
        """The first bytes of a file. Raises as `read`."""
        return self._bucket.beginning(self._key(path), count)

    def exists(self, path: str) -> bool:
        """Whether the file is there. Raises NotAPath, StoreUnreachable."""
        return self._bucket.about(self._key(path)) is not None

    def remove(self, path: str) -> None:
        """Take a file away if it is there. Raises NotAPath, StoreUnreachable."""
        self._bucket.delete(self._key(path))

    def all(self) -> Iterator[str]:
        """The paths of all files of papers."""
        return (path for path, _written in self._all())

    def old(self, seconds: float) -> Iterator[str]:
        """The paths of files that were last written longer ago than this."""
        before = time.time() - seconds
        return (path for path, written in self._all() if written < before)

    def unfinished(self, _seconds: float) -> list[Path]:
        """Nothing: an object is written whole or not at all."""
        return []

    def _all(self) -> Iterator[tuple[str, float]]:
        for key, about in self._bucket.all(self._folder):
            path = key.removeprefix(f"{self._folder}/")
            if is_path(path):
                yield path, about.written

    def _key(self, path: str) -> str:
        require_path(path)
        return f"{self._folder}/{path}"
