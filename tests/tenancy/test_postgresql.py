"""What BEGIN IMMEDIATE and one file give on SQLite, held on PostgreSQL by locks: turns, order, one state.

These run on a PostgreSQL of their own wherever the other tests run, by real connections in threads.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Numeric, create_engine, func, literal, select

from portal import create_app
from portal.extensions import db, limiter
from portal.publishing import service as publishing
from portal.publishing.models import AuditEntry, Change
from portal.publishing.trail import check
from portal.tenancy import postgresql
from portal.tenancy.directory import directory
from portal.tenancy.scope import Scope, editing, entered, handing_over, reading, system_task
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.conftest import A, B, Browser, made_blank, settings_for
from tests.databases import ON_POSTGRESQL, address_of, forget, server
from tests.factories import Factory

PATIENCE = 60.0  # seconds until a wait counts as for ever


@pytest.fixture(scope="session")
def blank_on_postgresql(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `blank_instance`, with its rows in PostgreSQL whatever the other tests run on."""
    if ON_POSTGRESQL:
        return blank_instance
    folder = tmp_path_factory.mktemp("blank-on-postgresql")
    address_of(folder, on_postgresql=True)
    return made_blank(folder)


@pytest.fixture()
def app(blank_on_postgresql: Path, tmp_path: Path) -> Iterator[Flask]:
    """An application with 18 tenants on PostgreSQL."""
    folder = tmp_path / "instance"
    shutil.copytree(blank_on_postgresql, folder)
    made = create_app(settings_for(folder))
    limiter.enabled = False
    with made.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
        assert db.engine.dialect.name == "postgresql"
    yield made
    with made.app_context():
        db.engine.dispose()
    forget(folder)


@pytest.fixture()
def factory(app: Flask) -> Factory:
    """Makes what a test needs, on PostgreSQL."""
    return Factory(app)


class Elsewhere(threading.Thread):
    """Somebody in another thread, as in another process: does a thing in a scope, and tells what came of it."""

    def __init__(self, app: Flask, scope: Scope, act: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self._app, self._scope, self._act = app, scope, act
        self.fault: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            with self._app.app_context(), entered(self._scope):
                self._act()
                db.session.commit()
        except BaseException as fault:
            self.fault = fault

    def done(self) -> None:
        """Wait for the end; raises what it raised."""
        self.join(PATIENCE)
        assert not self.is_alive()
        if self.fault is not None:
            raise self.fault


def waiting(app: Flask) -> int:
    """How many connections of this application's database wait for a lock."""
    with app.app_context():
        name = db.engine.url.database
    found = server().execute(
        "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = %s",
        [name],
    )
    return int(str(found.fetchall()[0][0]))


def until_waiting(app: Flask, many: int = 1) -> None:
    """Return when so many wait."""
    until = time.monotonic() + PATIENCE
    while waiting(app) < many:
        assert time.monotonic() < until, "nobody waits"
        time.sleep(0.01)


def look() -> None:
    db.session.scalar(select(func.count()).select_from(Change))


def change(tenant_id: int, thing: int) -> Callable[[], None]:
    """Something that writes a line of the change log."""

    def act() -> None:
        publishing.log_change(tenant_id, "news", thing)
        db.session.flush()

    return act


def followed(after: int = 0) -> list[tuple[int, int]]:
    """What a follower reads next: numbers and things, in the order of numbers."""
    asked = select(Change.id, Change.object_id).where(Change.id > after).order_by(Change.id)
    return [(one, thing) for one, thing in db.session.execute(asked)]


def test_a_number_of_the_change_log_is_never_passed_by(app: Flask, factory: Factory) -> None:
    """The first writer has its number and is slow to commit; the second must not overtake it."""
    a, b = factory.tenant_id(A), factory.tenant_id(B)
    with app.app_context():
        with entered(editing(a)):
            change(a, 1)()
            quick = Elsewhere(app, editing(b), change(b, 2))
            until_waiting(app)
            with entered(reading(a)):
                assert followed() == [], "the second stands in the log, and the first will never be read"
            db.session.commit()
        quick.done()
        with entered(reading(a)):
            assert [thing for _number, thing in followed()] == [1, 2]


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from(["commit", "rollback"]), max_size=6), min_size=3, max_size=3))
def test_a_follower_reads_all_that_is_committed(app: Flask, factory: Factory, ends: list[list[str]]) -> None:
    with app.app_context(), entered(reading(factory.tenant_id(A))):
        begin = db.session.scalar(select(func.max(Change.id))) or 0
    read: list[tuple[int, int]] = []
    over = threading.Event()

    def write(tenant_id: int, of: list[str]) -> Callable[[], None]:
        def act() -> None:
            for place, end in enumerate(of):
                change(tenant_id, tenant_id * 100 + place)()
                time.sleep(0.001 * (tenant_id % 5))  # whoever came first may be the last to commit
                db.session.commit() if end == "commit" else db.session.rollback()

        return act

    def follow() -> None:
        last = False
        while not last:
            last = over.is_set()
            read.extend(followed(read[-1][0] if read else begin))
            db.session.rollback()

    tenants = [factory.tenant_id(slug) for slug in (A, B, "nui-thanh")]
    follower = Elsewhere(app, reading(tenants[0]), follow)
    for writer in [
        Elsewhere(app, editing(one), write(one, of)) for one, of in zip(tenants, ends, strict=True)
    ]:
        writer.done()
    over.set()
    follower.done()
    wanted = {
        one * 100 + place
        for one, of in zip(tenants, ends, strict=True)
        for place, end in enumerate(of)
        if end == "commit"
    }
    assert {thing for _number, thing in read} == wanted and len(read) == len(wanted)


