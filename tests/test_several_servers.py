"""Two web servers are one portal: what is done on one is seen, served, counted and allowed on the other."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import create_app
from portal.accounts.service import create_user, grant
from portal.config import InvalidSetting, Settings
from portal.extensions import db, limiter
from portal.follower import LEASE
from portal.jobs.models import Lease
from portal.media.models import MediaFile
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.alerts.test_alerts import TITLE, WHERE, filled
from tests.conftest import DISTRICT, PASSWORD, A
from tests.databases import forget
from tests.factories import Factory
from tests.media import samples
from tests.several import Reader, Shared, WebServer, seconds_until, shared_in, typed

LIBRARY = "/quan-tri/thu-vien/"
EDITOR, APPROVER = f"district_editor@{DISTRICT}.example", f"approver@{A}.example"


@pytest.fixture(scope="module")
def shared(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """One database, one S3, one Redis."""
    folder = tmp_path_factory.mktemp("several") / "shared"
    shutil.copytree(blank_instance, folder)
    made = shared_in(folder)
    yield made
    made.redis.remove()
    forget(folder)


@pytest.fixture(scope="module")
def beside(shared: Shared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The same portal in the test's own process, to look at and to prepare."""
    app = create_app(typed(shared.settings(tmp_path_factory.mktemp("beside"))))
    limiter.enabled = False
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        for email, slug, role in ((EDITOR, DISTRICT, "district_editor"), (APPROVER, A, "approver")):
            portal = directory().by_slug(slug)
            assert portal is not None
            grant(create_user(email, role, PASSWORD), portal.id, role, is_district=portal.is_district)
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


@contextmanager
def serving(shared: Shared, folder: Path, **how: Any) -> Iterator[tuple[WebServer, WebServer]]:
    """Two servers with instance folders of their own."""
    folder.mkdir()
    servers = []
    try:
        servers = [WebServer(shared, folder / name, **how) for name in ("a", "b")]
        for one in servers:
            one.until_ready()
        yield servers[0], servers[1]
    finally:
        for one in servers:
            one.stop()


@pytest.fixture(scope="module")
def pair(shared: Shared, beside: Flask) -> Iterator[tuple[WebServer, WebServer]]:
    """Two servers without what runs beside them, for nothing here needs it."""
    with serving(shared, shared.folder.parent / "pair", whole=False, api_limit="6 per day") as servers:
        yield servers


def test_an_urgent_notice_of_one_server_is_on_the_pages_of_the_other(
    pair: tuple[WebServer, WebServer], beside: Flask
) -> None:
    one, other = pair
    reader = Reader(A).at(other)
    for _ in range(2):  # kept by now
        assert TITLE not in reader.get("/").text
    desk = Reader(DISTRICT).at(one)
    assert desk.sign_in(EDITOR).status_code == 302
    everywhere = [portal.id for portal in directory(beside).all() if not portal.is_district]
    answer = desk.post(f"{WHERE}moi", filled(desk, portals=everywhere), token_from=f"{WHERE}moi")  # type: ignore[arg-type]
    assert answer.status_code == 302
    assert seconds_until(lambda: TITLE in reader.get("/").text, 5.0) < 5
    assert TITLE in Reader(A).at(one).get("/").text


def test_who_signed_in_at_one_server_works_at_the_other_and_signs_out_of_both(
    pair: tuple[WebServer, WebServer],
) -> None:
    """Sessions are rows of the database; the servers have the key of the cookie in common."""
    one, other = pair
    desk = Reader(A).at(one)
    assert desk.get("/quan-tri/").status_code == 302
    desk.sign_in(APPROVER)
    assert desk.get("/quan-tri/").status_code == 200
    assert desk.at(other).get("/quan-tri/").status_code == 200
    assert desk.post("/quan-tri/dang-xuat", token_from="/quan-tri/mat-khau").status_code == 302
    assert desk.at(one).get("/quan-tri/").status_code == 302


