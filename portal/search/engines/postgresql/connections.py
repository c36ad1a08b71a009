"""Connections to the PostgreSQL that holds the index: kept open for reading, opened anew for writing."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import IsolationLevel
from psycopg.conninfo import conninfo_to_dict, make_conninfo

Connection = psycopg.Connection[tuple[Any, ...]]

KEPT = 4
"""Idle connections that a process keeps."""

CONNECTION = {
    "application_name": "cong-lang-search",
    "connect_timeout": "5",
    "keepalives_idle": "30",
    "tcp_user_timeout": "15000",
}
"""What an address does not say itself. A server that vanished is noticed within seconds, not hours."""

READING = {
    # The planner cannot know how rare a lexeme is (no statistics are kept of tsvectors): the index always helps.
    "enable_seqscan": "off",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "work_mem": "64MB",
    "statement_timeout": "10s",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "60s",
}
"""Settings of a session that reads."""


def conninfo_of(address: str) -> str:
    """The address of a database as libpq wants it; SQLAlchemy's "postgresql+driver://" is understood too.

    Raises ValueError where it is no address of a PostgreSQL.
    """
    scheme, separator, rest = address.partition("://")
    if separator:
        if scheme.split("+")[0] not in {"postgresql", "postgres"}:
            raise ValueError(f"not the address of a PostgreSQL: {scheme}://…")
        address = f"postgresql://{rest}"
    try:
        given = conninfo_to_dict(address)
    except psycopg.Error as error:
        raise ValueError("not the address of a PostgreSQL") from error
    if not given:
        raise ValueError("no address of a PostgreSQL")
    return make_conninfo(address, **{name: value for name, value in CONNECTION.items() if name not in given})


class Connections:
    """Connections to one database, for any number of threads, and for processes that are forked later."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._mutex = threading.Lock()
        self._idle: list[Connection] = []

    @contextlib.contextmanager
    def reading(self, fresh: bool = False) -> Iterator[Connection]:
        """A connection in a transaction that reads one state of the database. `fresh`: none that was used before.

        Raises psycopg.Error.
        """
        if fresh:
            self.close()
        connection = self._take() or self._open_for_reading()
        try:
            yield connection
            connection.rollback()  # nothing was written
        except BaseException:
            connection.close()
            raise
        self._give_back(connection)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """A new connection in a transaction, which is rolled back unless `commit` is called on it.

        Raises psycopg.Error.
        """
        with contextlib.closing(psycopg.connect(self._conninfo, client_encoding="UTF8")) as connection:
            yield connection

    def close(self) -> None:
        """Close all that are idle."""
        self._mind_fork()
        with self._mutex:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _open_for_reading(self) -> Connection:
        connection = psycopg.connect(self._conninfo, autocommit=True, client_encoding="UTF8")
        connection.execute(
            "SELECT set_config(name, value, false) FROM unnest(%s::text[], %s::text[]) AS one(name, value)",
            (list(READING), list(READING.values())),
        )
        connection.autocommit = False
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        return connection

    def _take(self) -> Connection | None:
        self._mind_fork()
        with self._mutex:
            return self._idle.pop() if self._idle else None

    def _give_back(self, connection: Connection) -> None:
        with self._mutex:
            if len(self._idle) < KEPT and not connection.closed:
                self._idle.append(connection)
                return
        connection.close()

    def _mind_fork(self) -> None:
        """In a forked child: leave the parent's connections alone (psycopg does not close those of another process)."""
        if self._process != os.getpid():
            self._begin()


def commit(connection: Connection) -> None:
    """Commit. Raises psycopg.Error; InFailedSqlTransaction where a statement had failed and the caller went on, which
    PostgreSQL itself would answer with a silent rollback."""
    if connection.info.transaction_status == psycopg.pq.TransactionStatus.INERROR:
        raise psycopg.errors.InFailedSqlTransaction("a part of the batch was not written")
    connection.commit()
