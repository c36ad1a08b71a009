"""What the application asks of PostgreSQL, so that it promises the same as on SQLite with many servers at once.

**Writers take turns.** Verbs read before they write: the last entry of the audit trail, the next number of a register,
the balance of a drawer, a quota. On SQLite `BEGIN IMMEDIATE` lets one writer in at a time. Here a writing transaction
of one tenant begins with an advisory lock on that tenant, held until it ends: writers of one tenant take turns, writers
of different tenants go side by side. A system task may write in any tenant and waits for all of them; such tasks are
short, as SQLite wants them too. The lock comes before the first statement, and at READ COMMITTED each statement sees
what was committed before it: a writer reads what the one before it wrote. (At SERIALIZABLE no lock would be needed, but
each verb would have to be tried again, and some have put files away or asked a server by then.)

**Readers see one state.** What only reads runs at REPEATABLE READ: all of a page is of one moment, as on SQLite, and
nobody waits.

**The change log is in the order of commits**: a trigger of the table sees to that (migration 0042).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import psycopg
import psycopg.abc
from psycopg.adapt import Loader
from psycopg.pq import TransactionStatus
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import Connection, Engine, event

from portal.tenancy.scope import Scope, scope_or_none

LOCKS = 17_228
"""The first of the two numbers of our advisory locks, so that other programs in the same database take others."""
EVERYBODY = 0
"""The second number: writers of one tenant share this lock, a system task has it alone. Tenants' own are above 0."""
CHANGES = -1
"""The second number: whoever has written to the change log and not yet ended (the trigger in migration 0042)."""
LOCK_MS = 10_000
"""How long a statement waits for what another transaction holds, in milliseconds; as SQLite's busy_timeout."""
STATEMENT_MS = 60_000
"""How long a statement may take, in milliseconds: one that takes longer has lost its way, and its reader went home."""
_OF_TENANT = "SELECT pg_advisory_xact_lock_shared(%s, %s), pg_advisory_xact_lock(%s, %s)"
_OF_ALL = "SELECT pg_advisory_xact_lock(%s, %s)"
_SETTINGS = {
    "lock_timeout": f"{LOCK_MS}ms",
    "idle_in_transaction_session_timeout": "15min",  # a writer whose machine is gone lets go of its locks
    "timezone": "UTC",
    "statement_timeout": f"{STATEMENT_MS}ms",
    "jit": "off",  # our statements are short: compiling one takes longer than it
    "client_encoding": "UTF8",
}


class _WithoutNul(StrDumperUnknown):
    """Text with U+FFFD where it holds a NUL, which PostgreSQL refuses in texts: what is sent must not be an error
    of ours. It is not left out, since a text that was found harmless might not be without it."""

    def dump(self, obj: str) -> Any:
        """The text as PostgreSQL takes it."""
        return super().dump(obj.replace("\0", "\ufffd") if "\0" in obj else obj)


class _Whole(Loader):
    """A number of PostgreSQL's `numeric`. The sum of 64-bit columns is one; it is a whole number, as on SQLite."""

    def load(self, data: psycopg.abc.Buffer) -> int | Decimal:
        """The number; a Decimal where it has a fraction."""
        text = bytes(data).decode("ascii")
        return int(text) if text.lstrip("-").isdigit() else Decimal(text)


def install(engine: Engine) -> None:
    """Register what every connection and transaction begins with."""
    event.listen(engine, "connect", _connect)
    event.listen(
        engine, "begin", _begin, insert=True
    )  # how a transaction reads is settled before its first statement


def _connect(connection: psycopg.Connection[Any], _record: Any) -> None:
    """The session's settings. Raises RuntimeError for a database whose letters are not Unicode: it would not find
    "TIN CỦA" for who looks for "tin của"."""
    connection.adapters.register_dumper(str, _WithoutNul)
    connection.adapters.register_loader("numeric", _Whole)
    columns = ", ".join("set_config(%s, %s, false)" for _name in _SETTINGS)
    values = [part for setting in _SETTINGS.items() for part in setting]
    row = connection.execute(f"SELECT lower('Ủ') = 'ủ', {columns}", values).fetchone()
    connection.commit()
    if row is None or row[0] is not True:
        raise RuntimeError(
            "the database must be UTF8 with a locale of Unicode letters: "
            "CREATE DATABASE … ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
        )


def _begin(connection: Connection) -> None:
    scope = scope_or_none()
    reads = scope is not None and not scope.writes
    driver: Any = connection.connection.dbapi_connection
    if (
        driver.info.transaction_status == TransactionStatus.IDLE
        and "isolation_level" not in connection.get_execution_options()
    ):
        driver.isolation_level = (
            psycopg.IsolationLevel.REPEATABLE_READ if reads else psycopg.IsolationLevel.READ_COMMITTED
        )
    if scope is not None and scope.writes:
        lock(connection, scope)


def lock(connection: Connection, scope: Scope) -> None:
    """Wait until the writers before this one have ended; the lock ends with the transaction.

    Raises OperationalError after `LOCK_MS`.
    """
    if scope.own is None:
        connection.exec_driver_sql(_OF_ALL, (LOCKS, EVERYBODY))
    else:
        connection.exec_driver_sql(_OF_TENANT, (LOCKS, EVERYBODY, LOCKS, scope.own))
