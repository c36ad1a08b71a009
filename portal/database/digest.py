"""The canonical digest of a database: the same for the same rows, whichever database they lie in and in whatever order.

Each row becomes JSON (columns by name, instants as ISO 8601, bytes as hexadecimal, JSON with sorted keys), of which
SHA-256 is taken; a table's digest is the sum of its rows' modulo 2^256 with their number. Sums need no sorting, which
databases do differently for texts, and no memory. It finds accidents; whoever could choose rows is kept out by the
authentication of what carries it. Sealed values are taken as they lie: no key is needed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Table, select, type_coerce
from sqlalchemy.types import Double, TypeDecorator

from portal.extensions import Base

BATCH = 1000
_ROOM = 1 << 256


@dataclass(frozen=True)
class TableDigest:
    """How many rows a table has and their digest (64 hexadecimal digits)."""

    rows: int
    sha256: str


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
    columns = sorted(table.columns, key=lambda one: one.name)
    statement = select(*(_as_it_lies(one) for one in columns))
    total = rows = 0
    for row in connection.execute(statement.execution_options(yield_per=BATCH)):
        total = (total + int.from_bytes(row_digest(columns, row), "big")) % _ROOM
        rows += 1
    return TableDigest(rows, f"{total:064x}")


def row_digest(columns: list[Any], values: Any) -> bytes:
    """SHA-256 of one row; `values` in the order of the columns."""
    said = {column.name: _plain(column, value) for column, value in zip(columns, values, strict=True)}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def whole(digests: Mapping[str, TableDigest]) -> str:
    """One digest (64 hexadecimal digits) of all tables together."""
    lines = (f"{name} {one.rows} {one.sha256}\n" for name, one in sorted(digests.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _as_it_lies(column: Any) -> Any:
    """A column without what our own types make of it: sealed values stay sealed."""
    kind = column.type
    if isinstance(kind, TypeDecorator):
        return type_coerce(column, kind.impl_instance).label(column.name)
    return column


def _plain(column: Any, value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(column.type, Double) and value is not None:
        return float(value)
    return value
