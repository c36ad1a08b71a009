"""From SQLite to PostgreSQL and back: all of it with equal digests, or nothing, however it ends."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, delete, insert, text
from sqlalchemy.exc import DBAPIError

from portal import create_app
from portal.accounts.models import User
from portal.content.commands import load_all
from portal.database import moving, schema
from portal.database.digest import table_digests
from portal.database.rows import stored_tables
from portal.extensions import db
from portal.news.models import NewsItem
from portal.publishing.models import Change
from portal.tenancy.scope import all_tenants, system_task
from tests.conftest import DISTRICT, ROOT, A, B, Browser, settings_for
from tests.databases import only_sqlite
from tests.factories import Factory

Make = Callable[[], str]


@pytest.fixture()
def filled(app: Flask, factory: Factory, signed_in: Callable[..., Browser]) -> Flask:
    """An installation with things of several rooms, people, sessions, files and a log of changes."""
    factory.news(A, title="Tin của Tam Hải: “ngoặc”, ừ, 😀")
    factory.news(B, title="Tin của Tam Trà")
    factory.legal(DISTRICT, title="Quyết định chung", shared=True)
    factory.page(A, title="Giới thiệu")
    factory.procedure(DISTRICT)
    signed_in(A, "author").get("/quan-tri/")
    return app


def _digests(engine: Engine) -> dict[str, object]:
    with all_tenants("so"), engine.connect() as connection:
        return dict(table_digests(connection))


def _is_empty(engine: Engine) -> bool:
    return all(one.rows == 0 for one in _digests(engine).values())  # type: ignore[attr-defined]


def _silent(_name: str, _done: int, _total: int) -> None: ...


def test_an_installation_goes_to_postgresql_and_back(
    filled: Flask, tmp_path: Path, bare: Make, sqlite_file: Make
) -> None:
    address, home = bare(), sqlite_file()
    before = filled.test_cli_runner().invoke(args=["database", "digest"])
    assert before.exit_code == 0, before.output
    said = filled.test_cli_runner().invoke(args=["database", "move", "--to", address])
    assert said.exit_code == 0, said.output
    there = create_app(settings_for(Path(filled.config["PORTAL"].instance), database_url=address))
    after = there.test_cli_runner().invoke(args=["database", "digest"])
    assert after.output == before.output and before.output.count("\n") == len(stored_tables()) + 1
    assert before.output.split()[-4:-3] != ["0"]
    assert "Tin của Tam Hải: “ngoặc”, ừ, 😀" in Browser(there, A).get("/tin-tuc/").text

    Factory(there).news(A, title="Viết ở PostgreSQL")
    said = there.test_cli_runner().invoke(args=["database", "move", "--to", home])
    assert said.exit_code == 0, said.output
    again = create_app(settings_for(Path(filled.config["PORTAL"].instance), database_url=home))
    shown = Browser(again, A).get("/tin-tuc/").text
    assert "Viết ở PostgreSQL" in shown and "😀" in shown
    Factory(again).news(A, title="Viết lại ở SQLite")
    for one in (there, again):
        with one.app_context():
            db.engine.dispose()


def test_what_was_moved_away_takes_no_word_more(filled: Flask, migrated: Make) -> None:
    with filled.app_context():
        target = schema.engine_for(migrated())
        open_before = db.engine.connect()  # a process that was not started again
        open_before.rollback()
        moving.move(db.engine, target, _silent)
        with system_task("thử"), pytest.raises(DBAPIError, match="đã chuyển sang postgresql"):
            db.session.execute(insert(Change).values(_a_change()))
        open_before.close()
        with pytest.raises(moving.CannotMove, match="đã được chuyển đi"):
            moving.move(db.engine, target, _silent)
        target.dispose()
    assert "Tin của Tam Hải" in Browser(filled, A).get("/tin-tuc/").text, "it can be read still"
    refused = Browser(filled, A).sign_in("author@tam-hai.example")
    assert refused.status_code == 503 and "thử lại sau ít phút" in refused.text
    said = filled.test_cli_runner().invoke(args=["database", "open"])
    assert said.exit_code == 0 and "Đã mở" in said.output
    Factory(filled).news(A, title="Viết sau khi quay về")


def _a_change() -> dict[str, object]:
    return {"of_tenant_id": 1, "kind": "news", "object_id": 1}


@pytest.mark.chaos
def test_postgresql_that_was_moved_away_takes_no_word_more(
    filled: Flask, migrated: Make, sqlite_file: Make
) -> None:
    address = migrated()
    with filled.app_context():
        target, home = schema.engine_for(address), schema.engine_for(sqlite_file())
        schema.build(home)
        moving.move(db.engine, target, _silent)
        moving.move(target, home, _silent)
        with (
            psycopg.connect(address) as connection,
            pytest.raises(psycopg.Error, match="đã chuyển sang sqlite"),
        ):
            connection.execute('DELETE FROM "user"')
        target.dispose()
        home.dispose()


@only_sqlite(reason="about moving away from SQLite's file")
def test_nobody_writes_while_it_is_moved_and_everybody_reads(filled: Flask, migrated: Make) -> None:
    tried: list[str] = []
    path = Path(filled.config["PORTAL"].instance) / "portal.db"

    def try_to_write(name: str, done: int, _total: int) -> None:
        if name != "news_item" or done < 0 or tried:
            return
        with sqlite3.connect(path, timeout=0) as other:
            assert other.execute("SELECT count(*) FROM news_item").fetchone() == (2,)
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("UPDATE news_item SET title = 'khác'")
        tried.append(name)

    with filled.app_context():
        target = schema.engine_for(migrated())
        moving.move(db.engine, target, try_to_write)
        target.dispose()
    assert tried


@pytest.mark.chaos
def test_whoever_writes_just_now_is_waited_for_and_then_told(
    filled: Flask, migrated: Make, sqlite_file: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "WAIT_FOR_WRITERS", 50)
    address = migrated()
    with filled.app_context():
        source, home = schema.engine_for(address), schema.engine_for(sqlite_file())
        schema.build(home)
        moving.move(db.engine, source, _silent)
        with psycopg.connect(address) as writer:
            writer.execute("UPDATE tenant SET telephone = '1'")
            with pytest.raises(moving.CannotMove, match="đang ghi"):
                moving.move(source, home, _silent)
            writer.rollback()
        assert _is_empty(home)
        moving.move(source, home, _silent)
        assert _digests(home) == _digests(source)
        source.dispose()
        home.dispose()


@pytest.mark.parametrize(
    "at",
    ["copying", *(pytest.param(one, marks=pytest.mark.chaos) for one in ("comparing", "before closing"))],
)
def test_killed_on_the_way_it_is_begun_again(filled: Flask, migrated: Make, at: str) -> None:
    address = migrated()

    def kill(name: str, done: int, _total: int) -> None:
        if name == "news_item" and ((at == "copying" and done > 0) or (at == "comparing" and done < 0)):
            os.kill(os.getpid(), signal.SIGKILL)

    with filled.app_context():
        db.engine.dispose()
        child = os.fork()
        if child == 0:
            try:
                if at == "before closing":
                    moving.retiring.retire = lambda *_given: os.kill(os.getpid(), signal.SIGKILL)
                moving.move(db.engine, schema.engine_for(address), kill)
            finally:
                os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        target = schema.engine_for(address)
        before = _digests(db.engine)
        assert _is_empty(target) or (at == "before closing" and _digests(target) == before)
        made = moving.move(db.engine, target, _silent)
        assert made.digests == before == _digests(target)
        target.dispose()


def test_a_target_that_holds_something_is_left_alone(app: Flask, migrated: Make) -> None:
    address = migrated()
    with psycopg.connect(address) as connection:
        connection.execute(
            "INSERT INTO change_log (of_tenant_id, kind, object_id, at) VALUES (1, 'x', 1, now())"
        )
    said = app.test_cli_runner().invoke(args=["database", "move", "--to", address])
    assert said.exit_code == 1 and "đã có dữ liệu (change_log)" in said.output, said.output
    Factory(app).news(A, title="Nguồn vẫn mở")


def test_another_version_of_the_schema_is_refused(app: Flask, migrated: Make) -> None:
    address = migrated()
    with psycopg.connect(address) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    said = app.test_cli_runner().invoke(args=["database", "move", "--to", address])
    assert said.exit_code == 1 and "đích 0001" in said.output, said.output


@pytest.mark.parametrize("address", ["mysql://a/b", "sqlite://", "x", "postgresql://127.0.0.1:1/nowhere"])
def test_addresses_that_lead_nowhere_are_refused(app: Flask, address: str) -> None:
    said = app.test_cli_runner().invoke(args=["database", "move", "--to", address])
    assert said.exit_code == 1 and "Chưa có gì được chuyển" in said.output, said.output


@only_sqlite(reason="about moving away from SQLite's file")
def test_values_that_postgresql_cannot_hold_are_named_before_anything_is_moved(
    filled: Flask, migrated: Make
) -> None:
    with sqlite3.connect(Path(filled.config["PORTAL"].instance) / "portal.db") as source:
        source.execute("UPDATE tenant SET telephone = ? WHERE slug = ?", ("9" * 41, A))
        source.execute("UPDATE news_item SET title = ?", ("Tin\x00",))
    address = migrated()
    said = filled.test_cli_runner().invoke(args=["database", "move", "--to", address])
    assert said.exit_code == 1
    assert "cột telephone: dài 41 ký tự, nhiều nhất 40" in said.output
    assert "cột title: có ký tự rỗng" in said.output and "3 giá trị không chuyển được" in said.output
    with filled.app_context():
        target = schema.engine_for(address)
        assert _is_empty(target)
        target.dispose()


@only_sqlite(reason="about moving away from SQLite's file")
def test_rows_that_name_what_is_not_there_are_refused(filled: Flask, migrated: Make) -> None:
    with sqlite3.connect(Path(filled.config["PORTAL"].instance) / "portal.db") as source:
        source.execute("UPDATE news_item SET section_id = 5")
    said = filled.test_cli_runner().invoke(args=["database", "move", "--to", migrated()])
    assert said.exit_code == 1 and "fk_news_item" in said.output, said.output


def _logged(connection: Connection) -> int:
    made = connection.execute(insert(Change).values(_a_change()))
    return int(made.inserted_primary_key[0])


def test_numbers_go_on_after_the_highest_that_ever_was(
    filled: Flask, migrated: Make, sqlite_file: Make
) -> None:
    """Of the log of changes the last rows may be gone already."""
    with filled.app_context(), system_task("thử"):
        target, home = schema.engine_for(migrated()), schema.engine_for(sqlite_file())
        schema.build(home)
        with db.engine.begin() as connection:
            last = _logged(connection)
            connection.execute(delete(Change))
        moving.move(db.engine, target, _silent)
        with target.begin() as connection:
            highest = connection.scalar(text('SELECT max(id) FROM "user"'))
            assert _logged(connection) == last + 1
            made = connection.execute(
                insert(User).values(email="moi@nuithanh.example", name="Mới", password_hash="x")
            )
            assert made.inserted_primary_key[0] > highest
            connection.execute(delete(Change))
        moving.move(target, home, _silent)
        with home.begin() as connection:
            assert _logged(connection) == last + 2
        target.dispose()
        home.dispose()


@pytest.mark.chaos
def test_references_and_triggers_stand_again_afterwards(filled: Flask, migrated: Make) -> None:
    references = "SELECT conname, convalidated, pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1, 3"
    triggers = "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
    with filled.app_context():
        target = schema.engine_for(migrated())
        with target.connect() as connection:
            before = [connection.execute(text(asked)).all() for asked in (references, triggers)]
        moving.move(db.engine, target, _silent)
        with target.connect() as connection:
            assert [connection.execute(text(asked)).all() for asked in (references, triggers)] == before
        assert len(before[0]) > 300 and before[1]
        target.dispose()


@pytest.mark.chaos
def test_the_whole_content_goes_both_ways(app: Flask, migrated: Make, sqlite_file: Make) -> None:
    with app.app_context():
        load_all(ROOT / "content")
        with all_tenants("đếm"):
            assert db.session.query(NewsItem).count() > 50
        target, home = schema.engine_for(migrated()), schema.engine_for(sqlite_file())
        schema.build(home)
        there = moving.move(db.engine, target, _silent)
        back = moving.move(target, home, _silent)
        assert there.digests == back.digests == _digests(home) and there.rows > 5_000
        target.dispose()
        home.dispose()
