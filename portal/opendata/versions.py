"""Versions are read: which there are, and their rows without what was taken off since."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.media.service import file_store
from portal.media.store import Store
from portal.opendata.fields import Field
from portal.opendata.formats import BOM, Format, with_addresses
from portal.opendata.models import DatasetVersion
from portal.opendata.packing import read_index, unpacked
from portal.opendata.registry import Dataset
from portal.web.contributions import contributions

_ASKED_AT_ONCE = 500  # things of which it is asked whether they are public
_PIECE = 64 * 1024  # bytes that are sent at a time


@dataclass(frozen=True)
class Version:
    """A version as it may be given out now: its row, what in it is no longer public, where its bytes lie."""

    row: DatasetVersion
    gone: frozenset[int]
    store: Store

    @property
    def tag(self) -> str:
        """Names its content as it is given out now."""
        gone = ",".join(map(str, sorted(self.gone)))
        return hashlib.sha256(f"{self.row.digest} {gone}".encode()).hexdigest()[:24]


def versions_of(slug: str) -> list[DatasetVersion]:
    """The versions of a dataset of the portal in force, the newest first."""
    statement = select(DatasetVersion).where(DatasetVersion.slug == slug)
    return list(db.session.scalars(statement.order_by(DatasetVersion.number.desc())))


def newest_of(slugs: Iterable[str]) -> dict[str, DatasetVersion]:
    """The newest version of each dataset that was not taken off; one statement."""
    found: dict[str, DatasetVersion] = {}
    statement = select(DatasetVersion).where(
        DatasetVersion.slug.in_(list(slugs)), DatasetVersion.rows_sha256 != ""
    )
    for row in db.session.scalars(statement.order_by(DatasetVersion.number)):
        found[row.slug] = row
    return found


def version_of(slug: str, number: int) -> DatasetVersion | None:
    """One version."""
    return db.session.scalar(
        select(DatasetVersion).where(DatasetVersion.slug == slug, DatasetVersion.number == number)
    )


def opened(dataset: Dataset, row: DatasetVersion) -> Version | None:
    """A version to be given out: what it tells of is looked up, so that nothing that was taken off since comes out.
    None where it was taken off, or its bytes are lost."""
    store = file_store()
    if row.is_taken_off or not store.exists(row.rows_sha256) or not store.exists(row.index_sha256):
        return None
    if not dataset.kind:
        return Version(row, frozenset(), store)
    things = read_index(store.open(row.index_sha256)).things
    return Version(row, things - _public(dataset.kind, things), store)


def _public(kind: str, things: frozenset[int]) -> frozenset[int]:
    visible = contributions().visibility[kind]
    waiting, found = iter(sorted(things)), set[int]()
    while part := list(islice(waiting, _ASKED_AT_ONCE)):
        found |= visible(part)
    return frozenset(found)


def rows_of(version: Version) -> Generator[dict[str, Any], None, None]:
    """The rows that may be given out, one at a time. Asks no database: it may run after the request's scope ended."""
    for thing, row in unpacked(version.store.open(version.row.rows_sha256)):
        if thing not in version.gone:
            yield row


@dataclass(frozen=True)
class Download:
    """A version in a format: `size` in bytes where it is known before it is written."""

    pieces: Iterator[bytes]
    size: int | None


def download(
    dataset: Dataset, version: Version, form: Format, about: dict[str, Any], base: str, *, bom: bool
) -> Download:
    """The file of a version. `about` says whose data it is (formats that have a place for it carry it), `base` is the
    portal's own address."""
    fields = dataset.columns(version.row.columns)
    head = (BOM if bom else b"") + form.head(fields, about)
    rows = rows_of(version)
    if version.gone or len(fields) != len(version.row.columns):
        size = None
    else:
        size = len(head) + version.row.sizes[form.name] + version.row.addresses * len(base) + len(form.tail)
    return Download(_joined(_written(fields, rows, form, head, base)), size)


def _written(
    fields: list[Field], rows: Iterator[dict[str, Any]], form: Format, head: bytes, base: str
) -> Iterator[bytes]:
    yield head
    first = True
    for row in rows:
        yield form.row(fields, with_addresses(fields, row, base), first)
        first = False
    yield form.tail


def _joined(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The same in pieces that are worth sending."""
    held = bytearray()
    for part in parts:
        held += part
        if len(held) >= _PIECE:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


def gzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same, packed on the way."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    for one in pieces:
        if packed := packer.compress(one):
            yield packed
    yield packer.flush()


def size_of(row: DatasetVersion, form: Format, base: str) -> int:
    """How many bytes a file of this version has, but for its head; for people and catalogues."""
    return int(row.sizes.get(form.name, 0)) + row.addresses * len(base)
