"""`flask check` finds each kind of damage, and nothing where there is none."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal import create_app
from portal.clock import today
from portal.database.digest import table_digests
from portal.extensions import db
from portal.ioc.warehouse.filling import fill as fill_warehouse
from portal.media.service import file_store
from portal.news.models import NewsItem
from portal.publishing.trail import keep_heads
from portal.sealing.keyring import keyring
from portal.search.indexing import engine, rebuild
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants
from portal.upkeep import running
from portal.upkeep.checking import FAULT, NOTICE, Check, Checked, Finding, Look, add_check
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.conftest import B, rest, settings_for
from tests.databases import ON_POSTGRESQL, connect, forget
from tests.exchange.registers.world import Office as RecordsOffice
from tests.factories import Factory
from tests.payments.making import asked, at_desk
from tests.thorough import some
from tests.upkeep.things import fill

Plant = Callable[["World"], None]


class World:
    """A sound installation, and how somebody damages it past the program."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.settings = app.config["PORTAL"]
        self.instance: Path = self.settings.instance_path

    def sql(self, *statements: str) -> None:
        """Change rows as nobody may: references are not enforced."""
        db.session.remove()
        _past_everybody(self.instance, *statements)

    def value(self, statement: str) -> object:
        """The first value that a statement gives."""
        (found, *_rest) = _past_everybody(self.instance, statement)
        return found

    def checked(self, *only: str, deep: bool = True) -> Checked:
        """What all checks find."""
        return running.run_checks(lambda _what, _done, _total: None, deep=deep, only=only)

    def keys(self, weight: str = FAULT, unable: frozenset[str] = frozenset()) -> set[str]:
        """The checks that found something of this weight; `unable` are those that could not look."""
        checked = self.checked()
        assert set(checked.unable) == unable, checked.unable
        return {one.check for one in checked.findings if one.weight == weight}


def _past_everybody(instance: Path, *statements: str) -> tuple[object, ...]:
    """Run statements beside the application, with no reference enforced; the first row that the last one gives."""
    connection: Any
    if ON_POSTGRESQL:
        connection = connect(instance)
        connection.execute("SET session_replication_role = replica")
    else:
        connection = sqlite3.connect(instance / "portal.db", isolation_level=None)
    with closing(connection):
        for one in statements:
            told = connection.execute(one)
        return tuple(told.fetchone() or ()) if told.description else ()


