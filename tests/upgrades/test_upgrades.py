"""An installation of an earlier version is brought to this one with all that it holds.

`kept/VERSION.sql.xz` is what that version's own code made of its own content (`tools/keep_version.py`).
"""

from __future__ import annotations

import lzma
import sqlite3
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask

from portal import create_app
from portal.extensions import db
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.conftest import DISTRICT, A, Browser, settings_for
from tests.thorough import THOROUGH

KEPT = sorted((Path(__file__).parent / "kept").glob("*.sql.xz"))
VERSIONS = [path.name.removesuffix(".sql.xz") for path in KEPT]
TRIED = VERSIONS if THOROUGH else [VERSIONS[0], *VERSIONS[-2:]]
Table = dict[tuple[object, ...], dict[str, object]]
Upgraded = tuple[Flask, dict[str, Table], dict[str, tuple[str, ...]]]

WRITTEN_ANEW: dict[str, str] = {
    "alembic_version": "which migrations were done",
}
"""Tables whose rows an upgrade may change, and why."""
FILLED: set[tuple[str, str]] = set()
"""Columns that an upgrade fills or turns into another form."""


def _key(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """The primary key of a table, all of its columns where it has none."""
    told = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    return tuple(one[1] for one in sorted(told, key=lambda one: one[5]) if one[5]) or tuple(
        one[1] for one in told
    )


def _rows(connection: sqlite3.Connection, table: str, key: tuple[str, ...]) -> Table:
    """The rows of a table by this key."""
    read = connection.execute(f'SELECT * FROM "{table}"')
    names = [one[0] for one in read.description]
    rows = (dict(zip(names, values, strict=True)) for values in read)
    return {tuple(row[name] for name in key): row for row in rows}


def _tables(
    connection: sqlite3.Connection, keys: dict[str, tuple[str, ...]] | None = None
) -> dict[str, Table]:
    """The rows of all tables: by their own keys, or by those that they had before."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    held = [name for (name,) in names.fetchall() if keys is None or name in keys]
    return {name: _rows(connection, name, keys[name] if keys else _key(connection, name)) for name in held}


@pytest.fixture(params=TRIED)
def upgraded(request: pytest.FixtureRequest, tmp_path: Path) -> Upgraded:
    """An application on the upgraded database, and what the tables held before."""
    kept = next(path for path in KEPT if path.name.startswith(f"{request.param}."))
    instance = tmp_path / "instance"
    instance.mkdir()
    with sqlite3.connect(instance / "portal.db") as connection:
        connection.executescript(lzma.decompress(kept.read_bytes()).decode())
        before = _tables(connection)
        keys = {table: _key(connection, table) for table in before}
    connection.close()
    app = create_app(settings_for(instance, database_url=""))
    with app.app_context():
        flask_migrate.upgrade()
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
        db.engine.dispose()
    return app, before, keys


@pytest.mark.tcvn("7.1.5.2.b")
def test_nothing_is_lost_and_the_portals_answer(upgraded: Upgraded) -> None:
    app, before, keys = upgraded
    connection = sqlite3.connect(Path(app.instance_path) / "portal.db")
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    after = _tables(connection, keys)
    connection.close()
    assert sum(len(rows) for rows in before.values()) > 1_000  # an installation in use, not an empty one
    assert set(before) - set(after) == set()
    lost, changed = [], set()
    for table, rows in before.items():
        if table in WRITTEN_ANEW:
            continue
        for key, row in rows.items():
            now = after[table].get(key)
            if now is None:
                lost.append((table, key))
                continue
            changed |= {(table, name) for name, value in row.items() if name in now and now[name] != value}
    assert lost == []
    assert changed - FILLED == set()
    _answers(app)


def _answers(app: Flask) -> None:
    district, commune = Browser(app, DISTRICT), Browser(app, A)
    for path in ("/", "/tin-tuc", "/van-ban", "/thu-tuc", "/tim-kiem?q=bão", "/sitemap.xml"):
        for reader in (district, commune):
            assert reader.get(path, follow_redirects=True).status_code == 200, (reader.slug, path)
    assert "Tam Hải" in commune.get("/").text


def test_versions_that_are_kept_are_named_in_order() -> None:
    """The oldest and the newest are tried in every run, all of them in `make chaos`."""
    numbers = [[int(part) for part in one.split("-")[0].split(".")] for one in VERSIONS]
    assert len(numbers) >= 3
    assert numbers == sorted(numbers)
