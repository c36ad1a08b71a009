"""References between tables, and triggers, taken off while everything is copied and put back as they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Integer, Table, func, select

from portal.extensions import Base

_REFERENCES = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2
"""

_TRIGGERS = """
SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace ORDER BY 1
"""


class BrokenReference(ValueError):
    """Rows name other rows that are not there."""


@dataclass(frozen=True)
class Reference:
    """A reference by the words of the catalogue: table and name quoted where they must be, definition whole."""

    table: str
    name: str
    definition: str


def taken_off(connection: Connection) -> list[Reference]:
    """Take all references off, within the running transaction, whose table locks it takes; what `put_back` needs.

    SQLite's are off for the whole connection already: there is nothing to be done.
    """
    if connection.dialect.name != "postgresql":
        return []
    found = [Reference(*row) for row in connection.exec_driver_sql(_REFERENCES)]
    for table in (
        connection.exec_driver_sql(_TRIGGERS).scalars().all()
    ):  # rows come as they were, not as new ones
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for one in found:
        connection.exec_driver_sql(f"ALTER TABLE {one.table} DROP CONSTRAINT {_quoted(connection, one.name)}")
    return found


def put_back(connection: Connection, references: list[Reference]) -> None:
    """Put references back; the database checks every row.

    Raises IntegrityError (PostgreSQL) or BrokenReference (SQLite).
    """
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
        if broken:
            raise BrokenReference(", ".join(f"{row[0]} → {row[2]}" for row in broken))
    for one in references:
        connection.exec_driver_sql(
            f"ALTER TABLE {one.table} ADD CONSTRAINT {_quoted(connection, one.name)} {one.definition}"
        )
    if connection.dialect.name == "postgresql":
        for table in connection.exec_driver_sql(_TRIGGERS).scalars().all():
            connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def next_numbers(connection: Connection) -> dict[str, int]:
    """By table, the number that its next row would get: after the highest that it ever had, where that is known.

    Rows of the change log are removed by age, and whoever follows it must never meet a number twice.
    """
    found = {}
    for table, column in _numbered():
        highest = connection.scalar(select(func.max(column))) or 0
        if connection.dialect.name == "postgresql":
            sequence = _sequence(connection, table, column)
            if sequence is not None:
                last, is_used = connection.exec_driver_sql(
                    f"SELECT last_value, is_called FROM {sequence}"  # nosec B608 # quoted by the server's catalogue
                ).one()
                highest = max(highest, last if is_used else last - 1)
        elif table.dialect_options["sqlite"]["autoincrement"]:
            ever = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,))
            highest = max(highest, ever.scalar() or 0)
        found[table.name] = highest + 1
    return found


def follow_numbers(connection: Connection, numbers: dict[str, int]) -> None:
    """Let the tables' numbers go on where `next_numbers` of another database says."""
    for table, column in _numbered():
        upcoming = numbers[table.name]
        if connection.dialect.name == "postgresql":
            sequence = _sequence(connection, table, column)
            if sequence is not None:
                connection.exec_driver_sql("SELECT setval(%s, %s, false)", (sequence, upcoming))
        elif table.dialect_options["sqlite"]["autoincrement"]:
            connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table.name,))
            connection.exec_driver_sql(
                "INSERT INTO sqlite_sequence VALUES (?, ?)", (table.name, upcoming - 1)
            )


def _numbered() -> Iterator[tuple[Table, Column[Any]]]:
    """Tables whose rows get numbers from the database."""
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None and isinstance(column.type, Integer) and not column.foreign_keys:
            yield table, column


def _sequence(connection: Connection, table: Table, column: Column[Any]) -> str | None:
    name = _quoted(connection, table.name)
    found = connection.exec_driver_sql("SELECT pg_get_serial_sequence(%s, %s)", (name, column.name)).scalar()
    return None if found is None else str(found)


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)
