"""The content version of each tenant: a counter in a small memory-mapped file that every process reads.

Whoever changes something that pages show moves a counter after its commit; the page cache compares counters
before it serves a copy. Reading is one aligned load from shared memory, without a lock and without a system
call. A new value is never smaller than the clock in nanoseconds, so that a file that was lost or damaged and
made again does not repeat a value under which an old page may still be kept.

Slot 0 belongs to the whole installation (hosts, tenants, themes); the others are numbered by their users.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

GLOBAL_SLOT = 0
MAX_SLOTS = 1 << 20

_MAGIC = int.from_bytes(b"CLVERS1\n", "little")
_WORD = 8
_STEP = 512  # the file grows by so many words (one page of memory)
_HIGHEST = 1 << 63  # no clock says so before the year 2262: a damaged counter
_LOOK_EVERY = 1.0  # seconds between two looks whether the file was replaced


class ContentVersions:
    """Counters by slot, in the file `path`, shared by all processes that open the same path.

    The file is made when it is missing and made again when it is damaged; its folder must exist.
    Raises OSError where the file can be neither opened nor made, ValueError for a slot outside
    0 … MAX_SLOTS - 1.
    """

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        self._lock_path = self._path.with_name(self._path.name + ".lock")
        self._opening = threading.RLock()
        self._words: memoryview = memoryview(b"").cast("Q")
        self._file_id: tuple[int, int, int] | None = None
        self._look_at = 0.0
        self._ensure(GLOBAL_SLOT)

    def read(self, slot: int) -> int:
        """The current version of `slot`: positive, and different after every `bump` by any process."""
        if time.monotonic() >= self._look_at:
            self._look()
        words = self._words
        if not 0 <= slot < len(words) - 1:
            self._ensure(slot)
            words = self._words
        value: int = words[slot + 1]
        return value

    def bump(self, slots: Iterable[int]) -> None:
        """Moves the version of each slot forward; returns when every process can see it."""
        wanted = sorted(set(slots))
        if not wanted:
            return
        if not 0 <= wanted[0] <= wanted[-1] < MAX_SLOTS:
            raise ValueError(f"slot outside 0…{MAX_SLOTS - 1}: {wanted[0]}, {wanted[-1]}")
        with self._opening, self._locked():
            self._open_or_make(wanted[-1])
            words = self._words
            for slot in wanted:
                old = words[slot + 1]
                now = self._clock()
                words[slot + 1] = max(now, old + 1) if old < _HIGHEST else now

    @staticmethod
    def _clock() -> int:
        return time.time_ns()

    def _ensure(self, slot: int) -> None:
        if not 0 <= slot < MAX_SLOTS:
            raise ValueError(f"slot outside 0…{MAX_SLOTS - 1}: {slot}")
        with self._opening, self._locked():
            self._open_or_make(slot)

    def _look(self) -> None:
        """Follows a file that was removed, replaced or cut by somebody else."""
        self._look_at = time.monotonic() + _LOOK_EVERY
        if _identity(self._path) != self._file_id:
            self._ensure(GLOBAL_SLOT)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Excludes other processes and threads: each use opens its own descriptor."""
        descriptor = os.open(self._lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _open_or_make(self, slot: int) -> None:
        """Maps the file with room for `slot`; the lock is held."""
        needed = -(-(slot + 2) // _STEP) * _STEP * _WORD
        if self._file_id is not None and self._file_id == _identity(self._path) and self._is_sound():
            if self._file_id[2] >= needed:
                return
        elif not _is_sound_file(self._path):
            self._make(needed)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
        try:
            size = os.fstat(descriptor).st_size
            if size < needed:
                # Written, not cut longer: a full disk must be an error here, not a fault at the first access.
                os.pwrite(descriptor, _fresh((needed - size) // _WORD), size)
            mapped = mmap.mmap(descriptor, max(size, needed))
        finally:
            os.close(descriptor)
        # The old mapping stays alive as long as a reader in another thread holds it.
        self._words = memoryview(mapped).cast("Q")
        self._file_id = _identity(self._path)

    def _is_sound(self) -> bool:
        return len(self._words) > 0 and self._words[0] == _MAGIC

    def _make(self, size: int) -> None:
        """Puts a new file in place of a missing or damaged one, whole or not at all."""
        temporary = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        with temporary.open("wb") as file:
            file.write(_MAGIC.to_bytes(_WORD, "little") + _fresh(size // _WORD - 1))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._path)


def _fresh(count: int) -> bytes:
    """`count` counters that never had their value before."""
    return time.time_ns().to_bytes(_WORD, "little") * count


def _identity(path: Path) -> tuple[int, int, int] | None:
    """Which file stands there, and its length; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino, found.st_size


def _is_sound_file(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            magic = int.from_bytes(file.read(_WORD), "little")
            return size > 0 and size % (_STEP * _WORD) == 0 and magic == _MAGIC
    except FileNotFoundError:
        return False
