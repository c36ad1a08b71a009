"""Files of any length encrypted in pieces (STREAM of Hoang, Reyhanitabar, Rogaway and Vizár, 2015, as age uses it).

Head: format, 16 random bytes of salt. Then pieces of 64 KiB, each AES-256-GCM with its number and whether it is the
last in the nonce, under a key that is derived for this file from salt and purpose. A piece that was changed, moved,
left out or repeated, a file that was cut off or lengthened, and one that stands in another one's place do not open.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.upkeep.keys import BackupKey

FORMAT = b"CLsaoluu1\n"
SALT_BYTES, TAG_BYTES = 16, 16
PIECE = 64 * 1024


class DamagedFile(Exception):
    """What was read is not what was written: changed, cut off, another file, or another key."""


def sealed_size(size: int) -> int:
    """How many bytes this many bytes become."""
    pieces = max(1, -(-size // PIECE))
    return len(FORMAT) + SALT_BYTES + size + pieces * TAG_BYTES


def encrypted(key: BackupKey, purpose: str, plain: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a file as they are to be written; `purpose` names its place."""
    salt = os.urandom(SALT_BYTES)
    yield FORMAT + salt
    cipher = AESGCM(key.derived(purpose, salt))
    number, held = 0, bytearray()
    for block in plain:
        held += block
        while len(held) > PIECE:  # the last piece is told by its nonce, so one is always held back
            yield cipher.encrypt(_nonce(number, last=False), bytes(held[:PIECE]), None)
            del held[:PIECE]
            number += 1
    yield cipher.encrypt(_nonce(number, last=True), bytes(held), None)


def decrypted(key: BackupKey, purpose: str, file: BinaryIO) -> Iterator[bytes]:
    """What `encrypted` was given, piece by piece; what came before DamagedFile is raised was as it should be."""
    head = file.read(len(FORMAT) + SALT_BYTES)
    if len(head) != len(FORMAT) + SALT_BYTES or not head.startswith(FORMAT):
        raise DamagedFile(purpose)
    cipher = AESGCM(key.derived(purpose, head[len(FORMAT) :]))
    number, piece = 0, file.read(PIECE + TAG_BYTES)
    while True:
        following = file.read(PIECE + TAG_BYTES)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), piece, None)
        except (InvalidTag, ValueError) as error:
            raise DamagedFile(purpose) from error
        if not following:
            return
        number, piece = number + 1, following


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
