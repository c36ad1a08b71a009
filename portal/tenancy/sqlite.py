"""What the application asks of SQLite: full durability, enforced references, one writer at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, event

from portal.tenancy.scope import scope_or_none

BUSY_MS = 10_000
"""How long a writer waits for the one before it, in milliseconds."""

PREPARED = "prepared.json"
"""The file beside the database that tells that its content was loaded once (portal.setup)."""


def install(engine: Engine) -> None:
    """Register what every connection and transaction begins with."""
    event.listen(engine, "do_connect", _open)
    event.listen(engine, "connect", _connect)
    event.listen(engine, "begin", _begin)


def _open(_dialect: Any, _record: Any, arguments: list[Any], named: dict[str, Any]) -> None:
    """Make no empty database in the place of one that is gone for a while: what is written into it would be lost, and
    the one that comes back would find a stranger's log beside it. A fresh installation has not been prepared yet."""
    path = Path(str(arguments[0])) if arguments else Path()
    if path.is_absolute() and (path.with_name(PREPARED)).exists():
        arguments[0] = f"file:{quote(str(path))}?mode=rw"
        named["uri"] = True


def _connect(connection: Any, _record: Any) -> None:
    """WAL, full durability, enforced references; transactions are begun by `_begin`."""
    connection.isolation_level = None
    # SQLite's own knows ASCII alone: whoever looks for "tin của" would not find "TIN CỦA".
    connection.create_function("lower", 1, _lower, deterministic=True)
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
        "cache_size=-16000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    if cursor.execute("PRAGMA foreign_keys").fetchone() != (1,):
        raise RuntimeError("SQLite was built without foreign keys; the tenants could not be kept apart")
    cursor.close()


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _begin(connection: Connection) -> None:
    scope = scope_or_none()
    connection.exec_driver_sql("BEGIN IMMEDIATE" if scope is not None and scope.writes else "BEGIN")
