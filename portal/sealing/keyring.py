"""The keys that citizens' data is sealed with: a file outside of the database (PORTAL_SEALING_KEYS).

A line a key, `<kind> <id> <base64 of 32 bytes>`: `seal` lines encrypt, the last of them what is new; the `mark` line
makes blind marks. Losing the file is losing what was sealed; copying the database without it is copying nothing.

Beside the database lies a note (`witness.py`) of which keys there were, without the keys: where the file is missing or
another one, nothing is sealed and nothing opened, instead of making new keys that open nothing.
"""

from __future__ import annotations

import base64
import fcntl
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import current_app

from portal.durable import put_file
from portal.sealing.faults import BrokenKeyFile, KeysUnavailable, UnknownKey
from portal.sealing.witness import Witness

__all__ = ["KEY_BYTES", "Keyring", "Keys", "KeysUnavailable", "UnknownKey", "keyring", "line_of"]
KEY_BYTES = 32
_FIRST_NUMBERS = 1 << 31
_Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Keys:
    """Sealing keys by their number, the number of the newest, and the key of marks; 32 bytes each."""

    sealing: dict[int, bytes] = field(repr=False)
    newest: int
    marking: bytes = field(repr=False)


class Keyring:
    """The keys of an installation. Read again whenever the file was replaced, so that a rotation reaches all processes.

    What is in memory still opens what was sealed should the file vanish; nothing new is sealed then.
    """

    def __init__(self, path: Path, witness: Path | None = None) -> None:
        self.path = path
        self._witness = None if witness is None else Witness(witness)
        self._keys: Keys | None = None
        self._stamp: _Stamp | None = None
        self._lock = threading.RLock()

    def keys(self) -> Keys:
        """The keys as they are in the file now; made and written (mode 0600) where there never were any.

        Raises KeysUnavailable where the file is missing, broken, or not the one that this installation seals with.
        """
        with self._lock:
            stamp = _stamp(self.path)
            if self._keys is None or stamp is None or stamp != self._stamp:
                self._keys = self._read_or_make()
                self._stamp = _stamp(self.path)
            return self._keys

    def _read_or_make(self) -> Keys:
        if not self.path.exists():
            if self._witness is not None and self._witness.numbers():
                raise KeysUnavailable(
                    f"Không thấy tệp khóa niêm phong {self.path.name}. Dữ liệu cá nhân còn nguyên nhưng chưa mở được "
                    "cho đến khi tệp khóa được chép về chỗ cũ."
                )
            _make(self.path)
        keys = _read(self.path)
        if self._witness is not None:
            self._witness.check(keys.sealing, keys.marking)
        return keys

    def key(self, number: int) -> bytes:
        """A sealing key by its number, from memory where it is there; else the file is read again. Raises UnknownKey,
        KeysUnavailable."""
        held = self._keys
        if held is not None and number in held.sealing:
            return held.sealing[number]
        self.reread()
        try:
            return self.keys().sealing[number]
        except KeyError:
            raise UnknownKey(f"Thiếu khóa niêm phong số {number} trong tệp {self.path.name}.") from None

    def marking(self) -> bytes:
        """The key of marks. Raises KeysUnavailable."""
        return self.keys().marking

    def reread(self) -> None:
        """Read the file again when it is asked next."""
        with self._lock:
            self._stamp = None

    def add(self) -> int:
        """Append a new sealing key, which seals what is new from now on; its number. The file is replaced whole.

        Raises KeysUnavailable, OSError where the file cannot be written; then the old one stands.
        """
        with self._alone():
            keys = self.keys()
            number = max(keys.sealing) + 1
            text = self.path.read_text().rstrip("\n") + "\n"
            text += line_of("seal", number, secrets.token_bytes(KEY_BYTES))
            put_file(self.path, text.encode())
            self.reread()
            self.keys()
            return number

    def retire(self, numbers: set[int]) -> None:
        """Take old keys out of the file; the newest stays. The caller has made sure that nothing uses them.

        Raises ValueError for the newest key, KeysUnavailable, OSError.
        """
        with self._alone():
            keys = self.keys()
            if keys.newest in numbers:
                raise ValueError("the newest key stays")
            lines = [one for one in self.path.read_text().splitlines() if not _names(one, numbers)]
            if self._witness is not None:
                self._witness.forget(numbers)
            put_file(self.path, ("\n".join(lines) + "\n").encode())
            self.reread()
            self.keys()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Change the file as the only one to do so."""
        handle = os.open(self.path.parent, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            with self._lock:
                self.reread()
                yield
        finally:
            os.close(handle)


def keyring() -> Keyring:
    """The keys of the application."""
    found: Keyring = current_app.extensions["portal_keyring"]
    return found


def line_of(kind: str, number: int, key: bytes) -> str:
    """A line of the key file."""
    return f"{kind} {number} {base64.b64encode(key).decode()}\n"


def _stamp(path: Path) -> _Stamp | None:
    """What changes when the file is replaced or written; None where it is not there."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_ino, about.st_mtime_ns, about.st_size


def _names(line: str, numbers: set[int]) -> bool:
    kind, name = (*line.split(), "", "")[:2]
    return kind == "seal" and name.isdigit() and int(name) in numbers


def _read(path: Path) -> Keys:
    sealing: dict[int, bytes] = {}
    marking = b""
    try:
        lines = path.read_text().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KeysUnavailable(f"Không đọc được tệp khóa niêm phong {path.name}.") from error
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        kind, name, text = (*line.split(), "", "", "")[:3]
        key = _decoded(text)
        if kind not in {"seal", "mark"} or not name.isascii() or not name.isdigit() or len(key) != KEY_BYTES:
            raise BrokenKeyFile(f"{path.name}: dòng {number} không phải là khóa")
        if kind == "seal":
            sealing[int(name)] = key
        else:
            marking = key
    if not sealing or not marking:
        raise BrokenKeyFile(f"{path.name} thiếu khóa niêm phong hoặc khóa dấu tìm")
    return Keys(sealing, list(sealing)[-1], marking)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


def _make(path: Path) -> None:
    """Write a new key file, unless another process was faster. Numbers begin anywhere, so that keys of a file that was
    lost and found again can stand beside those that were made meanwhile."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = 1 + secrets.randbelow(_FIRST_NUMBERS)
    text = line_of("seal", number, secrets.token_bytes(KEY_BYTES))
    text += line_of("mark", 1, secrets.token_bytes(KEY_BYTES))
    put_file(path, text.encode(), over=False)
