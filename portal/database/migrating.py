"""Migrations: by the owner of the tables, each leaving no tenant-owned table without its policies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app
from sqlalchemy import Connection, Engine

from portal.database import counting, planning, row_security, schema
from portal.extensions import db

FIRST = "0044"
"""The first version of the schema with row level security: an upgrade to it or beyond puts policies on what is bare."""


def owner_engine() -> Engine:
    """The engine of the role that owns the tables: `PORTAL_DATABASE_OWNER_URL`, else the application's own."""
    address = current_app.config["PORTAL"].database_owner_url
    if not address:
        return db.engine
    held: dict[str, Engine] = current_app.extensions.setdefault("database_owner", {})
    if address not in held:
        held[address] = schema.engine_for(address)
    return held[address]


class BrokenReferences(RuntimeError):
    """A migration left rows whose references lead nowhere; it was rolled back."""


@contextmanager
def references_free(connection: Connection) -> Iterator[None]:
    """While migrations run. SQLite alters a table by making it anew and dropping the old one, which takes along the
    rows of others whose references cascade (sqlite.org, "Making Other Kinds Of Table Schema Changes"): references are
    not enforced meanwhile, but looked at after each migration."""
    if connection.dialect.name != "sqlite":
        yield
        return
    bare = connection.connection.cursor()
    bare.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        bare.execute("PRAGMA foreign_keys=ON")
        enforced = bare.execute("PRAGMA foreign_keys").fetchone()
        bare.close()
        if enforced != (1,):  # a transaction is still open: this connection must not go back to the others
            connection.invalidate()


@contextmanager
def counts_free(connection: Connection) -> Iterator[None]:
    """While migrations run the database keeps no counts (a table that is made anew loses its triggers, and those of
    others that name it stop the renaming); afterwards everything is counted anew. Where somebody died in between, the
    next start does it (`portal.setup`)."""
    with connection.begin():
        counting.take_off(connection)
    yield
    with connection.begin():
        counting.keep(connection)
        planning.tell(connection)


def recount() -> None:
    """Put the triggers of the counts on and count everything anew, as the owner of the tables."""
    with owner_engine().connect().execution_options(migrating=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        counting.keep(connection)


def applied(*, ctx: Any, step: Any, heads: set[str], **_run: Any) -> None:
    """Alembic's word after each migration, in its transaction."""
    if step.is_stamp or ctx.connection is None:
        return
    if ctx.connection.dialect.name == "sqlite":
        broken = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
        if broken:
            raise BrokenReferences(f"{sorted(heads)}: {[tuple(row) for row in broken]}")
    if step.is_upgrade and any(head >= FIRST for head in heads):
        row_security.protect(ctx.connection)
    elif not step.is_upgrade and all(head < FIRST for head in heads):
        row_security.take_off(ctx.connection)
