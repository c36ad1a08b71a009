"""Everything of one database into another, empty one: all of it, with equal digests, or nothing.

The source is held so that nobody writes into it (who reads goes on), the target is written in one transaction.
References of the target are taken off before and put back after, by the words of its own catalogue, as an ordinary
owner may do: putting them back checks all rows at once. What was killed on the way left nothing; it is begun again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, func, insert, inspect, select
from sqlalchemy.exc import DBAPIError

from portal.database import counting, references, retiring, schema
from portal.database.digest import RunningDigest, TableDigest, digest_of_table, table_digests
from portal.database.rows import Fault, StoredTable, faults_of, read, stored_tables
from portal.extensions import Base
from portal.tenancy.scope import system_task

Told = Callable[[str, int, int], None]
"""Hears of each step: what is done with which table, how many rows of how many (-1: not known yet)."""
WAIT_FOR_WRITERS = 10_000  # milliseconds
FAULTS_TOLD = 20


class CannotMove(RuntimeError):
    """Nothing was moved; the message says why, in Vietnamese."""

    def __init__(self, why: str, faults: list[Fault] | None = None) -> None:
        super().__init__(why)
        self.faults = faults or []


@dataclass
class Moved:
    """What was moved: the digest of each table, and tables of the source that are none of the application's."""

    digests: dict[str, TableDigest] = field(default_factory=dict)
    foreign: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(one.rows for one in self.digests.values())


def move(source: Engine, target: Engine, told: Told, *, retire: bool = True) -> Moved:
    """Copy everything from `source` into `target`, compare digests, and let nobody write into the source afterwards
    (unless `retire` is off).

    Both must be migrated to the schema of this code, and the target must hold no rows. Raises CannotMove, after which
    the target is as it was and the source is open.
    """
    with system_task("chuyển cơ sở dữ liệu"), _held(source) as old, _writing(target) as new:
        _check_schemas(old, new)
        made = Moved(foreign=_foreign(old))
        if not _is_done(old, new, made):
            _copy_all(old, new, told, made)
            _compare_all(new, told, made)
            # The target first: a death between the two commits leaves the same twice, and whoever begins again
            # only closes the source. The other order could leave no database that takes a word.
            new.commit()
        if retire:
            retiring.retire(old, str(target.url.render_as_string(hide_password=True)))
            old.commit()
    return made


@contextmanager
def _held(engine: Engine) -> Iterator[Connection]:
    """A connection that reads while nobody writes: SQLite's write lock, or a lock on every table of PostgreSQL."""
    with engine.connect().execution_options(migrating=True) as connection:
        try:
            connection.begin()  # SQLite: BEGIN IMMEDIATE, as the scope of this task writes
            if connection.dialect.name == "postgresql":
                _take_time(connection)
                names = ", ".join(_quoted(connection, one.name) for one in stored_tables())
                connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE MODE")
        except DBAPIError as error:
            raise CannotMove(
                f"Không giữ được cơ sở dữ liệu nguồn để đọc, có nơi đang ghi: {error.orig}"
            ) from error
        yield connection


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    """A connection in one transaction with the references of the tables taken off; rolled back unless committed."""
    with engine.connect().execution_options(migrating=True) as connection:
        if connection.dialect.name == "sqlite":
            # Outside of a transaction, as it is without effect in one.
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        try:
            connection.begin()
            if connection.dialect.name == "postgresql":
                _take_time(connection)
            yield connection
        except DBAPIError as error:
            raise CannotMove(f"Cơ sở dữ liệu đích từ chối: {error.orig}") from error
        finally:
            connection.rollback()
            connection.invalidate()  # with its pragma


def _take_time(connection: Connection) -> None:
    """Locks are waited for a moment only; reading a large table may take its time."""
    for setting in (
        f"lock_timeout = {WAIT_FOR_WRITERS}",
        "statement_timeout = 0",
        "idle_in_transaction_session_timeout = 0",
    ):
        connection.exec_driver_sql(f"SET LOCAL {setting}")


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)


