"""How long a statement waits for another writer, where that is less than usual."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from portal.tenancy.sqlite import BUSY_MS


@contextmanager
def waiting_at_most(connection: Connection, milliseconds: int) -> Iterator[None]:
    """Within this, statements of a connection raise OperationalError when they waited so long for another writer."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            f"SET LOCAL lock_timeout = {int(milliseconds)}"
        )  # until the transaction ends
        yield
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={int(milliseconds)}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_MS}")
