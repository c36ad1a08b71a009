"""Files and rows of papers hold together: nameless files go, missing ones are told, what is over is forgotten."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select, update

from portal.accounts.permissions import Actor
from portal.clock import today, utc_now
from portal.extensions import db
from portal.papers import queries, service, sweeping
from portal.papers.models import Paper
from portal.papers.store import PaperStore, paper_store
from portal.publishing.models import AuditEntry
from portal.publishing.service import commit
from portal.tenancy.scope import handing_over
from portal.web.contributions import contributions
from tests.beside import beside
from tests.conftest import A, B
from tests.factories import Factory
from tests.papers.conftest import paper_of

Kept = Callable[..., tuple[int, str]]


def store_of(app: Flask, *, aged: bool = False) -> PaperStore:
    """The store; `aged`: everything in it has lain there for more than a day."""
    with app.app_context():
        store = paper_store()
    if aged:
        then = time.time() - sweeping.SAFE_AGE - 60
        for one in store.root.rglob("*"):
            os.utime(one, (then, then))
    return store


def checked(app: Flask, *words: str) -> tuple[int, dict[str, object]]:
    """Exit status and answer of `flask papers check`."""
    said = app.test_cli_runner().invoke(args=["papers", "check", *words])
    return said.exit_code, json.loads(said.stdout)


def test_only_old_files_that_no_row_names_go(app: Flask, kept: Kept) -> None:
    _made, path = kept()
    store = store_of(app)
    orphan, young = store.fresh_path(3), store.fresh_path(3)
    store.write(orphan, b"x")
    (store.place(orphan).parent / ".new-0123").write_bytes(b"x")
    store_of(app, aged=True)
    store.write(young, b"x")
    with app.app_context():
        assert sweeping.sweep() == 2
    assert set(store.all()) == {path, young}


def test_a_paper_that_moved_to_another_portal_keeps_its_file(
    app: Flask, factory: Factory, kept: Kept
) -> None:
    """Merging hands rows over with their paths: the folder still bears the first portal's number."""
    made, _path = kept(slug=A)
    with factory.acting(B) as actor:
        target = actor.tenant_id
    with app.app_context(), handing_over("thử sáp nhập"):
        db.session.execute(update(Paper).where(Paper.id == made).values(tenant_id=target))
        db.session.commit()
    store_of(app, aged=True)
    with factory.acting(B):
        assert service.content(paper_of(made)).startswith(b"%PDF")
    with app.app_context():
        assert sweeping.sweep() == 0
    assert checked(app) == (0, {"papers": 1, "missing": [], "broken": [], "orphans": 0})


def test_checking_names_what_is_wrong(app: Flask, factory: Factory, kept: Kept) -> None:
    (gone, first), (cut, second), (_whole, _path) = kept(), kept(), kept(slug=B)
    assert checked(app)[0] == 0
    store = store_of(app)
    store.remove(first)
    store.place(second).write_bytes(store.read(second)[:-3])
    store.write(store.fresh_path(3), b"x")
    store_of(app, aged=True)
    assert checked(app) == (1, {"papers": 3, "missing": [gone], "broken": [cut], "orphans": 1})
    assert checked(app, "--quick") == (1, {"papers": 3, "missing": [gone], "broken": [], "orphans": 1})


def test_without_keys_checking_says_so(app: Flask, kept: Kept, tmp_path: Path) -> None:
    kept()
    app.config["PORTAL"].sealing_keys_path.rename(tmp_path / "cat")
    app.extensions["portal_keyring"]._keys = None
    said = app.test_cli_runner().invoke(args=["papers", "check"])
    assert said.exit_code == 2 and "Không thấy tệp khóa" in said.output


def test_what_is_over_is_forgotten_by_the_follower_with_one_entry(
    app: Flask, factory: Factory, kept: Kept
) -> None:
    due = [kept(forget_on=today())[0], kept(forget_on=today() - timedelta(days=9))[0]]
    later, always = kept(forget_on=today() + timedelta(days=1))[0], kept()[0]
    other = kept(slug=B, forget_on=today())[0]
    with app.app_context():
        for step in [make() for make in contributions(app).tended if make is sweeping.tending]:
            step(utc_now())
            step(utc_now())
    with factory.acting(A):
        assert set(queries.papers([*due, later, always])) == {later, always}
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == sweeping.FORGET)).all()
        assert [one.detail for one in entries] == ["2 giấy tờ hết hạn lưu"]
    with factory.acting(B):
        assert queries.paper(other) is None
    assert len(list(store_of(app).all())) == 2


def test_what_something_refers_to_stays(app: Flask, factory: Factory, kept: Kept) -> None:
    made, path = kept(forget_on=today())
    instance = Path(app.instance_path)
    key = "FOREIGN KEY (tenant_id, paper_id) REFERENCES paper (tenant_id, id)"
    beside(instance, f"CREATE TABLE holder (tenant_id INTEGER, paper_id BIGINT, {key})")
    assert beside(instance, "INSERT INTO holder SELECT tenant_id, id FROM paper")[0] == 1
    with app.app_context():
        assert sweeping.forget_due() == 0
    with factory.acting(A):
        assert queries.paper(made) is not None and store_of(app).exists(path)


def test_a_savepoint_that_is_rolled_back_takes_no_file_with_it(
    factory: Factory, app: Flask, kept: Kept
) -> None:
    made, path = kept()
    with factory.acting(A) as actor:
        try:
            with db.session.begin_nested():
                service.discard(paper_of(made), actor)
                raise RuntimeError
        except RuntimeError:
            pass
        commit()
        assert service.content(paper_of(made)) and store_of(app).exists(path)


def test_papers_of_a_person_are_offered_while_they_are_valid(
    app: Flask, factory: Factory, kept: Kept
) -> None:
    day = date(2026, 11, 30)
    sent = kept(kind="can-cuoc")[0]
    valid = kept(kind="can-cuoc", valid_until=day)[0]
    over = kept(kind="can-cuoc", valid_until=day - timedelta(days=1))[0]
    result = kept(kind="xac-nhan-hon-nhan", source="result")[0]
    stranger = kept(kind="can-cuoc", source="result", identity="049199009999")[0]
    with factory.acting(A) as actor:
        clerk = Actor(5, "một cửa", actor.tenant_id, frozenset({"counter_clerk"}))
        for one in (valid, over):
            service.accept(paper_of(one), clerk)
        commit()
        owner = paper_of(sent).owner_mark
        assert {one.id for one in queries.reusable(owner, on_day=day)} == {valid, result}
        assert [one.id for one in queries.reusable(owner, "can-cuoc", on_day=day)] == [valid]
        assert queries.reusable("", on_day=day) == []
        assert stranger not in {one.id for one in queries.of_owner(owner)}
    with factory.acting(B):
        assert queries.reusable(owner, on_day=day) == []
