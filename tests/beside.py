"""Whoever reaches the database past the application: with the file of SQLite in hands, or as its administrator."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from portal.extensions import db
from portal.tenancy.postgresql import EVERYBODY, LOCKS
from tests.databases import ON_POSTGRESQL, connect


def beside(instance: Path, statement: str, values: Sequence[object] = ()) -> tuple[int, list[Any]]:
    """Run a statement with `?` for each value; how many rows it touched, and what it answers."""
    if ON_POSTGRESQL:
        with connect(instance) as connection:
            told = connection.execute(statement.replace("%", "%%").replace("?", "%s"), values or None)
            return told.rowcount, told.fetchall() if told.description else []
    with closing(sqlite3.connect(instance / "portal.db", timeout=30)) as file, file:
        file.execute("PRAGMA foreign_keys=ON")
        found = file.execute(statement, values)
        return found.rowcount, found.fetchall()


def rows(instance: Path) -> Iterator[str]:
    """Every row of the database as text."""
    for name in db.metadata.tables:
        yield from (
            f"{name} {row!r}" for row in sorted(beside(instance, f'SELECT * FROM "{name}"')[1], key=repr)
        )


@contextmanager
def writing_elsewhere(instance: Path, wait: float = 5, holding: str = "") -> Iterator[None]:
    """Somebody else writes in any tenant, and to the table `holding`; raises the driver's OperationalError where that
    must wait longer than `wait` seconds."""
    if ON_POSTGRESQL:
        with connect(instance) as connection:
            connection.execute(f"SET lock_timeout = {int(wait * 1000)}")
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCKS, EVERYBODY))
                if holding:
                    connection.execute(f"LOCK TABLE {holding} IN EXCLUSIVE MODE")
                yield
        return
    with closing(sqlite3.connect(instance / "portal.db", isolation_level=None, timeout=wait)) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")


def stored(instance: Path) -> bytes:
    """Everything that the database holds, as it lies there: SQLite's files, or each table's rows."""
    if not ON_POSTGRESQL:
        return b"".join(one.read_bytes() for one in sorted(instance.glob("portal.db*")))
    parts = []
    with connect(instance) as connection:
        for (name,) in connection.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
        ):
            with connection.cursor().copy(f"COPY {name} TO STDOUT (FORMAT binary)") as rows:  # type: ignore[call-overload]
                parts += [bytes(one) for one in rows]
    return b"".join(parts)


def broken_references(connection: Connection) -> list[Any]:
    """Rows that name another one which is not there: what SQLite's own check finds, or what a look at each reference
    of PostgreSQL does."""
    if connection.dialect.name == "sqlite":
        return list(connection.exec_driver_sql("PRAGMA foreign_key_check").all())
    looks = []
    quote = connection.dialect.identifier_preparer.quote
    for table in db.metadata.sorted_tables:
        for link in table.foreign_key_constraints:
            pairs = [(quote(one.parent.name), quote(one.column.name)) for one in link.elements]
            known = " AND ".join(f"a.{mine} IS NOT NULL" for mine, _theirs in pairs)
            same = " AND ".join(f"a.{mine} = b.{theirs}" for mine, theirs in pairs)
            target = quote(link.referred_table.name)
            looks.append(
                f"SELECT '{link.name}' FROM {quote(table.name)} a WHERE {known} "
                f"AND NOT EXISTS (SELECT FROM {target} b WHERE {same})"
            )
    with connection.engine.connect().execution_options(migrating=True) as looking:
        return list(looking.exec_driver_sql(" UNION ALL ".join(looks)).all())