def _check_schemas(old: Connection, new: Connection) -> None:
    """Raise CannotMove unless both have the tables of this code, at one version."""
    wanted = schema.head()
    versions = [schema.version_of(one) for one in (old, new)]
    if any(one != wanted for one in versions):
        raise CannotMove(
            f"Phiên bản cấu trúc không khớp: phần mềm {wanted}, nguồn {versions[0] or 'chưa có'}, "
            f"đích {versions[1] or 'chưa có'}. Chạy flask db upgrade rồi làm lại."
        )
    known = {one.name for one in stored_tables()}
    for connection, which in ((old, "nguồn"), (new, "đích")):
        missing = known - set(inspect(connection).get_table_names())
        if missing:
            raise CannotMove(f"Cơ sở dữ liệu {which} thiếu bảng {', '.join(sorted(missing))}.")
    if retiring.is_retired(old):
        raise CannotMove("Cơ sở dữ liệu nguồn đã được chuyển đi; mở lại bằng flask database open nếu cần.")


def _foreign(old: Connection) -> list[str]:
    """Tables of the source that are none of the application's: they are not moved, and named."""
    known = {one.name for one in stored_tables()} | {"alembic_version"}
    return sorted(set(inspect(old).get_table_names()) - known)


def _copy_all(old: Connection, new: Connection, told: Told, made: Moved) -> None:
    put_back = references.taken_off(new)
    counting.take_off(new)  # what they count comes along as it is
    faults: list[Fault] = []
    for one in stored_tables():
        made.digests[one.name] = _copy(old, new, one, told, faults)
    if faults:
        more = f" (và {len(faults) - FAULTS_TOLD} chỗ khác)" if len(faults) > FAULTS_TOLD else ""
        raise CannotMove(
            f"{len(faults)} giá trị không chuyển được{more}; sửa ở nguồn rồi làm lại.", faults[:FAULTS_TOLD]
        )
    try:
        references.put_back(new, put_back)
    except references.BrokenReference as error:
        raise CannotMove(f"Nguồn có dòng trỏ tới dòng không tồn tại: {error}") from error
    counting.put_on(new)
    references.follow_numbers(new, references.next_numbers(old))


def _is_done(old: Connection, new: Connection, made: Moved) -> bool:
    """Whether the target holds the very same already (a move that died before its last step); False where it is
    empty. Raises CannotMove where it holds anything else."""
    filled = [one.name for one in stored_tables() if new.scalar(select(1).select_from(one.table).limit(1))]
    if not filled:
        return False
    made.digests = table_digests(old)
    if table_digests(new) == made.digests:
        return True
    named = ", ".join(filled[:5]) + (" …" if len(filled) > 5 else "")
    raise CannotMove(f"Cơ sở dữ liệu đích đã có dữ liệu ({named}); chỉ chuyển vào nơi còn trống.")


def _copy(old: Connection, new: Connection, one: StoredTable, told: Told, faults: list[Fault]) -> TableDigest:
    """Copy one table; its digest. Once something does not fit, rows are only looked at."""
    total = old.scalar(select(func.count()).select_from(one.table)) or 0
    digest, done = RunningDigest(), 0
    told(one.name, 0, total)
    try:
        for batch in read(old, one):
            for row in batch:
                digest.add(one, row)
                faults += faults_of(one, row)
            if not faults:
                new.execute(insert(one.table), [dict(zip(one.names, row, strict=True)) for row in batch])
            done += len(batch)
            told(one.name, done, total)
    except ValueError as error:  # the driver could not read a date
        raise CannotMove(f"Bảng {one.name} của nguồn có giá trị không đọc được: {error}") from error
    return digest.value


def _compare_all(new: Connection, told: Told, made: Moved) -> None:
    """Read the target back. Raises CannotMove where a table is not what the source held."""
    for name, held in made.digests.items():
        told(name, -1, held.rows)
        found = digest_of_table(new, Base.metadata.tables[name])
        if found != held:
            raise CannotMove(
                f"Bảng {name} ở đích không giống nguồn: {found.rows} dòng {found.sha256[:16]}…, "
                f"nguồn {held.rows} dòng {held.sha256[:16]}…"
            )
