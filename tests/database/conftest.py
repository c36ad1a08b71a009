"""Databases of a PostgreSQL server for the tests of this folder: each its own, made from one that was migrated once."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.database import migrating, schema
from portal.extensions import db, limiter
from portal.tenancy.directory import directory
from portal.tenancy.service import load_tenants
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests import postgres
from tests.conftest import ROOT, settings_for

OWNER, APPLICATION = "cong_lang_chu", "cong_lang"
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
    app = create_app(settings_for(tmp_path_factory.mktemp("template"), database_url=""))
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


@pytest.fixture(scope="session")
def template_of_portals(migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with the 18 tenants and the application's role; copied, never used itself."""
    name = make_database(migrated_template)
    app = create_app(served(tmp_path_factory.mktemp("portals"), name))
    with app.app_context():
        said = app.test_cli_runner().invoke(args=["database", "roles"])
        assert said.exit_code == 0, said.output
        load_tenants(ROOT / "content" / "tenants.toml")
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
        migrating.owner_engine().dispose()
    return name


def served(instance: Path, database: str, **more: Any) -> Settings:
    """Settings of an installation on a database of the tests' server, signed in as the application's role."""
    return settings_for(
        instance,
        database_url=_address(database, APPLICATION),
        database_owner_url=_address(database, OWNER),
        **more,
    )


@pytest.fixture()
def on_postgresql(template_of_portals: str, tmp_path: Path) -> Iterator[Flask]:
    """An application with 18 tenants on PostgreSQL, signed in as a role that neither owns nor bypasses."""
    app = create_app(served(tmp_path / "served", make_database(template_of_portals)))
    limiter.enabled = False
    with app.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
    yield app
    with app.app_context():
        db.engine.dispose()
        migrating.owner_engine().dispose()


@pytest.fixture()
def sqlite_file(tmp_path: Path) -> Callable[[], str]:
    """Names a file for a new database of SQLite: its address."""
    return lambda: f"sqlite:///{tmp_path / f'moved-{next(_numbers)}.db'}"