@pytest.fixture(scope="module")
def sound(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with something of everything; never used itself, only copied."""
    folder = tmp_path_factory.mktemp("sound") / "instance"
    shutil.copytree(blank_instance, folder)
    app = create_app(settings_for(folder))
    with app.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
        fill(app)
        office = RecordsOffice(app)
        with office.working():
            for _turn in range(3):
                office.accepted()
                office.issued()
        with at_desk(app, "counter_clerk") as actor:
            asked(actor)
        fill_warehouse()
        keep_heads(folder, today())
        rebuild()
        db.session.remove()
        # Nothing is so young that it may wait.
        _past_everybody(folder, "UPDATE change_log SET at = '2026-01-01 00:00:00'")
        rest(db.engine)
    return folder


@pytest.fixture()
def world(sound: Path, tmp_path: Path) -> Iterator[World]:
    """A copy of it, within its application's context."""
    shutil.copytree(sound, tmp_path / "instance")
    app = create_app(settings_for(tmp_path / "instance"))
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        yield World(app)
        db.session.remove()
        db.engine.dispose()
    forget(tmp_path / "instance")


def _digests() -> object:
    with all_tenants("so"):
        return table_digests(db.session.connection())


def test_a_sound_installation_is_clean_and_stays_as_it_is(world: World) -> None:
    before = _digests()
    checked = world.checked()
    assert (checked.findings, checked.unable, checked.exit_status) == ([], {}, 0)
    assert checked.done == [one.key for one in running.checks()]
    assert _digests() == before
    Factory(world.app).news(B)
    assert world.checked("search").findings == []  # what changed within the last minute is the follower's


def _sha(world: World) -> str:
    return str(world.value("SELECT sha256 FROM media_file WHERE kind = 'text'"))


def _lost_file(world: World) -> None:
    file_store().path(_sha(world)).unlink()


def _changed_file(world: World) -> None:
    path = file_store().path(_sha(world))
    path.write_bytes(b"x" * path.stat().st_size)


def _published_past_everybody(world: World) -> None:
    columns = [one.name for one in NewsItem.__table__.columns]
    taken = ", ".join(
        {"id": "7", "slug": "'lau'", "publish_at": "'2026-01-01 00:00:00'"}.get(one, one) for one in columns
    )
    world.sql(f"INSERT INTO news_item ({', '.join(columns)}) SELECT {taken} FROM news_item LIMIT 1")


def _orphan(world: World) -> None:
    stored = file_store().put(BytesIO(b"left over"))
    old = time.time() - 4 * 24 * 3600
    os.utime(file_store().path(stored.sha256), (old, old))


def _paper(world: World) -> Path:
    return world.instance / "giay-to" / str(world.value("SELECT path FROM paper"))


def _broken_paper(world: World) -> None:
    path = _paper(world)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def _strange_reference(world: World) -> None:
    other = world.value("SELECT id FROM media_file ORDER BY tenant_id DESC, id LIMIT 1")
    world.sql(
        f"UPDATE media_use SET media_id = {other} WHERE tenant_id = (SELECT min(tenant_id) FROM media_use)"
    )


def _damaged_page(world: World) -> None:
    """An index of the database that lacks a row."""
    db.engine.dispose()
    if ON_POSTGRESQL:
        world.sql("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_news_item_state'::regclass")
        return
    world.sql(
        "PRAGMA writable_schema = ON",
        "CREATE INDEX hong ON tenant (name)",
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'CREATE INDEX hong ON tenant (slug)' WHERE name = 'hong'",
    )


PLANTS: dict[str, tuple[Plant, set[str]]] = {
    "a page of the database": (_damaged_page, {"database.integrity"}),
    "a reference to nothing": (
        lambda world: world.sql(
            "UPDATE media_use SET media_id = 1 WHERE id = (SELECT max(id) FROM media_use)"
        ),
        {"database.references"},
    ),
    "a reference into another portal": (_strange_reference, {"database.tenants"}),
    "an older schema": (
        lambda world: world.sql("UPDATE alembic_version SET version_num = '0001'"),
        {"database.schema"},
    ),
    "an audit entry changed": (
        lambda world: world.sql("UPDATE audit_entry SET by_name = 'ai khác' WHERE number = 2"),
        {"trail.chain"},
    ),
    "the end of an audit trail cut off": (
        lambda world: world.sql(
            "DELETE FROM audit_entry WHERE (tenant_id, number) IN (SELECT tenant_id, max(number) FROM audit_entry "
            "WHERE kind = 'paper' GROUP BY tenant_id)"
        ),
        {"trail.chain"},
    ),
    "a file gone": (_lost_file, {"published.files"}),
    "a file changed": (_changed_file, {"published.files"}),
    "published without an act": (
        _published_past_everybody,
        {"published.audit", "search.entries", "warehouse"},
    ),
    "a document changed past everybody": (
        lambda world: world.sql("UPDATE legal_document SET title = 'Về việc khác'"),
        {"proofs"},
    ),
    "a file that nothing names": (_orphan, {"files.orphans"}),
    "a paper gone": (lambda world: _paper(world).unlink(), {"papers.files"}),
    "a paper changed": (_broken_paper, {"papers.files"}),
    "a sealed value changed": (
        lambda world: world.sql(
            "UPDATE paper SET name = "
            + (
                r"substr(name, 1, length(name) - 1) || '\x00'::bytea"
                if ON_POSTGRESQL
                else "CAST(substr(name, 1, length(name) - 1) || x'00' AS BLOB)"
            )
        ),
        {"sealing.values"},
    ),
    "a demand paid past the books": (
        lambda world: world.sql("UPDATE payment_demand SET state = 'paid'"),
        {"money"},
    ),
    "a gap in a register": (
        lambda world: world.sql("UPDATE incoming_document SET number = 9 WHERE number = 2"),
        {"numbers.registers"},
    ),
    "a number that nobody gave": (
        lambda world: world.sql("UPDATE register_counter SET last = 2 WHERE register = 'out'"),
        {"numbers.registers"},
    ),
    "a key for everybody": (
        lambda world: world.settings.sealing_keys_path.chmod(0o644),
        {"secrets.mode"},
    ),
    "an entry of the index gone": (
        lambda world: _without_entry(),
        {"search.entries"},
    ),
    "an entry of the index too many": (
        lambda world: world.sql(
            "UPDATE news_item SET status = 'draft' WHERE id = (SELECT min(id) FROM news_item WHERE id > 7)"
        ),
        {"search.entries", "warehouse"},
    ),
    "nobody follows": (
        lambda world: world.sql(
            "INSERT INTO change_log (id, of_tenant_id, kind, object_id, at) "
            "SELECT max(id) + 1, 1, 'news', 1, '2026-01-01 00:00:00' FROM change_log"
        ),
        {"search.behind"},
    ),
    "a count changed": (
        lambda world: world.sql("UPDATE kept_count SET n = n + 1 WHERE kind = 'news'"),
        {"database.counts"},
    ),
    "a figure changed": (
        lambda world: world.sql("UPDATE daily_fact SET value = value + 1"),
        {"warehouse"},
    ),
}


BLOCKED = {"a sealed value changed": frozenset({"papers"})}
"""Checks that cannot look any more for a damage, and say so."""
APART = {"a page of the database", "a sealed value changed", "a paper gone", "a file gone"}
"""The first keep others from looking; the others are of the same file as another one."""


def _without_entry() -> None:
    engine().delete([min(engine().all_keys())])


@pytest.mark.thorough
@pytest.mark.parametrize("name", some(list(PLANTS), 7, 3))
@pytest.mark.tcvn("7.2.4.1.a", "7.2.4.1.b")
def test_each_damage_is_found_and_it_alone(world: World, name: str) -> None:
    plant, expected = PLANTS[name]
    plant(world)
    assert world.keys(unable=BLOCKED.get(name, frozenset())) == expected


def test_all_damages_at_once_are_all_found(world: World) -> None:
    """None hides another: what one of them alone does is in the test above."""
    together = [name for name in PLANTS if name not in APART]
    for name in together:
        PLANTS[name][0](world)
    assert world.keys(unable=frozenset()) == set().union(*(PLANTS[name][1] for name in together))


def test_what_can_be_made_again_is_a_notice(world: World) -> None:
    rendition = re.search(
        r"[0-9a-f]{64}", str(world.value("SELECT renditions FROM media_file WHERE kind = 'picture'"))
    )
    assert rendition is not None
    file_store().path(rendition[0]).unlink()
    assert world.keys() == set() and world.keys(NOTICE) == {"published.files"}


def test_lost_keys_are_told_and_no_new_ones_made(world: World) -> None:
    path = world.settings.sealing_keys_path
    path.rename(path.with_name("aside"))
    keyring().reread()
    checked = world.checked("sealing")
    assert [one.check for one in checked.findings] == ["sealing.keys"] and not path.exists()


def test_other_packages_add_checks_and_a_broken_one_stops_nobody(world: World) -> None:
    def breaks(_look: Look) -> Iterator[Finding]:
        raise OSError("đĩa không đọc được")
        yield

    add_check(world.app, Check("thu", "Thử", breaks))
    with pytest.raises(ValueError):
        add_check(world.app, Check("thu", "Thử", breaks))
    checked = world.checked()
    assert checked.findings == [] and list(checked.unable) == ["thu"] and checked.exit_status == 2


def test_the_command_says_what_to_do_and_machines_read_it(world: World) -> None:
    runner = world.app.test_cli_runner()
    sound = runner.invoke(args=["check"])
    assert sound.exit_code == 0 and "không có lỗi" in sound.output
    _lost_file(world)
    told = runner.invoke(args=["check"])
    assert told.exit_code == 1 and "LỖI [published.files]" in told.output and "→" in told.output
    said = json.loads(runner.invoke(args=["check", "--json", "--only", "published"]).output)
    assert said["status"] == 1 and [one["check"] for one in said["findings"]] == ["published.files"]
    assert said["checked"] == ["published.files", "published.audit"]
    assert runner.invoke(args=["check", "--only", "không có"]).exit_code == 2


def test_what_is_no_database_cannot_be_checked(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    forget(app.config["PORTAL"].instance_path)
    for path in app.config["PORTAL"].instance_path.glob("portal.db*"):
        path.write_bytes(b"no database at all" * 1000)
    assert app.test_cli_runner().invoke(args=["check"]).exit_code == 2
