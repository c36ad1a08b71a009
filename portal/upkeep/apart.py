"""Beside an installation on PostgreSQL: a schema of the same database in which a backup is loaded and looked at.

Nothing of it is seen by who serves the portals, whose tables lie in `public`. A drill throws it away; a restore lets
its tables and those in `public` change places in one transaction, and what stood there is kept in another schema. One
at a time works in it, also where several machines reach the database; what a killed one left is dropped by the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

from portal.clock import utc_now
from portal.config import APPLICATION_NAME, Settings
from portal.database import roles
from portal.upkeep import dumps
from portal.upkeep.dumps import PUBLIC
from portal.upkeep.faults import RestoreRefused

POSTGRESQL = "postgresql"
RESTORING, DRILLING, BEFORE = "cong_lang_restoring", "cong_lang_drill", "cong_lang_before_"
"""Names of schemas: of a restore, of a drill, and the beginning of those with what stood before."""
PATIENCE = 10_000  # milliseconds that the exchange waits for who reads or writes just now
_LOCKS = {RESTORING: 7_316_001, DRILLING: 7_316_002}
_NOT_OF_AN_EXTENSION = (
    "NOT EXISTS (SELECT 1 FROM pg_depend WHERE classid = '{}'::regclass AND objid = {} AND deptype = 'e')"
)
_TABLES = f"""
SELECT oid::regclass::text FROM pg_class WHERE relnamespace = to_regnamespace(%s) AND relkind IN ('r','p','f','v','m')
AND {_NOT_OF_AN_EXTENSION.format("pg_class", "oid")} ORDER BY 1
"""
_SEQUENCES = f"""
SELECT oid::regclass::text FROM pg_class WHERE relnamespace = to_regnamespace(%s) AND relkind = 'S'
AND {_NOT_OF_AN_EXTENSION.format("pg_class", "oid")} AND NOT EXISTS (SELECT 1 FROM pg_depend
WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype IN ('a','i')) ORDER BY 1
"""
_ROUTINES = f"""
SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = to_regnamespace(%s)
AND {_NOT_OF_AN_EXTENSION.format("pg_proc", "oid")} ORDER BY 1
"""
_TYPES = f"""
SELECT oid::regtype::text FROM pg_type WHERE typnamespace = to_regnamespace(%s) AND typtype IN ('e','d','r')
AND {_NOT_OF_AN_EXTENSION.format("pg_type", "oid")} ORDER BY 1
"""
_MOVED = (("TABLE", _TABLES), ("SEQUENCE", _SEQUENCES), ("ROUTINE", _ROUTINES), ("TYPE", _TYPES))
"""What changes places, in this order; indexes, triggers and numbers of tables go along with them."""
_AT_WORK = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s"
)


@dataclass(frozen=True)
class Apart:
    """A schema beside the installation's, and the address of the role that owns the tables."""

    owner: URL
    schema: str

    @property
    def address(self) -> str:
        """The address of an installation whose tables lie in this schema, and which sees no others."""
        before = self.owner.query.get("options", "")
        options = (
            f"{before if isinstance(before, str) else ' '.join(before)} -csearch_path={self.schema}".strip()
        )
        return self.owner.update_query_dict({"options": options}).render_as_string(hide_password=False)

    def load(self, dump: Path) -> None:
        """Load a dump into it. Raises RestoreRefused, SnapshotFailed; the schema is not there then."""
        dumps.load(dump, self.owner, self.schema)
        with _owning(self.owner) as connection:
            # The planner knows nothing yet; whoever reads next would walk through everything.
            names = connection.exec_driver_sql(_TABLES, (self.schema,)).scalars().all()
            if names:
                connection.exec_driver_sql(f"ANALYZE {', '.join(names)}")

    def exchange(self, settings: Settings) -> str:
        """Let its tables take the place of those in `public`: the name of the schema in which the latter are kept, ""
        where there were none. Raises RestoreRefused; nothing changed then."""
        with _owning(self.owner) as connection:
            stood = _holds_anything(connection, PUBLIC)
            if stood:
                _refuse_at_work(connection)
            kept = f"{BEFORE}{utc_now():%Y%m%d_%H%M%S}" if stood else ""
            if kept:
                connection.exec_driver_sql(f"CREATE SCHEMA {kept}")
                _move(connection, PUBLIC, kept)
            _move(connection, self.schema, PUBLIC)
            if (
                settings.database_owner_url
            ):  # rights are no part of a backup: another machine may have other roles
                roles.give(connection, roles.roles_of(settings))
        return kept

    def exchange_back(self, kept: str) -> None:
        """Undo `exchange`."""
        with _owning(self.owner) as connection:
            _move(connection, PUBLIC, self.schema)
            if kept:
                _move(connection, kept, PUBLIC)
                connection.exec_driver_sql(f"DROP SCHEMA {kept}")


