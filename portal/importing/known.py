"""What a portal holds already, found by the key that it was imported under or by the key that it has now."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Mapping
from typing import Generic, Protocol, TypeVar

from portal.importing.summary import Outcome

MAX_ORIGIN = 300


class Thing(Protocol):
    """What has to be known of a thing: its id, where it came from, and the digest of what it was made from."""

    id: int
    origin: str
    digest: str


T = TypeVar("T", bound=Thing)


def origin_of(key: str) -> str:
    """The origin of what is imported under a natural key, at most MAX_ORIGIN characters."""
    origin = f"import:{key}"
    if len(origin) <= MAX_ORIGIN:
        return origin
    return f"import:sha256:{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()}"


class Known(Generic[T]):
    """Things by key. A person may correct a number or an issuer: the origin still tells what a thing was imported
    as, so that the record does not come in a second time."""

    def __init__(self, by_key: Mapping[str, T]) -> None:
        self._by_key = dict(by_key)
        self._by_origin = {one.origin: one for one in by_key.values() if one.origin.startswith("import:")}
        self._digests = {one.digest for one in self._by_origin.values()}

    def find(self, key: str) -> T | None:
        """The thing that was imported under this key, else the one that has it now."""
        return self._by_origin.get(origin_of(key)) or self._by_key.get(key)

    def holds(self, digest: str) -> bool:
        """Whether a thing was imported from a record with this digest."""
        return digest in self._digests

    def outcome(self, key: str, digest: str, edited: Container[int]) -> Outcome:
        """What is to be done with a record: a new thing, or a new version of one that was imported under this key
        and that nobody edited since (`edited` holds the ids of those that a person saved)."""
        thing = self.find(key)
        if thing is None:
            return "taken"
        if thing.origin != origin_of(key):
            return "kept"
        if thing.digest == digest:
            return "unchanged"
        return "kept" if thing.id in edited else "updated"

    def add(self, key: str, thing: T) -> None:
        """Note what was imported under a key, now or again."""
        self._by_key[key] = thing
        self._by_origin[thing.origin] = thing
        self._digests.add(thing.digest)
