"""The signature of every message between us and a provider, both ways. Pure.

HMAC-SHA256 under the shared key, over version, direction, time, nonce, method, path and the body's SHA-256, each on
a line of its own: none of them can be moved into another.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

VERSION = "v1"
WINDOW = 300
"""Seconds that a message may be old, or ahead of our clock."""
TIME_HEADER, NONCE_HEADER, SIGNATURE_HEADER = "X-Thoi-Diem", "X-So-Dung-Mot-Lan", "X-Chu-Ky"
ASKING, TELLING = "hoi", "bao"
"""Directions: from us to the provider, from the provider to us; an answer to us is `ANSWERING`."""
ANSWERING = "dap"
_TIME = re.compile(r"\d{10}", re.ASCII)
_NONCE = re.compile(r"[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True)
class Signed:
    """What is signed: when (seconds since 1970), a number used once, method, path with query, body."""

    direction: str
    timestamp: str
    nonce: str
    method: str
    path: str
    body: bytes


def signature_of(key: bytes, what: Signed) -> str:
    """The signature, as it stands in the header."""
    parts = (
        VERSION,
        what.direction,
        what.timestamp,
        what.nonce,
        what.method,
        what.path,
        hashlib.sha256(what.body).hexdigest(),
    )
    digest = hmac.digest(key, "\n".join(parts).encode(), "sha256")
    return f"{VERSION}={digest.hex()}"


def is_signed(key: bytes, what: Signed, signature: str, now: float) -> bool:
    """Whether the signature is right and the message of these minutes; in constant time."""
    if not _TIME.fullmatch(what.timestamp) or not _NONCE.fullmatch(what.nonce):
        return False
    right = hmac.compare_digest(signature_of(key, what).encode(), signature.encode("utf-8", "surrogatepass"))
    return right and abs(now - int(what.timestamp)) <= WINDOW
