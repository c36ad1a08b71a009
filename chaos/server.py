"""A PostgreSQL of the trials' own (`--database postgresql`): every installation has a database of its own in it, owned
by a role that stands above no policy of rows. Its files are written as in earnest: what is acknowledged must be there
after the server was killed.

An installation's folder names its database in a file; who copies the folder gets a copy of the database.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tests.postgres import Cluster, binaries

NAMED = "chaos-database"
OWNER = "portal"
_SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "autovacuum": "on",
}
_numbers = itertools.count(1)
_running: list[Cluster] = []


@contextmanager
def started() -> Iterator[None]:
    """A server until the end; installations that are prepared meanwhile lie in it. Raises RuntimeError where there are
    no programs for one."""
    found = binaries()
    if found is None:
        raise RuntimeError("no PostgreSQL here (initdb, postgres)")
    server = Cluster(found, **_SETTINGS)
    _running.append(server)
    try:
        _execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS").format(sql.Identifier(OWNER)))
        yield
    finally:
        _running.pop()
        server.remove()


def running() -> Cluster | None:
    """The server, where the trials are on one."""
    return _running[-1] if _running else None


def database_of(instance: Path) -> str:
    """The address of the database that a folder names; "" on SQLite."""
    named = instance / NAMED
    return named.read_text() if named.exists() else ""


def fresh(instance: Path) -> str:
    """Let a folder name a new, empty database: its address; "" on SQLite."""
    return _made(instance, "template0") if running() is not None else ""


def copied(instance: Path) -> str:
    """Let a folder that was copied name a copy of the database that it names now, to which nobody is connected: its
    address; "" on SQLite."""
    original = database_of(instance)
    return _made(instance, _name_in(original)) if original else ""


def as_administrator(address: str) -> str:
    """The address of the same database for a role that sees all rows."""
    return address.replace(f"user={OWNER}", "user=test")


def _made(instance: Path, template: str) -> str:
    name = f"chaos_{next(_numbers)}"
    made = "CREATE DATABASE {} OWNER {} TEMPLATE {} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
    _execute(sql.SQL(made).format(*map(sql.Identifier, (name, OWNER, template))))
    address = f"postgresql:///{name}?host={_cluster().folder}&user={OWNER}"
    instance.mkdir(parents=True, exist_ok=True)
    (instance / NAMED).write_text(address)
    return address


def _name_in(address: str) -> str:
    return address.partition("///")[2].partition("?")[0]


def _cluster() -> Cluster:
    found = running()
    if found is None:
        raise RuntimeError("no server was started")
    return found


def _execute(statement: sql.Composable) -> None:
    with psycopg.connect(_cluster().address, autocommit=True) as connection:
        connection.execute(statement)
