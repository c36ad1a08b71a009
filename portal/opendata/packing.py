"""How the rows of a version are kept: packed lines that are written and read one at a time. Pure.

A line is `[id of the thing, row]`, the row without the portal's own address, so that the same rows have the same digest
wherever the portal stands. Beside them lies an index, a line for each row: the thing, a mark of the row's key, a
mark of its values. It answers what changed, and which things a version tells of, without opening the rows.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from portal.opendata.fields import ADDRESS, Field, Row, same, shaped
from portal.opendata.formats import FORMATS


@dataclass
class Packed:
    """What was found out while packing: see DatasetVersion."""

    digest: str = ""
    rows: int = 0
    addresses: int = 0
    sizes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FORMATS, 0))
    covers_from: date | None = None
    covers_to: date | None = None


class Packer:
    """Writes rows into two files. Nothing is held but counts."""

    def __init__(
        self, fields: Sequence[Field], key: Sequence[str], covers: str, rows: IO[bytes], index: IO[bytes]
    ) -> None:
        self._fields, self._key, self._covers = fields, key, covers
        # No name and no time: the same rows are the same bytes.
        self._rows = gzip.GzipFile(filename="", mode="wb", fileobj=rows, mtime=0)
        self._index = gzip.GzipFile(filename="", mode="wb", fileobj=index, mtime=0)
        self._digest = hashlib.sha256()
        self.packed = Packed()

    def add(self, thing: int, row: Row) -> None:
        """One more row."""
        kept = shaped(self._fields, row, same)
        line = json.dumps([thing, kept], ensure_ascii=False, separators=(",", ":")).encode()
        self._digest.update(line + b"\n")
        self._rows.write(line + b"\n")
        key = _mark(json.dumps([kept[name] for name in self._key], ensure_ascii=False).encode())
        self._index.write(f"{thing} {key} {_mark(line)}\n".encode())
        told = self.packed
        told.rows += 1
        told.addresses += sum(
            one.kind == ADDRESS and str(kept[one.name] or "").startswith("/") for one in self._fields
        )
        for name, form in FORMATS.items():
            told.sizes[name] += len(form.row(self._fields, kept, told.rows == 1))
        self._cover(row.get(self._covers) if self._covers else None)

    def close(self) -> Packed:
        """Finish both files; what was found out."""
        self._rows.close()
        self._index.close()
        self.packed.digest = self._digest.hexdigest()
        return self.packed

    def _cover(self, day: date | None) -> None:
        told = self.packed
        if day is not None:
            told.covers_from = min(told.covers_from or day, day)
            told.covers_to = max(told.covers_to or day, day)


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:20]


def unpacked(stream: IO[bytes]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a version, one at a time: (thing, row)."""
    with stream, gzip.GzipFile(fileobj=stream) as lines:
        for line in lines:
            thing, row = json.loads(line)
            yield thing, row


@dataclass(frozen=True)
class Index:
    """What a version tells of: the things, and of each key of a row the mark of its values."""

    things: frozenset[int]
    marks: dict[str, str]


def read_index(stream: IO[bytes]) -> Index:
    """The index of a version; some hundred bytes for each row."""
    things, marks = set(), {}
    with stream, gzip.GzipFile(fileobj=stream) as lines:
        for line in lines:
            thing, key, mark = line.decode().split()
            things.add(int(thing))
            marks[key] = mark
    return Index(frozenset(things - {0}), marks)


def compared(before: Index, after: Index) -> tuple[int, int, int]:
    """(added, changed, removed) rows between two versions."""
    old, new = before.marks, after.marks
    both = old.keys() & new.keys()
    changed = sum(old[key] != new[key] for key in both)
    return len(new) - len(both), changed, len(old) - len(both)
