"""The store of files in a bucket that several web servers share, with copies of what is read on each machine.

Keys are `files/<first digit>/<hash>`. An object that is named again becomes young by an empty object beside it
(`young/…`): S3 has no other way to change an object's age without sending it again. Whoever takes an object away first
says so (`going/…`, made by one alone), then looks at its age; whoever makes it young writes first, then looks whether
somebody is at it, and then whether it is still there. S3 shows every write to all who ask after it, so one of the two
always sees the other: what was young when `put` or `touch` answered is not taken away by a sweep that began before.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
import time
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from portal.durable import UNFINISHED
from portal.media.bucket import Bucket
from portal.media.local_copies import LocalCopies
from portal.media.store import BLOCK, Stored, StoreUnavailable, StoreUnreachable, require_hash

log = logging.getLogger(__name__)
FILES, YOUNG, GOING = "files", "young", "going"
DIGITS = "0123456789abcdef"
TOUCHED_SECONDS = 30.0
"""What this process made young is not made young again within this; a sweep spares so much more."""
MOST_TOUCHED = 20_000
ACT_SECONDS = 10.0
"""A sweep deletes within so long of saying so, or not at all (a request takes REQUEST_SECONDS more at most)."""
WAIT_SECONDS = 30.0
"""Who brings bytes that are being taken away waits so long; then whoever did that is dead."""
LEFT_SECONDS = 3600.0
UNREACHABLE = (
    "Kho tệp hiện không trả lời nên chưa lưu được. Nội dung của bạn chưa mất; hãy thử lại sau ít phút."
)


class BucketStore:
    """`store.Store` in a bucket. Safe for many threads and machines; made once in each process."""

    def __init__(self, bucket: Bucket, copies: LocalCopies) -> None:
        self._bucket = bucket
        self._copies = copies
        self._touched: dict[str, float] = {}
        self._fetching: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    @property
    def root(self) -> Path:
        """The folder of the copies of this machine."""
        return self._copies.root

    def path(self, sha256: str) -> Path:
        """The copy on this machine, fetched where it is missing and compared with its hash before anybody sees it."""
        require_hash(sha256)
        held = self._copies.held(sha256)
        if held is not None:
            return held
        with self._lock:
            mine = self._fetching.setdefault(sha256, threading.Lock())
        try:
            with mine:  # who comes meanwhile waits for the one copy
                return self._copies.held(sha256) or self._fetch(sha256)
        except FileNotFoundError:
            return self._copies.place(sha256)
        finally:
            with self._lock:
                self._fetching.pop(sha256, None)

    def _fetch(self, sha256: str) -> Path:
        """Bring a copy here. Raises FileNotFoundError, StoreUnavailable."""
        for _attempt in range(2):
            about = self._bucket.about(_file(sha256))
            if about is None:
                raise FileNotFoundError(sha256)
            try:
                handle, unfinished = self._copies.unfinished()
            except OSError as error:
                raise StoreUnavailable("Không ghi được bản sao tệp trên máy chủ này.") from error
            try:
                digest = hashlib.sha256()
                with os.fdopen(handle, "wb") as file:
                    for piece in self._bucket.read(_file(sha256)):
                        digest.update(piece)
                        file.write(piece)
                if digest.hexdigest() == sha256:
                    return self._copies.take(unfinished, sha256, about.written)
            finally:
                unfinished.unlink(missing_ok=True)
        log.error("stored file %s: the S3 server gives other bytes than were stored", sha256)
        raise StoreUnreachable("Kho tệp trả về nội dung không đúng với tệp đã lưu.")

    def exists(self, sha256: str) -> bool:
        """Whether the bytes are there: a copy here says so without asking."""
        return self.size(sha256) is not None

    def size(self, sha256: str) -> int | None:
        """How many bytes they are; None where they are not there."""
        require_hash(sha256)
        with suppress(OSError):
            return self._copies.place(sha256).stat().st_size
        about = self._bucket.about(_file(sha256))
        return about.size if about is not None else None

    def sizes(self, wanted: Iterable[str]) -> dict[str, int]:
        """The sizes in bytes of those of `wanted` that are there, from one listing."""
        asked = set(wanted)
        there = self._bucket.all(FILES) if asked else iter(())
        return {sha256: about.size for key, about in there if (sha256 := _hash(key)) in asked}

    def open(self, sha256: str) -> BinaryIO:
        """The bytes for reading. Raises FileNotFoundError."""
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError:  # the copy made room for others just now
            return self.path(sha256).open("rb")

    def put(self, stream: BinaryIO) -> Stored:
        """Send a stream whole, under its hash, over whatever is there. Raises StoreUnavailable where the disk is full,
        StoreUnreachable where the server does not take it; nothing is left behind here then."""
        try:
            handle, unfinished = self._copies.unfinished()
        except OSError as error:
            raise StoreUnavailable(_disk_message()) from error
        try:
            try:
                digest, size = hashlib.sha256(), 0
                with os.fdopen(handle, "wb") as file:
                    while block := stream.read(BLOCK):
                        digest.update(block)
                        size += len(block)
                        file.write(block)
            except OSError as error:
                raise StoreUnavailable(_disk_message()) from error
            sha256 = digest.hexdigest()
            self._send(unfinished, sha256)
            with suppress(OSError):  # the copy is a convenience
                self._copies.take(unfinished, sha256, time.time())
            return Stored(sha256, size)
        finally:
            unfinished.unlink(missing_ok=True)

    def _send(self, path: Path, sha256: str) -> None:
        try:
            for _attempt in range(3):
                with path.open("rb") as file:
                    self._bucket.put(_file(sha256), file)
                if self._stays(sha256):
                    return
        except StoreUnreachable as error:
            raise StoreUnreachable(UNREACHABLE) from error
        raise StoreUnreachable(UNREACHABLE)

    def _stays(self, sha256: str) -> bool:
        """Whether what was made young just now is there, and nobody is about to take it away."""
        end = time.monotonic() + WAIT_SECONDS
        while self._bucket.about(_going(sha256)) is not None:
            if time.monotonic() > end:
                self._bucket.delete(_going(sha256))
            time.sleep(0.05)
        if self._bucket.about(_file(sha256)) is None:
            return False
        with self._lock:
            if len(self._touched) >= MOST_TOUCHED:
                self._touched.clear()
            self._touched[sha256] = time.monotonic()
        return True

    def refresh(self, sha256: str) -> bool:
        """Whether these bytes are in the store, which compared them with their hash when they came; they become young
        again."""
        return self.touch(sha256)

    def touch(self, sha256: str) -> bool:
        """Make these bytes young; whether they are there. Where the server cannot be asked, the answer is False and
        the log tells: no text has to wait for the files, and no sweep can run either."""
        require_hash(sha256)
        if time.monotonic() - self._touched.get(sha256, -TOUCHED_SECONDS) < TOUCHED_SECONDS:
            return True
        try:
            self._bucket.put(_young(sha256), b"")
            if self._stays(sha256):
                return True
            self._bucket.delete(_young(sha256))
        except StoreUnreachable:
            log.warning("stored file %s could not be made young: the S3 server cannot be reached", sha256)
        return False

    def verify(self, sha256: str) -> bool:
        """Whether the bytes in the bucket (not the copy here) are there and still have this hash."""
        require_hash(sha256)
        digest = hashlib.sha256()
        try:
            for piece in self._bucket.read(_file(sha256)):
                digest.update(piece)
        except FileNotFoundError:
            return False
        return digest.hexdigest() == sha256

    def iter_all(self) -> Iterator[str]:
        """The hashes of all stored files."""
        return (sha256 for key, _about in self._bucket.all(FILES) if (sha256 := _hash(key)))

    def orphans(self, known: Container[str], before: float, beginning: str = "") -> Iterator[tuple[str, int]]:
        """Stored files that nothing knows and that were last young before this instant (Unix time): (hash, bytes).
        Only hashes that begin so; what dead sweeps left is cleared away on the way."""
        for key, about in self._bucket.all(GOING):
            if about.written < time.time() - LEFT_SECONDS:
                self._bucket.delete(key)
        for digit in beginning[:1] or DIGITS:
            young = {_hash(key): about.written for key, about in self._bucket.all(f"{YOUNG}/{digit}")}
            for key, about in self._bucket.all(f"{FILES}/{digit}"):
                sha256 = _hash(key)
                touched = young.pop(sha256, about.written)
                is_wanted = sha256.startswith(beginning) and sha256 not in known
                if sha256 and is_wanted and max(about.written, touched) < before:
                    yield sha256, about.size
            for sha256, written in young.items():  # beside nothing: what they were for is gone
                if sha256 and written < before:
                    self._bucket.delete(_young(sha256))

    def unfinished(self, before: float) -> list[Path]:
        """What processes of this machine that were killed while storing left behind before this instant."""
        found = []
        for one in (*self.root.glob(f"{UNFINISHED}*"), *self.root.glob(f"renditions/{UNFINISHED}*")):
            with suppress(OSError):
                if one.stat().st_mtime < before:
                    found.append(one)
        return found

    def remove(self, sha256: str, before: float | None = None) -> bool:
        """Take the bytes away, unless they became young since `before` (Unix time, TOUCHED_SECONDS earlier at most)
        or somebody else is at it; whether they went."""
        require_hash(sha256)
        began = time.monotonic()
        if not self._bucket.create(_going(sha256)):
            return False
        try:
            ages = [self._bucket.about(one(sha256)) for one in (_file, _young)]
            limit = before - TOUCHED_SECONDS if before is not None else None
            is_young = limit is not None and any(one is not None and one.written >= limit for one in ages)
            if ages[0] is None or is_young or time.monotonic() - began > ACT_SECONDS:
                return False
            self._bucket.delete(_file(sha256))
            self._bucket.delete(_young(sha256))
            self._touched.pop(sha256, None)
            self._copies.drop(sha256)
            return True
        finally:
            with suppress(StoreUnreachable):  # then it is cleared away as a dead sweep's
                self._bucket.delete(_going(sha256))


def _file(sha256: str) -> str:
    return f"{FILES}/{sha256[0]}/{sha256}"


def _young(sha256: str) -> str:
    return f"{YOUNG}/{sha256[0]}/{sha256}"


def _going(sha256: str) -> str:
    return f"{GOING}/{sha256[0]}/{sha256}"


def _hash(key: str) -> str:
    """The hash that a key names; "" for foreign objects."""
    name = key.rpartition("/")[2]
    try:
        require_hash(name)
    except ValueError:
        return ""
    return name


def _disk_message() -> str:
    return "Không ghi được tệp: ổ đĩa đầy hoặc chỉ đọc. Hãy báo người quản trị rồi thử lại sau."
