"""The schema of a database that is not the application's present one: made by the same migrations."""

from __future__ import annotations

import logging
from importlib import import_module

from flask import current_app
from sqlalchemy import Connection, Engine, create_engine, inspect, make_url
from sqlalchemy.exc import ArgumentError

from portal.database import row_security
from portal.tenancy import isolation


class UnusableAddress(ValueError):
    """An address that names no database we know; the message is for people."""


def engine_for(address: str) -> Engine:
    """An engine on another database, under the guards of the application's own.

    Raises UnusableAddress unless it is an address of SQLite (a file) or PostgreSQL.
    """
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise UnusableAddress("Không hiểu địa chỉ cơ sở dữ liệu.") from error
    if url.drivername in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in {"postgresql+psycopg", "sqlite"} or (
        url.drivername == "sqlite" and not url.database
    ):
        raise UnusableAddress("Địa chỉ phải là postgresql://… hoặc sqlite:////thư/mục/tệp.db")
    engine = create_engine(url, hide_parameters=True)
    isolation.install_on_engine(engine)
    row_security.install(engine)
    return engine


def is_bare(engine: Engine) -> bool:
    """Whether there is no table at all yet."""
    with engine.connect() as connection:
        return not inspect(connection).get_table_names()


def build(engine: Engine) -> None:
    """Make all tables by the migrations, or bring them up to date."""
    config = current_app.extensions["migrate"].migrate.get_config(current_app.extensions["migrate"].directory)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with engine.connect().execution_options(migrating=True) as connection:
        config.attributes["connection"] = connection
        import_module("alembic.command").upgrade(config, "head")


def head() -> str | None:
    """The version of the schema that this code has."""
    folder = str(current_app.extensions["migrate"].directory)
    found: str | None = import_module("alembic.script").ScriptDirectory(folder).get_current_head()
    return found


def version_of(connection: Connection) -> str | None:
    """The version of the schema that a database has; None where it has none."""
    found: str | None = (
        import_module("alembic.runtime.migration")
        .MigrationContext.configure(connection)
        .get_current_revision()
    )
    return found
