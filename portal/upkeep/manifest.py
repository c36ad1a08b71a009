"""What a backup says of itself: a head, a line for each file, and how many lines there were.

Lines of JSON, compressed and then encrypted under a purpose that names folder and backup (`stream`), which also shows
that nobody wrote another one: without the key none can be made.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

FORMAT = 1
STORE, SEALED, FILE, SEALING_KEYS, SECRET_KEY = "store", "sealed", "file", "sealing-keys", "secret-key"
"""Kinds of entries: bytes of the store of files, sealed papers and packages (both may lie in a bucket), a file of the
instance folder, and what may lie outside of it."""


@dataclass(frozen=True)
class Entry:
    """A file: `path` below the instance folder ("" unless the kind is FILE or SEALED), SHA-256 and size in bytes of
    what it holds. `mode` and `stamp` (modification in nanoseconds, inode) are of the file that was read."""

    kind: str
    path: str
    sha256: str
    size: int
    mode: int = 0o600
    stamp: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Head:
    """When a backup was made (`made_at`: the moment that it shows, ISO 8601, UTC), of what, and its database.

    `schema` is the revision of the migrations. `digest` is the canonical digest of all tables, `tables` of each ([rows,
    digest]). `database_size` and `database_sha256` are of the database file before compression. `problems` are what was
    found wrong with the installation while it was read, in Vietnamese.
    """

    id: str
    made_at: str
    name: str
    dialect: str
    schema: str
    digest: str
    tables: dict[str, list[Any]]
    database_size: int
    database_sha256: str
    files: int = 0
    bytes: int = 0
    problems: list[str] = field(default_factory=list)
    format: int = FORMAT


class UnreadableManifest(Exception):
    """It opened, but is not what this version knows."""


def written(head: Head, entries: Iterable[Entry]) -> Iterator[bytes]:
    """The manifest as compressed bytes."""
    packer, count = zlib.compressobj(6), 0
    yield packer.compress(_line(asdict(head)))
    for count, one in enumerate(entries, 1):  # noqa: B007
        yield packer.compress(_line([one.kind, one.path, one.sha256, one.size, one.mode, *one.stamp]))
    yield packer.compress(_line({"end": count})) + packer.flush()


def _line(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode(
        "utf-8", "surrogateescape"
    )


def read(packed: Iterable[bytes]) -> tuple[Head, Iterator[Entry]]:
    """The head at once, the entries as they are asked for. Raises UnreadableManifest, also while entries are read."""
    lines = _lines(packed)
    said = next(lines, None)
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise UnreadableManifest("bản kê của phiên bản khác")
    try:
        head = Head(**said)
    except TypeError as error:
        raise UnreadableManifest("bản kê của phiên bản khác") from error
    return head, _entries(lines)


def _entries(lines: Iterator[Any]) -> Iterator[Entry]:
    for count, one in enumerate(lines):
        if isinstance(one, dict):
            if one != {"end": count} or next(lines, None) is not None:
                break
            return
        kind, path, sha256, size, mode, *stamp = one
        yield Entry(kind, path, sha256, size, mode, (stamp[0], stamp[1]))
    raise UnreadableManifest("bản kê không trọn vẹn")


def _lines(packed: Iterable[bytes]) -> Iterator[Any]:
    unpacker, rest = zlib.decompressobj(), b""
    try:
        for block in packed:
            rest += unpacker.decompress(block)
            *whole, rest = rest.split(b"\n")
            yield from (json.loads(one.decode("utf-8", "surrogateescape")) for one in whole)
    except (zlib.error, ValueError) as error:
        raise UnreadableManifest("bản kê không đọc được") from error
    if rest or not unpacker.eof:
        raise UnreadableManifest("bản kê không trọn vẹn")
