"""The layer of PostgreSQL that keeps tenants apart: row level security on every tenant-owned table.

Each transaction says at its beginning for whom it is (`set_config(…, true)`: until it ends, never longer), read from
the scope in force; a transaction that says nothing reads and writes nothing. The policies hold for the owner of the
tables too (FORCE), and fall for superusers and roles that bypass them alone: the application signs in as neither
(`roles.py`).

`app.tenants`  whose rows: numbers with commas, or `*` for all (aggregate scopes, system tasks, migrations)
`app.parents`  whose shared rows may be read besides
`app.writes`   `on` where rows may be written
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, Engine, event, inspect

from portal.extensions import Base
from portal.on_use import on_use
from portal.tenancy.isolation import owned_tables
from portal.tenancy.owned import TenantShared
from portal.tenancy.scope import Scope, scope_or_none

if TYPE_CHECKING:
    from psycopg.pq import TransactionStatus
else:
    TransactionStatus = on_use("psycopg.pq", "TransactionStatus")


class Told(NamedTuple):
    """What a transaction tells the database of itself: the three settings."""

    tenants: str = ""
    parents: str = ""
    writes: str = ""


NOTHING = Told()
_EVERYTHING = Told("*", "", "on")
_KEY = "row_security"
_TELL = (
    "SELECT set_config('app.tenants', %s, true), set_config('app.parents', %s, true), "
    "set_config('app.writes', %s, true)"
)
# Each in a SELECT of its own: asked once per statement, not once per row.
_ALL = "(SELECT current_setting('app.tenants', true)) = '*'"
_AMONG = "tenant_id = ANY ((SELECT string_to_array(nullif(current_setting('{}', true), '*'), ','))::int[])"
_THEIRS = f"({_ALL} OR {_AMONG.format('app.tenants')})"
_WRITTEN = f"((SELECT current_setting('app.writes', true)) = 'on' AND {_THEIRS})"
_SHARED = f"({_THEIRS} OR (shared AND {_AMONG.format('app.parents')}))"
_POLICIES = {
    "tenant_reads": "FOR SELECT USING {reads}",
    "tenant_adds": "FOR INSERT WITH CHECK {written}",
    "tenant_changes": "FOR UPDATE USING {written} WITH CHECK {written}",
    "tenant_removes": "FOR DELETE USING {written}",
}
_STANDING = """
SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
AND relrowsecurity AND relforcerowsecurity
AND (SELECT count(*) FROM pg_policy WHERE polrelid = pg_class.oid AND polname = ANY (%s)) = %s
"""
_FIXED = """
SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f' AND NOT condeferrable
AND connamespace = current_schema()::regnamespace
"""


def told_of(scope: Scope | None) -> Told:
    """What a transaction in this scope tells the database."""
    if scope is None:
        return NOTHING
    writes = "on" if scope.kind in {"editing", "system"} else ""
    if scope.crosses_tenants:
        return Told("*", "", writes)
    own = "" if scope.own is None else str(scope.own)
    return Told(own, ",".join(map(str, scope.parents)), writes)


def install(engine: Engine) -> None:
    """Let every transaction of an engine tell for whom it is; nothing to be done where it is not PostgreSQL."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "before_cursor_execute", _tell)


def _tell(
    connection: Connection, _cursor: Any, statement: str, _parameters: Any, _context: Any, _many: bool
) -> None:
    """Before each statement: the settings, where the transaction is new or the scope another one (`narrowed`)."""
    if statement == _TELL:  # ours, from below
        return
    if statement.startswith("ROLLBACK TO"):
        connection.info[_KEY] = None  # what was said since the savepoint is unsaid with it
        return
    driver: Any = connection.connection.dbapi_connection
    if driver.info.transaction_status == TransactionStatus.IDLE:
        connection.info[_KEY] = NOTHING  # a new transaction: what the one before said ended with it
    wanted = _EVERYTHING if connection.get_execution_options().get("migrating") else told_of(scope_or_none())
    if connection.info.get(_KEY) == wanted:
        return
    connection.info[_KEY] = None  # until it is said
    connection.exec_driver_sql(_TELL, tuple(wanted))
    connection.info[_KEY] = wanted


def shared_tables() -> frozenset[str]:
    """Names of the tables whose rows a portal may share with those below it."""
    return frozenset(
        mapper.local_table.name  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, TenantShared)
    )


def protect(connection: Connection) -> list[str]:
    """Put the policies on every tenant-owned table that is there and has them not yet; the names of those tables.

    Called within the transaction of each migration, so that no table stands without them for a moment. References
    between rows become deferrable with it, which only an owner may do and merging portals needs.
    """
    if connection.dialect.name != "postgresql":
        return []
    there = set(inspect(connection).get_table_names())
    standing = set(connection.exec_driver_sql(_STANDING, (list(_POLICIES), len(_POLICIES))).scalars())
    bare = sorted((owned_tables() & there) - standing)
    for name in bare:
        _put_on(connection, name, shared=name in shared_tables())
    quote = connection.dialect.identifier_preparer.quote
    owned = {quote(name) for name in owned_tables()}
    for table, constraint in connection.exec_driver_sql(_FIXED).all():
        if table in owned:
            connection.exec_driver_sql(f"ALTER TABLE {table} ALTER CONSTRAINT {quote(constraint)} DEFERRABLE")
    return bare


def _put_on(connection: Connection, name: str, *, shared: bool) -> None:
    table = connection.dialect.identifier_preparer.quote(name)
    for policy, rule in _POLICIES.items():
        connection.exec_driver_sql(f"DROP POLICY IF EXISTS {policy} ON {table}")
        told = rule.format(reads=_SHARED if shared else _THEIRS, written=_WRITTEN)
        connection.exec_driver_sql(f"CREATE POLICY {policy} ON {table} {told}")
    connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")


def take_off(connection: Connection) -> None:
    """Take the policies off every table (a downgrade below the version that brought them)."""
    if connection.dialect.name != "postgresql":
        return
    for name in sorted(owned_tables() & set(inspect(connection).get_table_names())):
        table = connection.dialect.identifier_preparer.quote(name)
        connection.exec_driver_sql(
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY"
        )
        for policy in _POLICIES:
            connection.exec_driver_sql(f"DROP POLICY IF EXISTS {policy} ON {table}")
