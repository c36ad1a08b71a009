"""Signed notes and checkpoints: what a log says of itself, signed, and what witnesses add to it.

Sources: c2sp.org/signed-note (format, key ids, Ed25519 as 0x01), c2sp.org/tlog-checkpoint (origin, size, root),
c2sp.org/tlog-cosignature (0x04: "cosignature/v1", time, the whole text). Texts of keys are those of Go's
`sumdb/note`: NAME+ID+KEY, PRIVATE+KEY+NAME+ID+SEED.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519, COSIGNATURE = 0x01, 0x04
LONGEST = 1 << 16  # characters of a note; ours have a line for each witness
_DASH = "\u2014 "
_NAME = re.compile(r"[^\s+\x00-\x1f]{1,200}\Z")
_SIZE = re.compile(r"(0|[1-9][0-9]{0,17})\Z")


class InvalidNote(ValueError):
    """The text is no signed note, checkpoint or key in the format asked for."""


def key_id(name: str, algorithm: int, public: bytes) -> bytes:
    """The four bytes that a signature line names its key by."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([algorithm]) + public).digest()[:4]


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidNote("không phải base64") from error


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


@dataclass(frozen=True)
class Verifier:
    """A public key with its name; as text NAME+ID+base64(algorithm ‖ key)."""

    name: str
    algorithm: int
    public: bytes

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """Read a key. Raises InvalidNote: not this format, an unknown algorithm, an id that is not the key's."""
        parts = text.strip().split("+", 2)
        if len(parts) != 3 or not _NAME.match(parts[0]):
            raise InvalidNote("khóa công khai sai định dạng")
        data = _decoded(parts[2])
        if len(data) != 33 or data[0] not in {ED25519, COSIGNATURE}:
            raise InvalidNote("khóa công khai không phải Ed25519")
        found = cls(parts[0], data[0], data[1:])
        if found.id.hex() != parts[1]:
            raise InvalidNote("mã khóa không khớp với khóa")
        return found

    @property
    def id(self) -> bytes:
        """The key's id."""
        return key_id(self.name, self.algorithm, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_encoded(bytes([self.algorithm]) + self.public)}"

    def accepts(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature is this key's over the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Signature:
    """A signature line: whose, of which key, and the bytes."""

    name: str
    key_id: bytes
    data: bytes

    @property
    def line(self) -> str:
        """As it stands in a note, without the end of the line."""
        return f"{_DASH}{self.name} {_encoded(self.key_id + self.data)}"

    @classmethod
    def parse(cls, line: str) -> Signature:
        """Read a line. Raises InvalidNote."""
        name, _, encoded = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH) or not _NAME.match(name):
            raise InvalidNote("dòng chữ ký sai định dạng")
        data = _decoded(encoded)
        if len(data) < 5:
            raise InvalidNote("dòng chữ ký quá ngắn")
        return cls(name, data[:4], data[4:])


@dataclass(frozen=True)
class Signer:
    """A private key with its name. One key signs and cosigns: the two messages can't be mistaken for each other, a
    cosignature's begins with "cosignature/v1" and a checkpoint's with its origin, and their key ids differ."""

    name: str
    seed: bytes

    @classmethod
    def parse(cls, text: str) -> Signer:
        """Read "PRIVATE+KEY+NAME+ID+SEED". Raises InvalidNote."""
        parts = text.strip().split("+", 4)
        if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"] or not _NAME.match(parts[2]):
            raise InvalidNote("khóa ký sai định dạng")
        data = _decoded(parts[4])
        if len(data) != 33 or data[0] != ED25519:
            raise InvalidNote("khóa ký không phải Ed25519")
        found = cls(parts[2], data[1:])
        if found.verifier.id.hex() != parts[3]:
            raise InvalidNote("mã khóa không khớp với khóa")
        return found

    def private_text(self) -> str:
        """The key as its file holds it."""
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{_encoded(bytes([ED25519]) + self.seed)}"

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def verifier(self) -> Verifier:
        """The public key of its signatures."""
        return Verifier(self.name, ED25519, self._key().public_key().public_bytes_raw())

    @property
    def cosigner(self) -> Verifier:
        """The public key of its cosignatures."""
        return Verifier(self.name, COSIGNATURE, self._key().public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The signed note of a text that ends with a newline. Raises InvalidNote."""
        if not text.endswith("\n"):
            raise InvalidNote("nội dung phải kết thúc bằng xuống dòng")
        made = Signature(self.name, self.verifier.id, self._key().sign(text.encode()))
        return f"{text}\n{made.line}\n"

    def cosign(self, text: str, at: int) -> str:
        """A cosignature line of a checkpoint's text, at this POSIX time."""
        signed = at.to_bytes(8, "big") + self._key().sign(_cosigned(text, at))
        return Signature(self.name, self.cosigner.id, signed).line


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


@dataclass(frozen=True)
class Note:
    """A text with its signature lines."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, raw: str) -> Note:
        """Take a note apart. Raises InvalidNote."""
        if len(raw) > LONGEST or any(ord(one) < 32 and one != "\n" for one in raw):
            raise InvalidNote("quá dài hoặc có ký tự điều khiển")
        text, separator, rest = raw.rpartition("\n\n")
        if not separator or not rest.endswith("\n"):
            raise InvalidNote("thiếu phần chữ ký")
        return cls(text + "\n", tuple(Signature.parse(line) for line in rest[:-1].split("\n")))

    def is_signed_by(self, verifier: Verifier) -> bool:
        """Whether a line is this key's signature over the text. (A line of another key says nothing.)"""
        return any(
            verifier.accepts(self.text.encode(), one.data)
            for one in self.signatures
            if (one.name, one.key_id) == (verifier.name, verifier.id) and verifier.algorithm == ED25519
        )


def cosigned_at(text: str, line: str, verifier: Verifier) -> int | None:
    """When the witness with this key cosigned the text (POSIX time), or None: not its line, or not valid."""
    try:
        found = Signature.parse(line)
    except InvalidNote:
        return None
    if verifier.algorithm != COSIGNATURE or (found.name, found.key_id) != (verifier.name, verifier.id):
        return None
    if len(found.data) != 72:
        return None
    at = int.from_bytes(found.data[:8], "big")
    return at if verifier.accepts(_cosigned(text, at), found.data[8:]) else None


@dataclass(frozen=True)
class Checkpoint:
    """What a log's text says: whose log, how many leaves, their root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text to sign."""
        return f"{self.origin}\n{self.size}\n{_encoded(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read a checkpoint's text; lines of extensions are passed over. Raises InvalidNote."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not lines[0] or not _SIZE.match(lines[1]) or not all(lines[:-1]):
            raise InvalidNote("không phải điểm kiểm của nhật ký")
        root = _decoded(lines[2])
        if len(root) != 32:
            raise InvalidNote("gốc của cây không dài 32 byte")
        return cls(lines[0], int(lines[1]), root)
