"""The database as it was at one moment, while others go on writing.

SQLite writes a compact copy of one reading transaction (VACUUM INTO), beside which readers and writers go on.
PostgreSQL exports the snapshot of a transaction that repeats its reads: pg_dump and all that is counted here see it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, event, select

from portal.clock import utc_now
from portal.database.digest import TableDigest
from portal.exchange.carrying import store as packages
from portal.exchange.carrying.models import ExchangeArrival, ExchangePackage
from portal.extensions import db
from portal.media.held import hashes_in, holders
from portal.papers import store as papers
from portal.papers.models import Paper
from portal.papers.places import is_path
from portal.tenancy.scope import all_tenants
from portal.upkeep.dumps import dump, rows_in
from portal.upkeep.faults import SnapshotFailed

_BATCH = 1000


@dataclass(frozen=True)
class Snapshot:
    """A copy of the database in `file`, and a connection that reads the same moment."""

    file: Path
    dialect: str
    made_at: datetime
    connection: Connection

    @property
    def schema(self) -> str:
        """The revision of the migrations; "" where there is none."""
        return MigrationContext.configure(self.connection).get_current_revision() or ""

    def faults(self) -> list[str]:
        """What the database itself finds wrong with what was copied."""
        if self.dialect != "sqlite":
            return []  # pg_dump reads every row of every table and fails where one cannot be read: see `refuse_partial`
        asked = self.connection.exec_driver_sql
        told = [str(one) for (one,) in asked("PRAGMA integrity_check(20)")]
        faults = [] if told == ["ok"] else [f"cơ sở dữ liệu hỏng: {one}" for one in told]
        broken = asked("PRAGMA foreign_key_check").fetchmany(20)
        return faults + [f"tham chiếu hỏng: bảng {one[0]} tới bảng {one[2]}" for one in broken]

    def refuse_partial(self, digests: Mapping[str, TableDigest]) -> None:
        """Raise SnapshotFailed unless the copy holds as many rows of each table as were read beside it: policies of
        rows that hid some from pg_dump would otherwise show on the day of the restore."""
        if self.dialect == "sqlite":
            return  # the digests are read from the copy itself
        held = rows_in(self.file)
        short = [name for name, one in digests.items() if held.get(name, 0) != one.rows]
        if short:
            named = ", ".join(f"{one} {held.get(one, 0)}/{digests[one].rows} dòng" for one in short[:5])
            raise SnapshotFailed(
                f"Bản chép thiếu dữ liệu của {len(short)} bảng ({named}). Đừng sao lưu qua bộ gộp kết nối bỏ tham số "
                "options; hãy đặt PORTAL_DATABASE_URL nối thẳng tới PostgreSQL."
            )

    def named_bytes(self) -> set[str]:
        """The SHA-256 of everything in the store of files that a row names."""
        found: set[str] = set()
        for model, names in holders():
            columns = [model.__mapper__.column_attrs[one].columns[0] for one in names]
            for values in self._stream(select(*columns)):
                found.update(hashes_in(list(values)))
        return found

    def named_files(self) -> set[str]:
        """The paths below the instance folder of sealed files that a row names."""
        return {
            f"{folder}/{path}"
            for folder, column in sealed_file_columns()
            for (path,) in self._stream(select(column).where(column.is_not(None)))
            if path
        }

    def _stream(self, statement: Any) -> Any:
        return self.connection.execute(statement.execution_options(yield_per=_BATCH))


def sealed_file_columns() -> list[tuple[str, Any]]:
    """Folders below the instance folder with sealed files, and the columns that name what lies in them."""
    of_packages = SEALED_FOLDERS[1]
    return [
        (papers.FOLDER, Paper.__table__.c.path),
        (of_packages, ExchangePackage.__table__.c.path),
        (of_packages, ExchangeArrival.__table__.c.path),
    ]


SEALED_FOLDERS = (papers.FOLDER, f"{packages.FOLDER}/goi")


def is_sealed(path: str) -> bool:
    """Whether a path below the instance folder is that of a sealed file that a row may name."""
    return any(path.startswith(f"{one}/") and is_path(path.removeprefix(f"{one}/")) for one in SEALED_FOLDERS)


def split_sealed(path: str) -> tuple[str, str]:
    """(folder, path within it) of a sealed file. Raises ValueError for another path."""
    for one in SEALED_FOLDERS:
        if path.startswith(f"{one}/"):
            return one, path.removeprefix(f"{one}/")
    raise ValueError(path)


@contextmanager
def snapshot(folder: Path) -> Iterator[Snapshot]:
    """Copy the application's database into a folder and read along. Needs an application context, no scope. Raises
    SnapshotFailed."""
    dialect = db.engine.dialect.name
    if dialect == "sqlite":
        with _of_sqlite(folder) as made:
            yield made
    elif dialect == "postgresql":
        with _of_postgresql(folder) as made:
            yield made
    else:
        raise SnapshotFailed(f"Chưa sao lưu được cơ sở dữ liệu loại {dialect}.")


@contextmanager
def _of_sqlite(folder: Path) -> Iterator[Snapshot]:
    target, made_at = folder / "portal.db", utc_now()
    target.unlink(missing_ok=True)
    try:
        source = sqlite3.connect(str(db.engine.url.database), timeout=60, isolation_level=None)
        try:
            source.execute("VACUUM INTO ?", (str(target),))
        finally:
            source.close()
    except sqlite3.Error as error:
        raise SnapshotFailed(f"Không chép được cơ sở dữ liệu: {error}.") from error
    target.chmod(0o600)
    with reading_file(target) as connection:
        yield Snapshot(target, "sqlite", made_at, connection)


@contextmanager
def reading_file(file: Path) -> Iterator[Connection]:
    """Read a database file of SQLite that nobody writes to."""
    engine = create_engine(f"sqlite:///file:{file}?mode=ro&uri=true", hide_parameters=True)
    event.listen(engine, "connect", lambda made, _record: made.create_function("lower", 1, _lower))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


@contextmanager
def _of_postgresql(folder: Path) -> Iterator[Snapshot]:
    target = folder / "portal.pgdump"
    with all_tenants("sao lưu cơ sở dữ liệu"), db.engine.connect() as plain:
        connection = plain.execution_options(isolation_level="REPEATABLE READ")
        made_at = utc_now()
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.exec_driver_sql(f"SET LOCAL {limit} = 0")
        exported = str(connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one())
        dump(db.engine.url, exported, target)
        yield Snapshot(target, "postgresql", made_at, connection)
