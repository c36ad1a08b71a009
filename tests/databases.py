"""Where the tests' installations keep their rows: SQLite in the instance folder, or PostgreSQL.

With `PORTAL_TESTS_ON=postgresql` (`make test-postgres`) each instance folder has a database of its own in one cluster
for all test processes, owned by a role that is no superuser: row level security holds in every test. Tests copy
instance folders as if they held everything; so that they may, a folder names its database in a file, and a folder that
was copied gets a copy of that database when it is first used.
"""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from tests import postgres

ON_POSTGRESQL = os.environ.get("PORTAL_TESTS_ON", "sqlite") == "postgresql"
only_sqlite = functools.partial(pytest.mark.skipif, ON_POSTGRESQL)
"""`@only_sqlite(reason=…)`: a test of what only SQLite has."""
only_postgresql = pytest.mark.skipif(not ON_POSTGRESQL, reason="about PostgreSQL: make test-postgres")
_NAMED = ".database"
_CLUSTER = "PORTAL_TESTS_CLUSTER"  # the folder of its socket
_OWNER, _ADMINISTRATOR = "portal", "test"
_ROLE = f"""
DO $$ BEGIN CREATE ROLE {_OWNER} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$
"""
_made: dict[Path, str] = {}
"""This process's databases: instance folder → name."""
when_asked: Callable[[], None] = lambda: None  # noqa: E731
"""Called when somebody wants a database (`tests/reaching.py`)."""


def address_of(instance: Path, on_postgresql: bool = ON_POSTGRESQL) -> str:
    """What `PORTAL_DATABASE_URL` is for an installation in this folder; "" on SQLite."""
    when_asked()
    named = instance / _NAMED
    known = json.loads(named.read_text()) if named.exists() else None
    if known is None and not on_postgresql:
        return ""
    folder = str(instance.resolve())
    if known is None or known["folder"] != folder:
        known = {"folder": folder, "address": _create(known["address"] if known else None, instance)}
        instance.mkdir(parents=True, exist_ok=True)
        named.write_text(json.dumps(known))
    return str(known["address"])


def environment_of(instance: Path) -> dict[str, str]:
    """The variables that a process needs to find the installation in this folder."""
    address = address_of(instance)
    return {"PORTAL_INSTANCE": str(instance)} | ({"PORTAL_DATABASE_URL": address} if address else {})


def begin(config: pytest.Config) -> None:
    """Start the cluster before there are workers, and let them know of it."""
    if ON_POSTGRESQL and not hasattr(config, "workerinput"):
        os.environ[_CLUSTER] = str(postgres.cluster().folder)


def connect(instance: Path) -> psycopg.Connection[tuple[object, ...]]:
    """A connection beside the application as the administrator, who sees past the policies of rows; each statement is
    committed at once."""
    return psycopg.connect(_address(_name_in(address_of(instance)), _ADMINISTRATOR), autocommit=True)


def forget(instance: Path) -> None:
    """Drop the database of a folder, whoever is connected."""
    name = _made.pop(instance.resolve(), None)
    if name is not None:
        server().execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def files_of(instance: Path) -> list[Path]:
    """The files that hold the rows of an installation, as they lie on the disk now."""
    if not ON_POSTGRESQL:
        return sorted(instance.glob("portal.db*"))
    server().execute("CHECKPOINT")
    name = _name_in(address_of(instance))
    row = server().execute("SELECT oid FROM pg_database WHERE datname = %s", [name]).fetchone()
    assert row is not None
    return sorted((_cluster() / "data" / "base" / str(row[0])).iterdir())


@functools.cache
def server() -> psycopg.Connection[tuple[object, ...]]:
    """A connection to the cluster as its administrator."""
    connection = psycopg.connect(_address("postgres", _ADMINISTRATOR), autocommit=True)
    connection.execute(_ROLE)
    return connection


def _address(name: str, user: str = _OWNER) -> str:
    return f"postgresql:///{name}?host={_cluster()}&user={user}"


def _cluster() -> Path:
    return Path(os.environ.get(_CLUSTER) or postgres.cluster().folder)


def _name_in(address: str) -> str:
    return address.partition("///")[2].partition("?")[0]


def _create(original: str | None, instance: Path) -> str:
    """A new database, empty or like the one of this address; its own address."""
    for folder in [one for one in _made if not one.exists()]:
        forget(folder)
    name = f"portal_{uuid4().hex[:16]}"
    if original is None:
        made = sql.SQL(
            "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
        )
        server().execute(made.format(sql.Identifier(name), sql.Identifier(_OWNER)))
    else:
        _copy(_name_in(original), name)
    _made[instance.resolve()] = name
    return _address(name)


def _copy(source: str, name: str) -> None:
    """Copy a database file by file: half of what it takes through the log (WAL_LOG), 60 ms in memory."""
    command = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY")
    for left in (2, 1, 0):
        # Who has the original open would stand in the way; pools connect again by themselves.
        connected = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
        server().execute(connected, [source])
        try:
            server().execute(command.format(*map(sql.Identifier, (name, _OWNER, source))))
            return
        except psycopg.errors.ObjectInUse:
            if not left:
                raise
