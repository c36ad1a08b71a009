"""The keys that citizens' data is sealed with: a file outside of the database (PORTAL_SEALING_KEYS).

A line a key, `<kind> <id> <base64 of 32 bytes>`: `seal` lines encrypt, the last of them what is new; the `mark` line
makes blind marks. Losing the file is losing what was sealed; copying the database without it is copying nothing.
"""

from __future__ import annotations

import base64
import os
import secrets
import threading
from dataclasses import dataclass, field
from pathlib import Path

from flask import current_app

KEY_BYTES = 32


class UnknownKey(LookupError):
    """Something was sealed with a key that the key file does not hold; the message names the key, never a value."""


@dataclass(frozen=True)
class Keys:
    """Sealing keys by their number, the number of the newest, and the key of marks; 32 bytes each."""

    sealing: dict[int, bytes] = field(repr=False)
    newest: int
    marking: bytes = field(repr=False)


class Keyring:
    """The keys of an installation, read once per process; `reread` after a rotation."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._keys: Keys | None = None
        self._lock = threading.Lock()

    def keys(self) -> Keys:
        """The keys; made and written (mode 0600) where there is no file yet. Raises ValueError for a broken file."""
        with self._lock:
            if self._keys is None:
                self._keys = _read(self.path) if self.path.exists() else _made(self.path)
            return self._keys

    def key(self, number: int) -> bytes:
        """A sealing key by its number; a key that another process added is looked for. Raises UnknownKey."""
        if number not in self.keys().sealing:
            self.reread()
        try:
            return self.keys().sealing[number]
        except KeyError:
            raise UnknownKey(f"Thiếu khóa niêm phong số {number} trong {self.path.name}") from None

    def reread(self) -> None:
        """Read the file again when it is asked next."""
        with self._lock:
            self._keys = None


def keyring() -> Keyring:
    """The keys of the application."""
    found: Keyring = current_app.extensions["portal_keyring"]
    return found


def line_of(kind: str, number: int, key: bytes) -> str:
    """A line of the key file."""
    return f"{kind} {number} {base64.b64encode(key).decode()}\n"


def _read(path: Path) -> Keys:
    sealing: dict[int, bytes] = {}
    marking = b""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        kind, name, text = (*line.split(), "", "", "")[:3]
        key = base64.b64decode(text)
        if kind not in {"seal", "mark"} or not name.isascii() or not name.isdigit() or len(key) != KEY_BYTES:
            raise ValueError(f"{path.name}: dòng {number} không phải là khóa")
        if kind == "seal":
            sealing[int(name)] = key
        else:
            marking = key
    if not sealing or not marking:
        raise ValueError(f"{path.name} thiếu khóa niêm phong hoặc khóa dấu tìm")
    return Keys(sealing, list(sealing)[-1], marking)


def _made(path: Path) -> Keys:
    """A new key file; where another process was faster, its keys."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(line_of("seal", 1, secrets.token_bytes(KEY_BYTES)))
            file.write(line_of("mark", 1, secrets.token_bytes(KEY_BYTES)))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)  # whole or not at all, and never over another's
        except FileExistsError:
            pass
    finally:
        fresh.unlink()
    return _read(path)
