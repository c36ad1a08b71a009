"""The role of the application stands below the policies, and a check says where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from portal.database import migrating, row_security
from portal.database.commands import database_cli
from portal.database.roles import NoRoles, faults_of, roles_of
from portal.extensions import db
from portal.tenancy import isolation
from tests.conftest import settings_for
from tests.database.conftest import APPLICATION, OWNER


@pytest.fixture()
def served(on_postgresql: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application and its context, its own guard of statements off."""
    monkeypatch.setitem(isolation.LAYERS, "sql", False)
    with on_postgresql.app_context():
        yield on_postgresql


def test_a_table_without_policies_is_seen_and_protected_by_the_next_migration(served: Flask) -> None:
    role = ["database", "check"]
    runner = served.test_cli_runner()
    assert runner.invoke(args=role).exit_code == 0
    owner = migrating.owner_engine().execution_options(migrating=True)
    with owner.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE news_item NO FORCE ROW LEVEL SECURITY")
    said = runner.invoke(args=role)
    assert said.exit_code == 1 and "bảng news_item chưa có chính sách" in said.output
    with owner.begin() as connection:
        assert row_security.protect(connection) == ["news_item"]
        assert row_security.protect(connection) == []
    assert runner.invoke(args=role).exit_code == 0


@pytest.mark.asvs("13.2.2")
@pytest.mark.tcvn("7.2.2.2.b")
def test_the_role_of_the_application_can_take_nothing_off(served: Flask) -> None:
    for statement in (
        "ALTER TABLE news_item DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenant_reads ON news_item",
        "TRUNCATE news_item",
        "CREATE TABLE mine (id int)",
        "UPDATE alembic_version SET version_num = '0001'",
        "SET row_security = off; SELECT * FROM news_item",
        f"SET ROLE {OWNER}",
        f"ALTER ROLE {APPLICATION} BYPASSRLS",
    ):
        with db.engine.connect() as connection, pytest.raises(DBAPIError):
            connection.exec_driver_sql(statement)


def test_a_role_that_stands_above_is_named(served: Flask) -> None:
    with db.engine.connect() as connection:
        assert faults_of(connection, APPLICATION) == []
        assert "superuser" in faults_of(connection, "test")[0]
        assert any("sở hữu" in one for one in faults_of(connection, OWNER))
        assert faults_of(connection, "ai-do") == ["chưa có vai trò ai-do"]


def test_the_statements_are_shown_for_who_administers_the_server(on_postgresql: Flask) -> None:
    said = on_postgresql.test_cli_runner().invoke(args=["database", "roles", "--sql"])
    assert said.exit_code == 0 and "NOBYPASSRLS" in said.output and "PASSWORD" not in said.output
    assert said.output.count(";\n") == said.output.count("\n")
    again = on_postgresql.test_cli_runner().invoke(args=["database", "roles"])
    assert again.exit_code == 0, "it may be repeated"
    assert {"roles", "check", "move", "digest", "open"} <= set(database_cli.commands)


@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        ("postgresql://a@h/d", "", "Cần cả"),
        ("sqlite:////x.db", "postgresql://b@h/d", "chỉ có ở PostgreSQL"),
        ("postgresql://a@h/d", "postgresql://a@h/d", "hai tên người dùng khác nhau"),
        ("postgresql:///d?host=/s", "postgresql://b@h/d", "hai tên người dùng khác nhau"),
        ("postgresql://a@h/d", "postgresql://b@h/e", "cùng một cơ sở dữ liệu"),
    ],
)
def test_settings_that_name_no_two_roles_are_refused(
    tmp_path: Path, ours: str, theirs: str, said: str
) -> None:
    with pytest.raises(NoRoles, match=said):
        roles_of(settings_for(tmp_path, database_url=ours, database_owner_url=theirs))
