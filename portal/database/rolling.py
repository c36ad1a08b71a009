"""Machines of two versions on one database: an installation is upgraded one machine after the other, while it serves.

The first machine of the new version brings the schema up to date; the others go on with the code of before. So a
migration may add (tables, columns that may be empty or have a default, indices) and nothing that old code would miss.
What takes away comes a version later, when no code names it, and says so in its own name: revision `0052_since_0048`
is survived by code from 0048 on, and so is every later one, which carries the same ending. A database tells thereby
whether code that knows less than it may go on (`tests/upgrades/test_side_by_side.py` holds migrations to this).
"""

from __future__ import annotations

import enum
import fcntl
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy import Engine

from portal.tenancy.postgresql import LOCKS

FIRST_SURVIVED = "0041"
"""Code from this revision on goes on with every schema whose name tells no later one."""
PREPARING = -2
"""The second number of the advisory lock of whoever prepares an installation."""
LOCK_FILE = "preparing.lock"
_PAUSE = 0.5  # seconds between two looks whether the other has finished
_REVISION = re.compile(r"(?P<number>\d{4})(?:_since_(?P<floor>\d{4}))?")


class Standing(enum.Enum):
    """Where a database's schema stands, seen from this code."""

    BEHIND = "behind"
    EQUAL = "equal"
    AHEAD = "ahead"  # and this code survives it


class NewerSchema(RuntimeError):
    """The schema is one that this code does not survive; the message is for people."""


def number_of(revision: str) -> str:
    """The four digits of a revision. Raises ValueError for a name of another form."""
    return _parts(revision)[0]


def survived_since(revision: str) -> str:
    """The first revision whose code goes on with this one's schema. Raises ValueError as `number_of`."""
    return _parts(revision)[1] or FIRST_SURVIVED


def standing(present: str | None, head: str) -> Standing:
    """Where a database at `present` (None: without a schema) stands, for code whose newest migration is `head`.

    Raises NewerSchema where the database went on without this code.
    """
    if present == head:
        return Standing.EQUAL
    if present is None:
        return Standing.BEHIND
    try:
        ahead, oldest = number_of(present) > number_of(head), survived_since(present)
    except ValueError as error:
        raise NewerSchema(f"Không hiểu phiên bản của cơ sở dữ liệu: {present!r}.") from error
    if not ahead:
        return Standing.BEHIND
    if oldest > number_of(head):
        raise NewerSchema(
            f"Cơ sở dữ liệu đã được nâng lên phiên bản {number_of(present)}, phần mềm của máy này ({number_of(head)}) "
            "không còn chạy được với nó. Hãy cài phần mềm mới trên máy này rồi khởi động lại."
        )
    return Standing.AHEAD


@contextmanager
def alone(engine: Engine, instance: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Be the only one who prepares this database: of all machines on PostgreSQL, of this folder on SQLite.

    Waits as long as another one does, after calling `waiting` once. A killed one holds nobody up.
    """
    holding = _of_machines(engine) if engine.dialect.name == "postgresql" else _of_folder(instance)
    with holding as taken:
        if not taken():
            waiting()
            while not taken():
                time.sleep(_PAUSE)
        yield


@contextmanager
def _of_machines(engine: Engine) -> Iterator[Callable[[], bool]]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        given = (LOCKS, PREPARING)

        def taken() -> bool:
            return bool(connection.exec_driver_sql("SELECT pg_try_advisory_lock(%s, %s)", given).scalar())

        try:
            yield taken
        finally:
            connection.invalidate()  # the lock goes with the connection, whatever state it is in


@contextmanager
def _of_folder(folder: Path) -> Iterator[Callable[[], bool]]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK_FILE).open("ab") as file:
        yield lambda: _flocked(file)


def _flocked(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _parts(revision: str) -> tuple[str, str | None]:
    found = _REVISION.fullmatch(revision)
    if found is None:
        raise ValueError(f"no name of a revision: {revision!r}")
    return found["number"], found["floor"]
