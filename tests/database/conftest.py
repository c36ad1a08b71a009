"""Databases of a PostgreSQL server for the tests of this folder: each its own, made from one that was migrated once."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from portal import create_app
from portal.database import schema
from tests import postgres
from tests.conftest import settings_for

OWNER = "cong_lang_chu"
_numbers = itertools.count(1)


def _address(database: str, user: str) -> str:
    return f"postgresql:///{database}?host={postgres.cluster().folder}&user={user}"


def make_database(template: str = "template0") -> str:
    """An own database on the tests' server, of an owner who is no superuser: its name."""
    name = f"db_{next(_numbers)}"
    with psycopg.connect(postgres.cluster().address, autocommit=True) as connection:
        connection.execute(
            f"DO $$ BEGIN CREATE ROLE {OWNER} LOGIN CREATEROLE NOSUPERUSER NOBYPASSRLS; "
            "EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
        connection.execute(
            f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template} ENCODING 'UTF8' "
            "LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
        )
    return name


@pytest.fixture(scope="session")
def migrated_template(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with all tables and no rows; copied, never used itself."""
    name = make_database()
    app = create_app(settings_for(tmp_path_factory.mktemp("template")))
    with app.app_context():
        engine = schema.engine_for(_address(name, OWNER))
        schema.build(engine)
        engine.dispose()
    return name


@pytest.fixture()
def migrated(migrated_template: str) -> Callable[[], str]:
    """Makes an empty, migrated database of PostgreSQL; answers its owner's address."""
    return lambda: _address(make_database(migrated_template), OWNER)


@pytest.fixture()
def bare() -> Callable[[], str]:
    """Makes a database of PostgreSQL without any table; answers its owner's address."""
    return lambda: _address(make_database(), OWNER)


@pytest.fixture()
def sqlite_file(tmp_path: Path) -> Callable[[], str]:
    """Names a file for a new database of SQLite: its address."""
    return lambda: f"sqlite:///{tmp_path / f'moved-{next(_numbers)}.db'}"
