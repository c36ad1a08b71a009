"""The canonical digest of a database: the same for the same rows, whichever database they lie in and in whatever order.

Each row is rendered as bytes (`canonical.py`), of which SHA-256 is taken; a table's digest is the sum of its rows'
modulo 2^256 with their number. Sums need no sorting, which databases do differently for texts, and no memory. It finds
accidents; whoever could choose rows is kept out by the authentication of what carries it. Sealed values are taken as
they lie: no key is needed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, MetaData, Table

from portal.database.rows import StoredTable, read, rendered, stored
from portal.extensions import Base

_ROOM = 1 << 256


@dataclass(frozen=True)
class TableDigest:
    """How many rows a table has and their digest (64 hexadecimal digits)."""

    rows: int
    sha256: str


class RunningDigest:
    """The digest of rows that come one after another."""

    def __init__(self) -> None:
        self._total = self._rows = 0

    def add(self, one: StoredTable, row: Sequence[Any]) -> None:
        """One row more; its values in the order of the table's names."""
        row_digest = hashlib.sha256(rendered(one, row)).digest()
        self._total = (self._total + int.from_bytes(row_digest, "big")) % _ROOM
        self._rows += 1

    @property
    def value(self) -> TableDigest:
        """The digest of what came so far."""
        return TableDigest(self._rows, f"{self._total:064x}")


def table_digests(
    connection: Connection,
    metadata: MetaData = Base.metadata,
    told: Callable[[str, int], None] = lambda _table, _rows: None,
) -> dict[str, TableDigest]:
    """The digest of every table of the metadata, by name, as this connection sees it; `told` hears of each table and
    its rows. For one moment's digest the connection must hold a transaction that sees one moment (SQLite's do;
    REPEATABLE READ). Raises database errors, also where a table is missing.
    """
    found = {}
    for table in sorted(metadata.tables.values(), key=lambda one: one.name):
        found[table.name] = digest_of_table(connection, table)
        told(table.name, found[table.name].rows)
    return found


def digest_of_table(connection: Connection, table: Table) -> TableDigest:
    """The digest of one table; reads it as a stream."""
    one, made = stored(table), RunningDigest()
    for batch in read(connection, one):
        for row in batch:
            made.add(one, row)
    return made.value


def whole(digests: Mapping[str, TableDigest]) -> str:
    """One digest (64 hexadecimal digits) of all tables together."""
    lines = (f"{name} {one.rows} {one.sha256}\n" for name, one in sorted(digests.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()
