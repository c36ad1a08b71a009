"""While machines are upgraded one after the other, code of before and of now work on one database."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import text

from portal import create_app, setup
from portal.config import Settings
from portal.database import counting, rolling, schema
from portal.database.rolling import NewerSchema, Standing, standing, survived_since
from portal.extensions import db
from portal.news.models import NewsItem
from portal.tenancy.scope import all_tenants
from tests.conftest import ROOT, settings_for
from tests.upgrades.schemas import Column, Schema, Table, missed, read

MIGRATIONS = sorted(path.stem for path in (ROOT / "portal/migrations/versions").glob("[0-9]*.py"))
OLD_FLOWS = (
    "tests/news", "tests/voice", "tests/content", "tests/jobs", "tests/legal", "tests/accounts", "tests/payments",
    "tests/dossiers/applying",
    "tests/dossiers/counter", "--deselect=tests/jobs/test_tables.py::test_models_and_migrations_agree",
)  # fmt: skip
"""Of the earlier code's own tests: publishing, reading, signing in, what citizens send, jobs, money; not whether its
models are all that the schema has."""


def _schema() -> Schema:
    with db.engine.connect().execution_options(migrating=True) as connection:
        return read(connection)


@pytest.mark.database
def test_code_of_the_version_before_finds_all_it_knows_in_the_schema_of_today(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path / "instance"))
    (tmp_path / "instance").mkdir(exist_ok=True)
    with app.app_context():
        head = schema.head()
        assert head is not None
        flask_migrate.upgrade(revision=survived_since(head))
        before = _schema()
        flask_migrate.upgrade()
        now = _schema()
        db.engine.dispose()
    assert len(before) > 100
    assert set(missed(before, now)) <= SURVIVED.keys(), (
        "Code that knows no later schema than "
        + survived_since(head)
        + " goes on beside this one: add instead of "
        "taking away, or name the migration NNNN_since_MMMM (portal/database/rolling.py)."
    )


SURVIVED = {
    "change_log.id: trước có giá trị mặc định": "0042: a trigger numbers the rows of whoever writes them",
}
"""What looks as if old code would miss it and does not, and why."""
COLUMN = Column("VARCHAR", 40, nullable=False, has_default=False)
OLD: Schema = {
    "t": Table({"a": COLUMN, "b": replace(COLUMN, nullable=True)}, frozenset({"khóa chính ['a']"}))
}


def _with(**columns: Column) -> Schema:
    return {"t": replace(OLD["t"], columns=OLD["t"].columns | columns)}


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ({}, "t: bỏ bảng"),
        ({"t": replace(OLD["t"], columns={"a": COLUMN})}, "t.b: bỏ cột"),
        (_with(c=COLUMN), "t.c: cột mới phải điền"),
        (_with(b=COLUMN), "t.b: trước được để trống"),
        (_with(a=replace(COLUMN, length=20)), "t.a: VARCHAR(40) thành VARCHAR(20)"),
        (_with(a=replace(COLUMN, kind="INTEGER", length=None)), "t.a: VARCHAR(40) thành INTEGER(None)"),
        ({"t": replace(OLD["t"], refused=OLD["t"].refused | {"duy nhất ['b']"})}, "t: duy nhất ['b']"),
    ],
)
def test_what_old_code_would_miss_is_seen(new: Schema, told: str) -> None:
    assert missed(OLD, new) == [told]


@pytest.mark.parametrize(
    "new",
    [
        OLD,
        OLD | {"u": Table({"a": COLUMN})},
        _with(c=replace(COLUMN, nullable=True)),
        _with(c=replace(COLUMN, has_default=True)),
        _with(a=replace(COLUMN, length=None)),
        _with(a=replace(COLUMN, nullable=True)),
        {"t": replace(OLD["t"], refused=frozenset())},
    ],
)
def test_what_is_added_or_made_wider_is_survived(new: Schema) -> None:
    assert missed(OLD, new) == []


def test_each_migration_tells_no_less_than_the_one_before() -> None:
    names = [
        name[: 4 + len("_since_0000")] if name[4:].startswith("_since_") else name[:4] for name in MIGRATIONS
    ]
    floors = [survived_since(name) for name in names]
    assert floors == sorted(floors)


@pytest.mark.parametrize(
    ("present", "head", "stands"),
    [
        (None, "0046", Standing.BEHIND),
        ("0001", "0046", Standing.BEHIND),
        ("0046", "0046", Standing.EQUAL),
        ("0047", "0046", Standing.AHEAD),
        ("0052_since_0046", "0046", Standing.AHEAD),
        ("0052_since_0048", "0052_since_0048", Standing.EQUAL),
        ("0052_since_0048", "0060_since_0050", Standing.BEHIND),
    ],
)
def test_where_a_schema_stands(present: str | None, head: str, stands: Standing) -> None:
    assert standing(present, head) is stands


@pytest.mark.parametrize("present", ["0052_since_0047", "abcdef", "0052_since_", ""])
def test_a_schema_that_went_on_without_this_code_is_refused(present: str) -> None:
    with pytest.raises(NewerSchema):
        standing(present, "0046")


def _at(app: Flask, revision: str) -> None:
    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :now"), {"now": revision})
        db.engine.dispose()


def test_a_machine_of_before_starts_again_and_leaves_content_alone(app: Flask, instance: Path) -> None:
    _at(app, "9999")
    (instance / "prepared.json").unlink(missing_ok=True)
    prepared = _prepare(app, instance)
    assert len(prepared.portals) == 18
    with app.app_context(), all_tenants("đếm"):
        assert db.session.query(NewsItem).count() == 0


def test_a_start_after_an_upgrade_that_died_at_its_end_keeps_counts_again(app: Flask, instance: Path) -> None:
    with app.app_context():
        with db.engine.connect().execution_options(migrating=True) as connection, connection.begin():
            counting.take_off(connection)
        db.engine.dispose()
    _prepare(app, instance)
    with app.app_context():
        with all_tenants("đếm"):
            connection = db.session.connection()
            assert counting.are_on(connection)
            assert counting.differences(connection) == []
        db.engine.dispose()


def test_a_machine_that_the_schema_left_behind_says_what_to_do(app: Flask, instance: Path) -> None:
    _at(app, "9999_since_9998")
    with pytest.raises(NewerSchema, match="cài phần mềm mới"):
        _prepare(app, instance)


def _prepare(app: Flask, instance: Path) -> setup.Prepared:
    """Prepare the installation of an application, as a server does."""
    settings = app.config["PORTAL"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Settings, "from_environment", lambda: settings)
        return setup.prepare()


def test_of_two_machines_one_prepares_and_the_other_waits(app: Flask, instance: Path) -> None:
    inside, waits, leave = threading.Event(), threading.Event(), threading.Event()
    order: list[str] = []

    def first() -> None:
        with app.app_context(), rolling.alone(db.engine, instance, waits.set):
            inside.set()
            leave.wait(30)
            order.append("first")

    def second() -> None:
        with app.app_context(), rolling.alone(db.engine, instance, waits.set):
            order.append("second")

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert inside.wait(30)
    threads[1].start()
    assert waits.wait(30)
    leave.set()
    for one in threads:
        one.join(30)
    assert order == ["first", "second"]


@pytest.mark.chaos
def test_code_of_the_version_before_passes_its_own_tests_on_the_schema_of_today() -> None:
    with_git = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, check=False)
    if with_git.returncode:
        pytest.skip("no history of the project here")
    head = MIGRATIONS[-1][:4]
    command = [sys.executable, "tools/old_code.py", rolling.FIRST_SURVIVED, "-q", *OLD_FLOWS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"on the schema of {head}:\n{done.stdout[-4000:]}{done.stderr[-2000:]}"
