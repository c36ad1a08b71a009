"""The index is right in the end: followed by real processes, killed at any point, twice at once, on several servers."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from portal import create_app
from portal.clock import utc_now
from portal.extensions import db
from portal.news import queries
from portal.news.models import NewsItem
from portal.publishing import service as publishing
from portal.publishing.models import Change
from portal.search import indexing
from portal.search.indexing import (
    build_missing_index,
    catch_up,
    engine,
    keep_look,
    last_change,
    last_look,
    position,
    rebuild,
    state,
    step,
    want_rebuild,
)
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.conftest import ROOT, A, Browser, settings_for
from tests.databases import environment_of
from tests.factories import Factory

SOON = 180.0  # seconds; the promise is two, the machines of tests are slow and shared


@pytest.fixture(params=["whoosh", "tantivy"])
def app(request: pytest.FixtureRequest, instance: Path) -> Iterator[Flask]:
    """The usual application, with each of the engines that write files."""
    made = create_app(settings_for(instance, search_engine=request.param))
    with made.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
    yield made
    with made.app_context():
        engine().close()
        db.engine.dispose()


def engine_of(app: Flask) -> str:
    """The name of the engine."""
    return str(app.config["PORTAL"].search_engine)


@contextmanager
def follower(app: Flask) -> Iterator[subprocess.Popen[bytes]]:
    """A follower of its own process on this installation."""
    environment = {
        "PORTAL_SECRET_KEY": "test" * 8,
        "PORTAL_SEARCH_ENGINE": engine_of(app),
        "PATH": "/usr/bin:/bin",
    } | environment_of(app.config["PORTAL"].instance_path)
    process = subprocess.Popen([sys.executable, "-m", "portal.follower"], cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(60)


def found(app: Flask, text: str) -> list[str]:
    """Titles that a visitor of A finds."""
    return [one["title"] for one in Browser(app, A).get(f"/api/v1/search?q={text}").json["results"]]


def until(true: Callable[[], bool]) -> bool:
    """Wait for something that must come soon."""
    deadline = time.monotonic() + SOON
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def published_keys(app: Flask) -> set[str]:
    """What must be in the index."""
    with app.app_context():
        return set(engine().all_keys())


def withdraw(factory: Factory, number: int) -> None:
    """Take a news item of A off."""
    with factory.acting(A) as actor:
        item = queries.by_id(number)
        assert item is not None
        publishing.withdraw(item, actor)
        publishing.commit()


def test_what_is_published_is_found_and_what_is_withdrawn_is_gone(
    app: Flask, factory: Factory, instance: Path
) -> None:
    with app.app_context():
        rebuild()
    with follower(app):
        number, _slug = factory.news(A, title="Bến phà mới")
        assert until(lambda: found(app, "ben pha moi") == ["Bến phà mới"])
        key = f"news:{factory.tenant_id(A)}:{number}"
        assert key in published_keys(app)
        withdraw(factory, number)
        assert until(lambda: key not in published_keys(app))


def test_two_followers_at_once_do_not_hurt(app: Flask, factory: Factory, instance: Path) -> None:
    with app.app_context():
        rebuild()
    with follower(app), follower(app):
        numbers = [factory.news(A, title=f"Bản tin chung {one}")[0] for one in range(12)]
        for number in numbers[::2]:
            withdraw(factory, number)
        wanted = {f"news:{factory.tenant_id(A)}:{number}" for number in numbers[1::2]}
        assert until(lambda: published_keys(app) == wanted)
    with app.app_context():
        assert state()["problems"] == [] and state()["behind"] == 0


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.chaos) for seed in range(2, 9))])
def test_killed_at_any_point_it_goes_on_where_it_was(
    app: Flask, factory: Factory, instance: Path, seed: int
) -> None:
    with app.app_context():
        rebuild()
    chance, wanted, tenant = random.Random(seed), set(), factory.tenant_id(A)
    for _round in range(2):
        with follower(app) as process:
            for one in range(8):
                number, _slug = factory.news(A, title=f"Tin {seed} {one}")
                wanted.add(f"news:{tenant}:{number}")
                if one % 3 == 2:
                    withdraw(factory, number)
                    wanted.discard(f"news:{tenant}:{number}")
            time.sleep(1.2 + chance.random())  # in the middle of starting, reading or writing
            os.kill(process.pid, signal.SIGKILL)
            process.wait(10)
    with follower(app):
        assert until(lambda: published_keys(app) == wanted)
    with app.app_context():
        assert state()["problems"] == []


def test_several_servers_follow_the_log_into_an_index_of_their_own(
    app: Flask, factory: Factory, instance: Path, tmp_path: Path
) -> None:
    server = create_app(
        settings_for(
            tmp_path / "server",
            database_url=settings_for(instance).sqlalchemy_url,
            search_engine=engine_of(app),
        )
    )
    try:
        for one in (app, server):
            with one.app_context():
                rebuild()
        number, _slug = factory.news(A, title="Tin cho mọi máy chủ")
        key = f"news:{factory.tenant_id(A)}:{number}"
        for one in (app, server):
            with one.app_context():
                assert catch_up() == 1
            assert key in published_keys(one)
        withdraw(factory, number)
        with server.app_context():
            assert catch_up() == 1
        assert key not in published_keys(server) and key in published_keys(app)
    finally:
        with server.app_context():
            db.engine.dispose()


def test_a_row_that_is_committed_after_a_later_one_is_not_missed(app: Flask, factory: Factory) -> None:
    number, _slug = factory.news(A, title="Giao dịch chậm")
    with app.app_context():
        last = last_change()
        db.session.execute(update(Change).values(id=Change.id + 100).where(Change.id == last))
        db.session.commit()
        rebuild()
        # The index stands at a row with a higher number than the ones that another transaction commits now.
        assert position() == last + 100
        db.session.add(Change(id=last + 50, of_tenant_id=factory.tenant_id(A), kind="news", object_id=number))
        db.session.commit()
        assert catch_up() == 1 and catch_up() == 0 and position() == last + 100


def test_a_follower_that_was_down_sees_what_was_due_meanwhile(app: Flask, factory: Factory) -> None:
    with app.app_context():
        rebuild()
        assert last_look() < utc_now() - timedelta(days=1)  # nobody has ever looked
        keep_look(utc_now())
    number, _slug = factory.news(A, title="Đến giờ thì đăng", at=utc_now() + timedelta(hours=1))
    with app.app_context():
        assert catch_up() == 1
    assert found(app, "den gio thi dang") == []
    with factory.acting(A):  # an hour passes, and nobody touches it
        db.session.execute(update(NewsItem).values(publish_at=utc_now()).where(NewsItem.id == number))
        db.session.commit()
    with app.app_context():
        assert catch_up(last_look()) == 1
    assert found(app, "den gio thi dang") == ["Đến giờ thì đăng"]


def test_who_cannot_read_the_index_asks_for_a_rebuild_and_gets_one(
    app: Flask, factory: Factory, instance: Path
) -> None:
    factory.news(A, title="Vẫn tìm thấy")
    with app.app_context():
        rebuild()
        want_rebuild()
        step(None)  # nothing is wrong with it: the wish is dropped
        assert not (instance / "index.rebuild").exists()
        engine().close()
    for file in [one for folder in instance.glob("index*") if folder.is_dir() for one in folder.rglob("*")]:
        if file.is_file():
            file.write_bytes(b"hong" * 50)
    assert found(app, "Vẫn tìm thấy") == ["Vẫn tìm thấy"]  # by the database
    with app.app_context():
        want_rebuild()
        step(None)
        assert state()["problems"] == [] and not state()["rebuild_wanted"]
    assert found(app, "van tim thay") == ["Vẫn tìm thấy"]


def test_what_one_has_read_before_another_wrote_is_not_put_in(
    app: Flask, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        rebuild()
    number, _slug = factory.news(A, title="Bị rút ngay")
    other = indexing._changes
    asked: list[int] = []

    def changes() -> indexing.Changes:
        """The other follower's whole round passes between this one's look and its lock."""
        rows = other()
        if not asked:
            asked.append(1)
            withdraw(factory, number)
        return rows

    monkeypatch.setattr(indexing, "_changes", changes)
    with app.app_context():
        catch_up()
    assert published_keys(app) == set()


def test_the_command_tells_the_state_and_answers_questions(app: Flask, factory: Factory) -> None:
    factory.news(A, title="Lịch tiêm phòng")
    runner = app.test_cli_runner()
    assert runner.invoke(args=["search", "status"]).exit_code == 1
    assert "1 mục" in runner.invoke(args=["search", "rebuild"]).output
    answer = runner.invoke(args=["search", "status"])
    assert answer.exit_code == 0 and '"entries": 1' in answer.output and engine_of(app) in answer.output
    asked = runner.invoke(args=["search", "query", "lich tiem phong", "--portal", A, "--explain"])
    assert "Lịch tiêm phòng" in asked.output and "1 kết quả" in asked.output and "title" in asked.output
    other = runner.invoke(args=["search", "query", "lich tiem phong", "--portal", "tam-tra"])
    assert "0 kết quả" in other.output
    assert "Không có cổng" in runner.invoke(args=["search", "query", "x", "--portal", "khong-co"]).output


@pytest.mark.parametrize("at", [3, *(pytest.param(at, marks=pytest.mark.chaos) for at in (1, 2, 4, 5, 6))])
def test_a_rebuild_that_is_killed_leaves_the_old_index_and_can_be_done_again(
    app: Flask, factory: Factory, instance: Path, at: int
) -> None:
    for one in range(3):
        factory.news(A, title=f"Bản tin {one}")
    with app.app_context():
        rebuild()
    held = published_keys(app)
    for one in range(3):
        factory.news(A, title=f"Bản tin sau {one}")
    command = [sys.executable, "-m", "tests.search.slow_rebuild", str(instance), engine_of(app)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) == at:
                assert published_keys(app) == held  # readers go on meanwhile
                os.kill(process.pid, signal.SIGKILL)
                break
    if published_keys(app) != held:  # it was at its very end
        assert len(published_keys(app)) == 6
    with app.app_context():
        assert state()["problems"] == []
        catch_up()
    assert len(published_keys(app)) == 6
    with app.app_context():
        rebuild()
        assert state()["problems"] == [] and state()["entries"] == 6


def test_an_index_of_an_earlier_analysis_is_built_anew_at_the_start(
    app: Flask, factory: Factory, instance: Path
) -> None:
    factory.news(A, title="Quỹ vì người nghèo")
    with app.app_context():
        rebuild()
        engine().clear()
        with engine().writer() as batch:
            batch.mark(last_change())
        build_missing_index(lambda _text: None)
        assert state()["entries"] == 0  # all seems well
        (instance / "index.version").write_text("1")
        build_missing_index(lambda _text: None)
        assert state()["entries"] == 1 and not indexing.is_outdated()
    assert found(app, "quy vi nguoi ngheo") == ["Quỹ vì người nghèo"]