def test_writers_of_one_portal_take_turns_others_do_not_wait(app: Flask, factory: Factory) -> None:
    a, b = factory.tenant_id(A), factory.tenant_id(B)
    with app.app_context(), entered(editing(a)):
        look()
        second = Elsewhere(app, editing(a), look)
        until_waiting(app)
        Elsewhere(app, editing(b), look).done()
        Elsewhere(app, reading(a), look).done()
        Elsewhere(app, editing(a, writes=False), look).done()
        assert second.is_alive() and waiting(app) == 1
        db.session.commit()
        second.done()


@pytest.mark.parametrize("task", [system_task, handing_over])
def test_a_task_over_all_portals_waits_for_each_and_is_alone(
    app: Flask, factory: Factory, task: Callable[[str], object]
) -> None:
    a, b = factory.tenant_id(A), factory.tenant_id(B)
    whole = Scope("system", reason="thử", writes=True, moves=task is handing_over)
    with app.app_context(), entered(editing(a)):
        look()
        maintenance = Elsewhere(app, whole, look)
        until_waiting(app)
        db.session.commit()
        maintenance.done()
    with app.app_context(), entered(whole):
        look()
        writer = Elsewhere(app, editing(b), look)
        until_waiting(app)
        db.session.commit()
        writer.done()


def test_the_audit_trail_is_whole_whoever_writes_at_once(app: Flask, factory: Factory) -> None:
    def act() -> None:
        for _ in range(5):
            publishing.audit(actor, "settings", detail="cùng lúc")
            db.session.commit()

    with factory.acting(A) as actor:
        pass
    for one in [Elsewhere(app, editing(actor.tenant_id), act) for _ in range(4)]:
        one.done()
    with app.app_context(), entered(reading(actor.tenant_id)):
        verdict = check(actor.tenant_id)
        assert (verdict.fault, verdict.length) == ("", 20)


def test_a_page_is_of_one_moment(app: Flask, factory: Factory) -> None:
    a = factory.tenant_id(A)
    with app.app_context(), entered(reading(a)):
        before = followed()
        Elsewhere(app, editing(a), change(a, 7)).done()
        assert followed() == before
        db.session.commit()
        assert [thing for _number, thing in followed()] == [7]


def test_a_nul_in_a_text_is_kept_as_a_sign_of_its_own(app: Flask, factory: Factory) -> None:
    with factory.acting(A) as actor:
        publishing.audit(actor, "settings", detail="trước\0sau")
        publishing.commit()
        assert db.session.scalars(select(AuditEntry.detail)).all() == ["trước\ufffdsau"]
        assert check(actor.tenant_id).fault == ""
    assert Browser(app, A).get("/tim-kiem?q=%00&trang=%00").status_code in {200, 400, 404}


def test_the_sum_of_whole_numbers_is_one(app: Flask) -> None:
    with app.app_context():
        total = db.session.scalar(select(func.sum(literal(2**40, BigInteger)) + literal(0, BigInteger)))
        assert (total, type(total)) == (2**40, int)
        assert db.session.scalar(select(literal(1.5, Numeric))) == Decimal("1.5")


def test_a_database_that_is_gone_is_told_and_comes_back(
    app: Flask, factory: Factory, signed_in: Callable[..., Browser]
) -> None:
    number, _slug = factory.news(A)
    person = signed_in(A, "approver")
    form = {"csrf_token": person.token("/quan-tri/mat-khau")}
    with app.app_context():
        name = db.engine.url.database
    where = f"/quan-tri/tin-tuc/{number}/go"
    try:
        server().execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        server().execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        answer = person.client.post(where, data=form, headers=person.headers)
        assert answer.status_code == 503 and "chưa mất" in answer.text
    finally:
        server().execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert person.client.post(where, data=form, headers=person.headers).status_code == 302


def test_letters_that_are_no_unicode_are_refused() -> None:
    server().execute(
        "CREATE DATABASE chu_ascii TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
    )
    try:
        address = str(server().info.dsn)
        engine = create_engine(
            "postgresql+psycopg://", creator=lambda: psycopg.connect(address, dbname="chu_ascii")
        )
        postgresql.install(engine)
        with pytest.raises(RuntimeError, match=r"C\.UTF-8"):
            engine.connect()
        engine.dispose()
    finally:
        server().execute("DROP DATABASE chu_ascii WITH (FORCE)")
