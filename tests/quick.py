"""What makes an application cheap to build again and again, as tests do; nothing of it changes what one does."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from portal.visits.spool import Spool


def share_compiled_statements() -> None:
    """Compile each SQL statement once per process: databases of tests count as one for each dialect that they speak."""
    dialects: tuple[Any, ...] = (SQLiteDialect_pysqlite, PGDialect_psycopg)
    for dialect in dialects:
        dialect.__hash__ = lambda self: hash(type(self))
        dialect.__eq__ = lambda self, other: type(self) is type(other)
    statements: Any = LRUCache(5000)

    @event.listens_for(Engine, "engine_connect")
    def share(connection: Connection) -> None:
        if isinstance(connection.dialect, dialects):
            connection.engine._compiled_cache = statements


_waiting = False


@contextmanager
def waiting_for_the_disk() -> Iterator[None]:
    """SQLite's connections made in here are as the application makes them."""
    global _waiting
    _waiting = True
    try:
        yield
    finally:
        _waiting = False


def write_without_waiting() -> None:
    """Let SQLite not wait for the disk at each commit: what tests kill is processes, and the system outlives them."""

    @event.listens_for(Engine, "engine_connect")
    def relax(connection: Connection) -> None:
        made = connection.connection
        told: Any = made.record_info  # stays with the driver's connection in the pool
        if connection.dialect.name == "sqlite" and not _waiting and "relaxed" not in told:
            made.cursor().execute("PRAGMA synchronous=OFF").close()
            told["relaxed"] = True


def count_visits_when_asked() -> None:
    """Let no application leave a thread behind that writes down visits every few seconds; tests flush them, and so does
    the end."""
    Spool._run = lambda self: None  # type: ignore[method-assign]


def collect_seldom() -> None:
    """Let the garbage collector pass by what was imported, and come once in several applications instead of hundreds of
    times in each: it was more than half of what a fresh application cost. All of it still goes, some 200 MB at a time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 10, 2)
