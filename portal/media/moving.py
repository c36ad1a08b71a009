"""Bringing the files of an installation from its folders into a bucket, each read back and compared.

Nothing is taken away from the folders, and the portal goes on meanwhile. What was brought before and is whole is left
as it is, so that this can be stopped and begun again, and is called once more when writing has stopped.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from portal.durable import UNFINISHED
from portal.media.bucket import Bucket
from portal.media.bucket_store import BucketStore
from portal.media.local_copies import LocalCopies
from portal.media.store import FileStore

Told = Callable[[str], None]


@dataclass
class Moved:
    """How many files were brought, how many were there already, and the names of those that are damaged here."""

    brought: int = 0
    there: int = 0
    damaged: list[str] = field(default_factory=list)


def move_files(source: FileStore, bucket: Bucket, told: Told = lambda _name: None) -> Moved:
    """Bring all content-addressed files. Raises StoreUnreachable, OSError where a file can't be read."""
    moved = Moved()
    with tempfile.TemporaryDirectory() as folder:
        target = BucketStore(bucket, LocalCopies(Path(folder), 1))
        there = target.sizes(source.iter_all())
        for sha256 in source.iter_all():
            if there.get(sha256) == source.size(sha256) and target.verify(sha256):
                moved.there += 1
            elif not source.verify(sha256):
                moved.damaged.append(sha256)
            else:
                with source.open(sha256) as stream:
                    target.put(stream)
                if not target.verify(sha256):
                    raise BroughtWrong(sha256)
                moved.brought += 1
                told(sha256)
    return moved


def move_sealed(root: Path, folder: str, bucket: Bucket, told: Told = lambda _name: None) -> Moved:
    """Bring the sealed files below a folder under the same paths; what was sealed anew since is brought again."""
    moved = Moved()
    for path in _sealed(root / folder):
        key = f"{folder}/{path.relative_to(root / folder).as_posix()}"
        data = path.read_bytes()
        if _holds(bucket, key, data):
            moved.there += 1
            continue
        bucket.put(key, data)
        if not _holds(bucket, key, data):
            raise BroughtWrong(key)
        moved.brought += 1
        told(key)
    return moved


class BroughtWrong(RuntimeError):
    """What the server gives back is not what was sent; the message names it."""


def _sealed(root: Path) -> Iterator[Path]:
    return (one for one in sorted(root.rglob("*")) if one.is_file() and not one.name.startswith(UNFINISHED))


def _holds(bucket: Bucket, key: str, data: bytes) -> bool:
    about = bucket.about(key)
    try:
        return about is not None and about.size == len(data) and b"".join(bucket.read(key)) == data
    except FileNotFoundError:
        return False
