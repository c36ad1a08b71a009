"""The two roles of PostgreSQL: the owner, who makes tables, and the application's, who can neither own nor bypass.

Row level security holds for whoever does not stand above it. Web workers, follower and worker sign in as the role of
`PORTAL_DATABASE_URL`; migrations and these grants are made by the role of `PORTAL_DATABASE_OWNER_URL`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, make_url

from portal.config import Settings
from portal.on_use import on_use
from portal.tenancy.isolation import owned_tables

if TYPE_CHECKING:
    from psycopg import sql
else:
    sql = on_use("psycopg.sql")


class NoRoles(ValueError):
    """The settings name no two roles of one database of PostgreSQL; the message is for people."""


@dataclass(frozen=True)
class Roles:
    """Both roles by name, their database, and whether the search index lies in it too."""

    owner: str
    application: str
    password: str
    database: str
    makes_index: bool


def roles_of(settings: Settings) -> Roles:
    """The roles that the settings name. Raises NoRoles."""
    if not settings.database_owner_url or not settings.database_url:
        raise NoRoles(
            "Cần cả PORTAL_DATABASE_URL (vai trò ứng dụng) và PORTAL_DATABASE_OWNER_URL (vai trò chủ)."
        )
    ours, theirs = make_url(settings.database_url), make_url(settings.database_owner_url)
    if any(not one.drivername.startswith("postgres") for one in (ours, theirs)):
        raise NoRoles("Vai trò chỉ có ở PostgreSQL; SQLite không cần bước này.")
    owner, application = user_of(theirs), user_of(ours)
    if not owner or not application or owner == application:
        raise NoRoles("Hai địa chỉ phải ghi hai tên người dùng khác nhau.")
    if ours.database != theirs.database or not ours.database:
        raise NoRoles("Hai địa chỉ phải cùng một cơ sở dữ liệu.")
    makes_index = settings.search_engine == "postgresql" and not settings.search_database
    return Roles(owner, application, ours.password or "", ours.database, makes_index)


def user_of(url: URL) -> str:
    """Who signs in by this address (also where it stands in the query, as with sockets)."""
    given = url.username or url.query.get("user", "")
    return given if isinstance(given, str) else given[0]


def statements(roles: Roles, *, is_there: bool, with_password: bool = True) -> list[str]:
    """What makes the application's role and gives it its rights, one statement each; every one may be repeated."""
    role = sql.Identifier(roles.application)
    limits = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS")
    if is_there:  # only a superuser may say the rest again
        limits = sql.SQL("LOGIN NOCREATEDB NOCREATEROLE")
    password = sql.SQL(" PASSWORD {}").format(sql.Literal(roles.password))
    verb = sql.SQL("ALTER ROLE {} {}" if is_there else "CREATE ROLE {} {}").format(role, limits)
    made: list[sql.Composable] = [verb + password if roles.password and with_password else verb]
    return [one.as_string(None) for one in made] + grants(roles)


def grants(roles: Roles) -> list[str]:
    """What gives the application's role its rights, one statement each; every one may be repeated."""
    role, database = sql.Identifier(roles.application), sql.Identifier(roles.database)
    rows, counters = sql.SQL("SELECT, INSERT, UPDATE, DELETE"), sql.SQL("USAGE, SELECT")
    made: list[sql.Composable] = [
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, role),
        sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC"),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role),
        sql.SQL("GRANT {} ON ALL TABLES IN SCHEMA public TO {}").format(rows, role),
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {}").format(role),
        sql.SQL("GRANT {} ON ALL SEQUENCES IN SCHEMA public TO {}").format(counters, role),
        sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {} ON TABLES TO {}").format(rows, role),
        sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {} ON SEQUENCES TO {}").format(
            counters, role
        ),
    ]
    if roles.makes_index:
        made.append(sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(database, role))
    return [one.as_string(None) for one in made]


_STANDING = "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = %s"
_OWNS = """
SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
AND pg_has_role(%s, relowner, 'MEMBER') ORDER BY 1
"""
_BARE = """
SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
AND relname = ANY (%s) AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY 1
"""


def make(connection: Connection, roles: Roles) -> None:
    """Make the application's role, or set it right; in the running transaction. Raises database errors where the role
    that is signed in may not."""
    is_there = connection.exec_driver_sql(_STANDING, (roles.application,)).first() is not None
    for statement in statements(roles, is_there=is_there):
        connection.exec_driver_sql(statement.replace("%", "%%"))


def give(connection: Connection, roles: Roles) -> None:
    """Give the application's role its rights on what stands in the database now, and make it where it is not there; in
    the running transaction. A role that is there stays as it is: the owner need not be one who makes roles."""
    if connection.exec_driver_sql(_STANDING, (roles.application,)).first() is None:
        make(connection, roles)
        return
    for statement in grants(roles):
        connection.exec_driver_sql(statement.replace("%", "%%"))


def faults_of(connection: Connection, role: str) -> list[str]:
    """Why tenants are not kept apart by the database where the application signs in as `role`, in Vietnamese; nothing
    where they are."""
    row = connection.exec_driver_sql(_STANDING, (role,)).first()
    if row is None:
        return [f"chưa có vai trò {role}"]
    faults = []
    if row.rolsuper:
        faults.append(f"{role} là superuser: mọi chính sách cách ly không có tác dụng")
    if row.rolbypassrls:
        faults.append(f"{role} có BYPASSRLS: mọi chính sách cách ly không có tác dụng")
    if row.rolcreaterole:
        faults.append(f"{role} tạo được vai trò khác")
    owned = connection.exec_driver_sql(_OWNS, (role,)).scalars().all()
    if owned and not row.rolsuper:
        faults.append(f"{role} sở hữu {len(owned)} bảng ({owned[0]} …) nên tự gỡ được chính sách")
    bare = connection.exec_driver_sql(_BARE, (sorted(owned_tables()),)).scalars().all()
    faults += [f"bảng {name} chưa có chính sách cách ly" for name in bare]
    return faults
