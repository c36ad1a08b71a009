"""Bytes sealed with AES-256-GCM: version, number of the key, nonce, ciphertext with its tag.

`purpose` (a column, a kind of file) is authenticated along: what was sealed for one place does not open in another.
"""

from __future__ import annotations

import os
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.sealing.keyring import keyring

VERSION = 1
_HEAD = struct.Struct(">BI")
NONCE_BYTES = 12
OVERHEAD = _HEAD.size + NONCE_BYTES + 16
"""How many bytes longer a sealed value is."""


class BrokenSeal(ValueError):
    """What should be opened was not sealed for this purpose, or was changed since."""


def seal(purpose: str, plain: bytes) -> bytes:
    """The bytes sealed for a purpose under the newest key."""
    ring = keyring()
    number = ring.keys().newest
    head, nonce = _HEAD.pack(VERSION, number), os.urandom(NONCE_BYTES)
    return head + nonce + AESGCM(ring.key(number)).encrypt(nonce, plain, head + purpose.encode())


def unseal(purpose: str, sealed: bytes) -> bytes:
    """What `seal` was given. Raises BrokenSeal, or UnknownKey where the key file lacks the key."""
    if len(sealed) < OVERHEAD or sealed[0] != VERSION:
        raise BrokenSeal(purpose)
    head, nonce = sealed[: _HEAD.size], sealed[_HEAD.size : _HEAD.size + NONCE_BYTES]
    try:
        return AESGCM(keyring().key(key_number(sealed))).decrypt(
            nonce, sealed[_HEAD.size + NONCE_BYTES :], head + purpose.encode()
        )
    except InvalidTag:
        raise BrokenSeal(purpose) from None


def key_number(sealed: bytes) -> int:
    """The number of the key that something is sealed with."""
    return int(_HEAD.unpack_from(sealed)[1])