@contextmanager
def reserved(settings: Settings, schema: str) -> Iterator[Apart | None]:
    """The schema, not there yet and nobody else's until the end, when it is dropped; None where the installation is
    not on PostgreSQL. Raises RestoreRefused."""
    url = make_url(settings.sqlalchemy_url)
    if url.get_backend_name() != POSTGRESQL:
        yield None
        return
    place = Apart(_owner(settings), schema)
    with _alone(place):
        _drop(place)
        try:
            yield place
        finally:
            _drop(place)


@contextmanager
def _alone(place: Apart) -> Iterator[None]:
    """Hold the name of the schema for as long as this connection lives. Raises RestoreRefused where it is held."""
    with _refusing():
        holding = _engine(place.owner).connect()
    try:
        with _refusing():
            got = holding.exec_driver_sql("SELECT pg_try_advisory_lock(%s)", (_LOCKS[place.schema],)).scalar()
            holding.commit()
        if not got:
            raise RestoreRefused("Một lần khôi phục khác đang chạy trên cơ sở dữ liệu này; hãy chờ nó xong.")
        yield
    finally:
        holding.close()


def tables_at(settings: Settings) -> int:
    """How many tables stand where these settings point; 0 where that is not PostgreSQL. Raises RestoreRefused."""
    if make_url(settings.sqlalchemy_url).get_backend_name() != POSTGRESQL:
        return 0
    with _owning(_owner(settings)) as connection:
        return len(connection.exec_driver_sql(_TABLES, (PUBLIC,)).all())


def refuse_at_work(settings: Settings) -> None:
    """Raise RestoreRefused where a process of the portals is connected to the database."""
    with _owning(_owner(settings)) as connection:
        _refuse_at_work(connection)


def _refuse_at_work(connection: Connection) -> None:
    count = connection.exec_driver_sql(_AT_WORK, (APPLICATION_NAME,)).scalar_one()
    if count:
        raise RestoreRefused(
            f"Còn {count} kết nối của cổng tới cơ sở dữ liệu. Dừng mọi tiến trình của cổng trên mọi máy rồi chạy lại."
        )


def _owner(settings: Settings) -> URL:
    given = settings.database_owner_url or settings.sqlalchemy_url
    return make_url(given).set(drivername="postgresql+psycopg")


def _engine(url: URL) -> Any:
    return create_engine(url, hide_parameters=True, poolclass=NullPool)


@contextmanager
def _owning(url: URL) -> Iterator[Connection]:
    """One transaction of the role that owns the tables."""
    with _refusing(), _engine(url).begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {PATIENCE}")
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        yield connection


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise RestoreRefused(f"Cơ sở dữ liệu từ chối: {str(error.orig).strip()}") from error


def _holds_anything(connection: Connection, schema: str) -> bool:
    return any(connection.exec_driver_sql(listed, (schema,)).first() for _kind, listed in _MOVED)


def _move(connection: Connection, source: str, target: str) -> None:
    for kind, listed in _MOVED:
        for name in connection.exec_driver_sql(listed, (source,)).scalars().all():
            connection.exec_driver_sql(f"ALTER {kind} {name} SET SCHEMA {target}")


def _drop(place: Apart) -> None:
    with _owning(place.owner) as connection:
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {place.schema} CASCADE")