def test_a_picture_brought_to_one_server_is_served_by_the_other(
    pair: tuple[WebServer, WebServer], beside: Flask
) -> None:
    one, other = pair
    desk = Reader(A).at(one)
    desk.sign_in(APPROVER)
    raw = samples.picture(700, 500)
    sent = desk.post(f"{LIBRARY}tai-len", token_from=LIBRARY, files={"files": ("bien.jpg", io.BytesIO(raw))})
    assert sent.status_code == 302
    factory = Factory(beside)
    with factory.acting(A):
        number = db.session.scalars(select(MediaFile.id)).one()
    _id, slug = factory.news(A, title="Ảnh ở máy bên kia", picture_id=number)
    reader = Reader(A).at(other)
    assert seconds_until(lambda: reader.get(f"/tin-tuc/{slug}").status_code == 200, 5.0) < 5
    shown = [Reader(A).at(server).get(f"/tep/{number}/640.jpg") for server in pair]
    assert [picture.status_code for picture in shown] == [200, 200]
    assert shown[0].content == shown[1].content and shown[0].headers["ETag"] == shown[1].headers["ETag"]
    assert not (one.folder / "files").exists() and not (other.folder / "files").exists()
    assert list((other.folder / "files-cache").rglob("[0-9a-f]*")), "a copy came here"


def test_limits_are_counted_together(pair: tuple[WebServer, WebServer]) -> None:
    reader = Reader(DISTRICT)
    answers = [reader.at(pair[number % 2]).get("/api/v1/news").status_code for number in range(8)]
    assert answers.count(429) == 2 and answers[-1] == 429, answers


@pytest.mark.chaos
def test_one_follower_leads_and_both_machines_take_in_their_counts(shared: Shared, beside: Flask) -> None:
    with serving(shared, shared.folder.parent / "whole") as servers:
        for server in servers:
            workers = server.folder / "workers"
            seconds_until(lambda workers=workers: len(list(workers.glob("[0-9]*-*"))) == 2, 120.0)
            Reader(A).at(server).get("/")
            spool = server.folder / "visits"
            seconds_until(lambda spool=spool: spool.is_dir() and not list(spool.glob("*.jsonl")), 60.0)
        with beside.app_context():
            first = holder()
        leading = [one for one in servers if list((one.folder / "workers").glob(first))]
        assert len(leading) == 1, "one of the two leads"
        leading[0].stop()
        with beside.app_context():
            seconds_until(lambda: holder() != first, 60.0)


def holder() -> str:
    """Which process is the follower that leads."""
    db.session.rollback()
    return str(db.session.scalar(select(Lease.holder).where(Lease.name == LEASE)))


def test_without_redis_both_go_on(pair: tuple[WebServer, WebServer], shared: Shared, beside: Flask) -> None:
    reader = Reader(A).at(pair[1])
    assert reader.get("/").status_code == 200
    shared.redis.stop()
    try:
        for server in pair:
            assert Reader(A).at(server).get("/").status_code == 200
            assert Reader(A).at(server).sign_in(APPROVER).status_code == 302
        Factory(beside).news(A, title="Tin khi Redis dừng")
        assert seconds_until(lambda: "Tin khi Redis dừng" in reader.get("/tin-tuc/").text, 10.0) < 10
        assert Reader(DISTRICT).at(pair[0]).get("/api/v1/news").status_code == 200, "each counts for itself"
        assert seconds_until(lambda: _told(pair[1], reader) >= 1, 10.0) < 10  # at the next look, not at once
    finally:
        shared.redis.start()
    assert _told(pair[1], reader) <= 4, "once in each process"


def _told(server: WebServer, reader: Reader) -> int:
    """How often the processes of a server said, after one more page, that Redis is gone."""
    reader.get("/")
    return server.output.read_text().count("Redis does not answer")


def test_several_servers_must_have_the_key_of_the_cookie_in_common(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="PORTAL_SECRET_KEY"):
        create_app(Settings(instance=str(tmp_path), redis_url="redis://127.0.0.1:1"))
