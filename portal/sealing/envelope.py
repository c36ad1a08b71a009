"""Bytes sealed with AES-256-GCM: version, number of the key, nonce, ciphertext with its tag.

`purpose` (a column, a kind of file) is authenticated along: what was sealed for one place does not open in another.
"""

from __future__ import annotations

import os
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.sealing.faults import BrokenSeal
from portal.sealing.keyring import keyring

__all__ = ["HEAD_BYTES", "OVERHEAD", "BrokenSeal", "head_of", "key_number", "reseal", "seal", "unseal"]
VERSION = 1
_HEAD = struct.Struct(">BI")
HEAD_BYTES = _HEAD.size
NONCE_BYTES = 12
OVERHEAD = _HEAD.size + NONCE_BYTES + 16
"""How many bytes longer a sealed value is."""


def seal(purpose: str, plain: bytes) -> bytes:
    """The bytes sealed for a purpose under the newest key. Raises KeysUnavailable."""
    keys = keyring().keys()
    head, nonce = head_of(keys.newest), os.urandom(NONCE_BYTES)
    return head + nonce + AESGCM(keys.sealing[keys.newest]).encrypt(nonce, plain, head + purpose.encode())


def unseal(purpose: str, sealed: bytes) -> bytes:
    """What `seal` was given. Raises BrokenSeal, UnknownKey where the key file lacks the key, KeysUnavailable."""
    if len(sealed) < OVERHEAD or sealed[0] != VERSION:
        raise BrokenSeal(purpose)
    head, nonce = sealed[: _HEAD.size], sealed[_HEAD.size : _HEAD.size + NONCE_BYTES]
    try:
        return AESGCM(keyring().key(key_number(sealed))).decrypt(
            nonce, sealed[_HEAD.size + NONCE_BYTES :], head + purpose.encode()
        )
    except InvalidTag:
        raise BrokenSeal(purpose) from None


def reseal(purpose: str, sealed: bytes) -> bytes:
    """The same, sealed anew under the newest key. Raises as `unseal` does."""
    return seal(purpose, unseal(purpose, sealed))


def head_of(number: int) -> bytes:
    """How everything begins that is sealed with the key of this number."""
    return _HEAD.pack(VERSION, number)


def key_number(sealed: bytes) -> int:
    """The number of the key that something is sealed with."""
    return int(_HEAD.unpack_from(sealed)[1])
