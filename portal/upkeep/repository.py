"""A folder of backups: what all of them share, encrypted and stored once, and a folder for each backup.

    .store/head.json          which folder this is, which key opens it
    .store/<xx>/<64 digits>   bytes of files, under a name that only the key makes of their hash
    <id>/database, manifest   one backup; it exists from the moment that its folder has this name
    .making-<id>              one that is being made, or whose making was killed

Bytes are only ever added while a backup is made, so that a kill at any moment leaves earlier backups whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from portal.durable import UNFINISHED, put_file, sync_folder
from portal.upkeep import manifest
from portal.upkeep.faults import DamagedBackup, RepositoryUnusable
from portal.upkeep.keys import BackupKey, KeySource
from portal.upkeep.manifest import Entry, Head, UnreadableManifest
from portal.upkeep.stream import DamagedFile, decrypted, encrypted, sealed_size

STORE, HEAD, LOCK = ".store", "head.json", "lock"
MAKING, GOING = ".making-", ".going-"
DATABASE, MANIFEST = "database", "manifest"
DRILL = "drill"
"""The note of the last drill (`restoring`)."""
FORMAT = 1
_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{6}\Z", re.ASCII)
_BLOB = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)
_READ = 1 << 20


class OtherContent(Exception):
    """Bytes that were to be stored are not those that they were said to be."""


class Repository:
    """A folder of backups that a key was shown to open. Make it with `opened` or `prepared`."""

    def __init__(self, folder: Path, identity: str, key: BackupKey) -> None:
        self.folder, self.identity, self.key = folder, identity, key
        self.store = folder / STORE
        self._unsettled: set[Path] = set()

    # What all backups share

    def blob_path(self, sha256: str) -> Path:
        """Where the bytes with this SHA-256 lie."""
        name = self.key.mark("name of bytes", sha256.encode())
        return self.store / name[:2] / name

    def holds(self, sha256: str, size: int) -> bool:
        """Whether these bytes are stored, as far as their size tells."""
        try:
            return self.blob_path(sha256).stat().st_size == sealed_size(size)
        except OSError:
            return False

    def put(self, sha256: str, plain: Iterable[bytes]) -> None:
        """Store bytes. Raises OtherContent where they have another SHA-256, OSError; nothing is stored then."""
        path, digest = self.blob_path(sha256), hashlib.sha256()

        def told() -> Iterator[bytes]:
            for block in plain:
                digest.update(block)
                yield block
            if digest.hexdigest() != sha256:
                raise OtherContent(sha256)

        path.parent.mkdir(mode=0o700, exist_ok=True)
        self._write(path, encrypted(self.key, self._blob_purpose(path), told()))
        self._unsettled.add(path.parent)

    def bytes_of(self, sha256: str, size: int) -> Iterator[bytes]:
        """Stored bytes, block by block. Raises DamagedBackup where they are missing or not these, at the end at the
        latest."""
        path, digest, length = self.blob_path(sha256), hashlib.sha256(), 0
        for block in self._decrypted(path, self._blob_purpose(path)):
            digest.update(block)
            length += len(block)
            yield block
        if (digest.hexdigest(), length) != (sha256, size):
            raise DamagedBackup(f"tệp {sha256[:12]}… không đúng nội dung")

    def _blob_purpose(self, path: Path) -> str:
        return f"{self.identity} bytes {path.name}"

    def blobs(self) -> Iterator[Path]:
        """All stored bytes."""
        for path in self.store.glob("[0-9a-f][0-9a-f]/*"):
            if _BLOB.match(path.name):
                yield path

    # Backups

    def ids(self) -> list[str]:
        """The backups there are, the oldest first."""
        return ids_in(self.folder)

    def begin(self, backup_id: str) -> Path:
        """The folder of a backup that is being made."""
        folder = self.folder / f"{MAKING}{backup_id}"
        folder.mkdir(mode=0o700)
        return folder

    def write_database(self, backup_id: str, packed: Iterable[bytes]) -> None:
        """Write the database of a backup that is being made. Raises OSError."""
        target = self.folder / f"{MAKING}{backup_id}" / DATABASE
        self._write(target, encrypted(self.key, self._purpose(DATABASE, backup_id), packed))

    def finish(self, head: Head, entries: Iterable[Entry]) -> None:
        """Write the manifest and let the backup exist. Raises OSError."""
        folder = self.folder / f"{MAKING}{head.id}"
        packed = manifest.written(head, entries)
        self._write(folder / MANIFEST, encrypted(self.key, self._purpose(MANIFEST, head.id), packed))
        for one in (*sorted(self._unsettled), self.store, folder):
            sync_folder(one)
        self._unsettled.clear()
        folder.rename(self.folder / head.id)
        sync_folder(self.folder)

    def manifest(self, backup_id: str) -> tuple[Head, Iterator[Entry]]:
        """What a backup says of itself. Raises DamagedBackup, also while entries are read."""
        path = self.folder / backup_id / MANIFEST
        try:
            head, entries = manifest.read(self._decrypted(path, self._purpose(MANIFEST, backup_id)))
        except UnreadableManifest as error:
            raise DamagedBackup(f"{backup_id}: {error}") from error
        if head.id != backup_id:
            raise DamagedBackup(f"{backup_id}: bản kê của bản sao lưu khác")
        return head, self._told(backup_id, entries)

    def _told(self, backup_id: str, entries: Iterator[Entry]) -> Iterator[Entry]:
        try:
            yield from entries
        except UnreadableManifest as error:
            raise DamagedBackup(f"{backup_id}: {error}") from error

    def database(self, backup_id: str) -> Iterator[bytes]:
        """The packed database of a backup. Raises DamagedBackup while it is read."""
        return self._decrypted(self.folder / backup_id / DATABASE, self._purpose(DATABASE, backup_id))

    def drop(self, backup_id: str) -> None:
        """Let a backup be no more. What it alone used stays until `keep_only`."""
        going = self.folder / f"{GOING}{backup_id}"
        (self.folder / backup_id).rename(going)
        sync_folder(self.folder)
        shutil.rmtree(going)

    def keep_only(self, wanted: set[str]) -> tuple[int, int]:
        """Take away stored bytes other than these (names of blobs); how many files and bytes went."""
        files = size = 0
        for path in self.blobs():
            if path.name not in wanted:
                size += path.stat().st_size
                path.unlink()
                files += 1
        return files, size

    def _purpose(self, what: str, backup_id: str) -> str:
        return f"{self.identity} {what} {backup_id}"

    def _decrypted(self, path: Path, purpose: str) -> Iterator[bytes]:
        try:
            with path.open("rb") as file:
                yield from decrypted(self.key, purpose, file)
        except OSError as error:
            raise DamagedBackup(f"thiếu tệp {path.relative_to(self.folder)}") from error
        except DamagedFile as error:
            raise DamagedBackup(f"tệp {path.relative_to(self.folder)} hỏng hoặc đã bị sửa") from error

    def _write(self, path: Path, blocks: Iterable[bytes]) -> None:
        fresh = self.store / f"{UNFINISHED}{secrets.token_hex(8)}"
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.writelines(blocks)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)

    # One at a time

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Change the folder as the only one to do so; what was left half-made is cleaned up first. Raises
        RepositoryUnusable where another process is at it."""
        with self._locked(fcntl.LOCK_EX):
            for left in (*self.folder.glob(f"{MAKING}*"), *self.folder.glob(f"{GOING}*")):
                shutil.rmtree(left)
            for file in self.store.glob(f"{UNFINISHED}*"):
                file.unlink(missing_ok=True)
            yield

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Read while nobody takes anything away. Raises RepositoryUnusable where somebody changes the folder."""
        with self._locked(fcntl.LOCK_SH):
            yield

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        try:
            handle = os.open(self.store, os.O_RDONLY)
        except OSError as error:
            raise RepositoryUnusable(f"Không mở được {self.store}.") from error
        try:
            fcntl.flock(handle, how | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            raise RepositoryUnusable(
                f"Một tiến trình khác đang dùng thư mục sao lưu {self.folder}; hãy chờ nó xong rồi chạy lại."
            ) from error
        try:
            yield
        finally:
            os.close(handle)

    # What is noted beside the backups

    def note(self, name: str, said: dict[str, Any]) -> None:
        """Keep a note that only who has the key can write."""
        text = json.dumps(said, ensure_ascii=False, sort_keys=True)
        mark = self.key.mark(f"{self.identity} note {name}", text.encode())
        put_file(self.store / f"{name}.json", json.dumps({"said": text, "mark": mark}).encode())

    def noted(self, name: str) -> dict[str, Any] | None:
        """What was noted; None where nothing was, or where it was altered."""
        try:
            held = json.loads((self.store / f"{name}.json").read_bytes())
            text, mark = held["said"], held["mark"]
            right = self.key.mark(f"{self.identity} note {name}", text.encode())
            return dict(json.loads(text)) if secrets.compare_digest(mark, right) else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


def ids_in(folder: Path) -> list[str]:
    """The backups in a folder, the oldest first; no key is needed to see them. Raises OSError."""
    return sorted(one.name for one in folder.iterdir() if _ID.match(one.name) and one.is_dir())


def made_at(backup_id: str) -> datetime:
    """When the making of a backup began, UTC, as its id says."""
    return datetime.strptime(backup_id[:15], "%Y%m%d-%H%M%S")  # UTC without tzinfo, as everywhere


def prepared(folder: Path, source: KeySource) -> Repository:
    """The folder of backups, made where there is none yet. Raises RepositoryUnusable, KeyUnusable."""
    if (folder / STORE / HEAD).exists():
        return opened(folder, source)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(not one.name.startswith(".") for one in folder.iterdir()):
            raise RepositoryUnusable(f"{folder} không phải thư mục sao lưu và không trống.")
        salt = secrets.token_bytes(16)
        key = source.key(salt)
        (folder / STORE).mkdir(mode=0o700, exist_ok=True)
        said = {"format": FORMAT, "id": secrets.token_hex(8), "salt": salt.hex(), "key": _fingerprint(key)}
        held = json.dumps(said | {"mark": _mark_of(key, said)}, sort_keys=True)
        put_file(folder / STORE / HEAD, held.encode(), over=False)
        sync_folder(folder)
    except OSError as error:
        raise RepositoryUnusable(f"Không ghi được vào {folder}: {error.strerror}.") from error
    return opened(folder, source)


def opened(folder: Path, source: KeySource) -> Repository:
    """A folder of backups that is there. Raises RepositoryUnusable, KeyUnusable."""
    try:
        raw = (folder / STORE / HEAD).read_bytes()
    except OSError as error:
        raise RepositoryUnusable(f"{folder} không phải thư mục sao lưu.") from error
    try:
        said = json.loads(raw)
        mark, salt = said.pop("mark"), bytes.fromhex(said["salt"])
        identity, format_, fingerprint = said["id"], said["format"], said["key"]
        is_as_written = json.dumps(said | {"mark": mark}, sort_keys=True).encode() == raw
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RepositoryUnusable(f"{folder / STORE / HEAD} hỏng hoặc đã bị sửa.") from error
    key = source.key(salt)
    if fingerprint != _fingerprint(key):
        raise RepositoryUnusable(
            f"Khóa sao lưu không phải khóa của {folder}, hoặc tệp {HEAD} ở đó đã bị sửa."
        )
    if not is_as_written or not secrets.compare_digest(str(mark), _mark_of(key, said)):
        raise RepositoryUnusable(f"{folder / STORE / HEAD} hỏng hoặc đã bị sửa.")
    if format_ != FORMAT:
        raise RepositoryUnusable(f"{folder} thuộc phiên bản khác của chương trình.")
    return Repository(folder, identity, key)


def _fingerprint(key: BackupKey) -> str:
    return key.mark("which key is this", b"")[:24]


def _mark_of(key: BackupKey, said: dict[str, Any]) -> str:
    return key.mark("head of a folder of backups", json.dumps(said, sort_keys=True).encode())
