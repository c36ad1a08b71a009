"""What the log says of one event: a publication, a replacement, a withdrawal. No personal data, no text."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

PUBLISH, REPLACE, WITHDRAW = "publish", "replace", "withdraw"
EVENTS = (PUBLISH, REPLACE, WITHDRAW)


@dataclass(frozen=True)
class Leaf:
    """One event of one thing; `files` are the SHA-256 of its files in their order, `at` is UTC (now unless given)."""

    kind: str
    object_id: int
    number: str
    version: int
    event: str
    text_sha256: str
    files: tuple[str, ...] = ()
    at: datetime | None = None

    def says_the_same(self, other: Leaf) -> bool:
        """Whether both attest the same content, whatever the event and its time."""
        mine = (self.number, self.text_sha256, sorted(self.files))
        return mine == (other.number, other.text_sha256, sorted(other.files))


def text_digest(text: str) -> str:
    """The SHA-256 (hex) of a text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def whole_second(instant: datetime) -> datetime:
    """The instant as leaves hold it."""
    return instant.replace(microsecond=0)


def canonical(tenant: str, leaf: Leaf) -> bytes:
    """The bytes that are hashed: JSON in UTF-8, keys sorted, no spaces; one content has one form.

    `tenant` is the portal's slug. Raises ValueError for an unknown event and for a leaf without a time.
    """
    if leaf.event not in EVENTS or leaf.at is None:
        raise ValueError(f"not an event of the log: {leaf.event!r} at {leaf.at}")
    fields = {
        "event": leaf.event,
        "files": list(leaf.files),
        "id": str(leaf.object_id),  # 63 bits do not fit into the numbers of JavaScript
        "kind": leaf.kind,
        "number": leaf.number,
        "tenant": tenant,
        "text": leaf.text_sha256,
        "time": leaf.at.replace(tzinfo=UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "version": leaf.version,
    }
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
