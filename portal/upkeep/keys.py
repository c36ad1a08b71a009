"""The key of backups: 32 random bytes in a file of its own, or made of a passphrase.

It opens everything that a backup holds, the keys of citizens' data too, and nothing opens a backup without it: it must
lie elsewhere than the backups and than the machine that they are for (docs/sao-luu.md).
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from portal.config import Settings
from portal.durable import put_file
from portal.upkeep.faults import KeyUnusable

KEY_BYTES = 32
MARK = "cong-lang-backup-key-1"
SHORTEST_PASSPHRASE = 16
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 1 << 16, 8, 1  # 64 MiB and about 0.2 s a try


@dataclass(frozen=True)
class BackupKey:
    """The secret that all keys of a folder of backups are derived from."""

    secret: bytes = field(repr=False)

    def derived(self, purpose: str, salt: bytes = b"") -> bytes:
        """32 bytes for one purpose (HKDF-SHA256)."""
        info = f"cong-lang backup 1: {purpose}".encode()
        return HKDF(SHA256(), KEY_BYTES, salt, info).derive(self.secret)

    def mark(self, purpose: str, data: bytes) -> str:
        """HMAC-SHA256 (hex) of data for one purpose."""
        return hmac.digest(self.derived(purpose), data, "sha256").hex()


def make_key_file(path: Path) -> None:
    """Write a new key for its owner alone. Raises FileExistsError: a key is never replaced, OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        raise FileExistsError(path)
    text = f"{MARK} {base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}\n"
    put_file(path, text.encode(), over=False)


def read_key_file(path: Path) -> BackupKey:
    """The key in a file. Raises KeyUnusable where it cannot be read or is none."""
    try:
        mark, _space, text = path.read_text().strip().partition(" ")
        key = base64.b64decode(text, validate=True)
    except (OSError, ValueError) as error:
        raise KeyUnusable(f"Không đọc được tệp khóa sao lưu {path}.") from error
    if mark != MARK or len(key) != KEY_BYTES:
        raise KeyUnusable(f"{path} không phải là tệp khóa sao lưu.")
    return BackupKey(key)


def of_passphrase(passphrase: str, salt: bytes) -> BackupKey:
    """The key that a passphrase makes with the salt of a folder of backups (scrypt). Raises KeyUnusable where the
    passphrase is too short to withstand guessing."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise KeyUnusable(f"Cụm mật khẩu sao lưu phải có ít nhất {SHORTEST_PASSPHRASE} ký tự.")
    return BackupKey(Scrypt(salt, KEY_BYTES, _SCRYPT_N, _SCRYPT_R, _SCRYPT_P).derive(passphrase.encode()))


@dataclass(frozen=True)
class KeySource:
    """Where the key comes from: a file, or else a passphrase."""

    file: Path | None = None
    passphrase: str = field(default="", repr=False)

    def key(self, salt: bytes) -> BackupKey:
        """The key for a folder of backups with this salt. Raises KeyUnusable."""
        if self.file is not None:
            return read_key_file(self.file)
        if self.passphrase:
            return of_passphrase(self.passphrase, salt)
        raise KeyUnusable(
            "Chưa có khóa sao lưu. Tạo tệp khóa bằng: flask backup make-key TỆP, giữ một bản ở nơi khác, rồi đặt "
            "PORTAL_BACKUP_KEY là đường dẫn của tệp đó."
        )

    @classmethod
    def of(cls, settings: Settings, file: Path | None = None) -> KeySource:
        """The one that the settings name; `file` stands for theirs where it is given."""
        chosen = file or (Path(settings.backup_key).resolve() if settings.backup_key else None)
        return cls(chosen, settings.backup_passphrase)

    def is_open_to_others(self) -> bool:
        """Whether others than its owner may read the key file."""
        return self.file is not None and self.file.is_file() and bool(os.stat(self.file).st_mode & 0o077)
