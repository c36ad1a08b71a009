"""Rows of every table as they are stored: nothing opened, nothing decoded but what the driver must decode."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Column, Connection, MetaData, Table, Text, cast, select
from sqlalchemy.types import UserDefinedType

from portal.database.canonical import Check, Render, fitting, rendering, stored_type
from portal.extensions import Base

BATCH = 1_000


class _JSONText(UserDefinedType[str]):
    """JSON as the text that it was written as: NULL and `null` stay two things."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        """The name of the type in DDL, which is never made with it."""
        return "JSON"


@dataclass(frozen=True)
class StoredTable:
    """A table with the types that are stored; names, renderings and checks of its columns, by name."""

    table: Table
    names: tuple[str, ...]
    renders: tuple[Render, ...]
    checks: tuple[Check, ...]
    key: tuple[str, ...]

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name


@dataclass(frozen=True)
class Fault:
    """A value that not every database can hold; the value itself is not told."""

    table: str
    key: str
    column: str
    why: str

    def __str__(self) -> str:
        return f"{self.table} {self.key}, cột {self.column}: {self.why}"


def stored_tables() -> tuple[StoredTable, ...]:
    """Every table of the application, those before others that refer to them. Raises UnknownType."""
    return tuple(stored(one) for one in Base.metadata.sorted_tables)


@lru_cache(maxsize=512)
def stored(one: Table) -> StoredTable:
    """A table as its rows are stored. Raises UnknownType."""
    columns = sorted(one.columns, key=lambda column: column.name)
    table = Table(one.name, MetaData(), *(_column(column) for column in columns))
    return StoredTable(
        table,
        tuple(column.name for column in columns),
        tuple(rendering(column) for column in columns),
        tuple(fitting(column) for column in columns),
        tuple(column.name for column in one.primary_key),
    )


def _column(column: Column[Any]) -> Column[Any]:
    kind = stored_type(column)
    return Column(
        column.name, _JSONText() if isinstance(kind, JSON) else kind, primary_key=column.primary_key
    )


def read(connection: Connection, one: StoredTable) -> Iterator[Sequence[Sequence[Any]]]:
    """The rows of a table by the batch, as a stream: values in the order of `one.names`."""
    postgres = connection.dialect.name == "postgresql"
    wanted = select(*(_read(one.table.c[name], postgres) for name in one.names))
    with connection.execute(wanted, execution_options={"yield_per": BATCH}) as found:
        yield from found.partitions()


def _read(column: Column[Any], postgres: bool) -> Any:
    if postgres and isinstance(column.type, _JSONText):
        return cast(column, Text).label(column.name)  # the driver would make values of it
    return column


def rendered(one: StoredTable, row: Sequence[Any]) -> bytes:
    """A row as bytes."""
    return b"".join([render(value) for render, value in zip(one.renders, row, strict=True)])


def faults_of(one: StoredTable, row: Sequence[Any]) -> list[Fault]:
    """What of a row not every database can hold."""
    return [
        Fault(one.name, key_of(one, row), name, why)
        for name, check, value in zip(one.names, one.checks, row, strict=True)
        if (why := check(value))
    ]


def key_of(one: StoredTable, row: Sequence[Any]) -> str:
    """How a row is named to people. Keys of text may be hashes of secrets: only their beginning is told."""
    values = dict(zip(one.names, row, strict=True))
    return "(" + ", ".join(f"{name}={str(values[name])[:20]}" for name in one.key) + ")"
