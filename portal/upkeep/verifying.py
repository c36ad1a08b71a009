"""Reading a backup whole: everything opens, and is what the manifest says."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from portal.upkeep.faults import DamagedBackup, RepositoryUnusable
from portal.upkeep.manifest import FILE, SEALED, SEALING_KEYS, SECRET_KEY, STORE, Entry, Head
from portal.upkeep.repository import Repository

Told = Callable[[str, int, int], None]
NEWEST = "latest"
_SHA = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)
_KINDS = {STORE, SEALED, FILE, SEALING_KEYS, SECRET_KEY}


def chosen(repository: Repository, wanted: str = NEWEST) -> str:
    """The id of the backup that somebody means: the newest, an id, or the only one that begins so. Raises
    RepositoryUnusable."""
    ids = repository.ids()
    if not ids:
        raise RepositoryUnusable(f"{repository.folder} chưa có bản sao lưu nào.")
    if wanted == NEWEST:
        return ids[-1]
    found = [one for one in ids if one.startswith(wanted)]
    if len(found) != 1:
        raise RepositoryUnusable(
            f"Không có đúng một bản sao lưu nào bắt đầu bằng {wanted} (xem: flask backup list)."
        )
    return found[0]


def database_of(repository: Repository, head: Head) -> Iterator[bytes]:
    """The database file of a backup, block by block. Raises DamagedBackup, at the end at the latest."""
    unpacker, digest, size = zlib.decompressobj(), hashlib.sha256(), 0
    try:
        for packed in repository.database(head.id):
            block = unpacker.decompress(packed)
            digest.update(block)
            size += len(block)
            yield block
    except zlib.error as error:
        raise DamagedBackup(f"{head.id}: cơ sở dữ liệu hỏng") from error
    if (size, digest.hexdigest()) != (head.database_size, head.database_sha256) or not unpacker.eof:
        raise DamagedBackup(f"{head.id}: cơ sở dữ liệu không đúng nội dung")


def contents(repository: Repository, backup_id: str) -> tuple[Head, list[Entry]]:
    """Head and entries of a backup, each entry fit to be written below an instance folder. Raises DamagedBackup."""
    head, told = repository.manifest(backup_id)
    entries = list(told)
    for one in entries:
        if one.kind not in _KINDS or not _SHA.match(one.sha256) or not _is_below(one):
            raise DamagedBackup(f"{backup_id}: bản kê có mục lạ")
    return head, entries


def _is_below(one: Entry) -> bool:
    parts = PurePosixPath(one.path).parts
    if one.kind not in {FILE, SEALED}:
        return not parts
    return bool(parts) and not one.path.startswith("/") and ".." not in parts


def verify(
    repository: Repository,
    backup_id: str,
    told: Told = lambda _what, _done, _total: None,
    already: set[str] | None = None,
) -> Head:
    """Read all of a backup; its head. `already` (SHA-256) was read before and is added to, so that bytes that several
    backups share are read once. Raises DamagedBackup with the first thing that is wrong."""
    head, entries = contents(repository, backup_id)
    seen = set() if already is None else already
    told("Cơ sở dữ liệu", 0, 0)
    _exhaust(database_of(repository, head))
    for at, one in enumerate(entries):
        told("Tệp", at, len(entries))
        if one.sha256 not in seen:
            _exhaust(repository.bytes_of(one.sha256, one.size))
            seen.add(one.sha256)
    return head


def _exhaust(blocks: Iterator[Any]) -> None:
    for _block in blocks:
        pass
