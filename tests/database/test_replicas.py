"""Public pages come from a real streaming replica, and never an old one under a new version."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event, select, text, update
from sqlalchemy.exc import DBAPIError

from portal import create_app
from portal.accounts.service import create_user, grant
from portal.database import replicas
from portal.extensions import db, limiter
from portal.news.models import NewsItem
from portal.tenancy import isolation
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered, reading, system_task
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests import postgres
from tests.conftest import PASSWORD, A, B, Browser
from tests.database.conftest import APPLICATION, make_database, served
from tests.database.replica import ReplicaServer, basebackup
from tests.factories import Factory

NEWS = "/tin-tuc/"


@pytest.fixture(scope="module")
def standby(template_of_portals: str) -> Iterator[tuple[str, ReplicaServer]]:
    """The name of a database, and a replica of the server that it lies on."""
    if basebackup() is None:
        pytest.skip("không có pg_basebackup")
    primary = postgres.cluster()
    name = make_database(template_of_portals)
    with psycopg.connect(primary.address, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = 'local'")
        connection.execute("CHECKPOINT")
    server = ReplicaServer(primary)
    yield name, server
    server.remove()


class Site:
    """An application that reads from the replica; counts which server answered what the pages asked."""

    def __init__(self, app: Flask, server: ReplicaServer) -> None:
        self.app, self.server, self.asked = app, server, {"primary": 0, "replica": 0}
        self._odd = 0
        self.known: replicas.Replicas = app.extensions["replicas"]
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", self._counting("primary"))
        for one in self.known._known:
            event.listen(one.engine, "before_cursor_execute", self._counting("replica"))

    def _counting(self, which: str) -> Any:
        def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            self.asked[which] += " news_item" in statement

        return count

    def catch_up(self) -> None:
        """Let the replica have everything."""
        self.server.catch_up(postgres.cluster())

    def page(self, slug: str = A, path: str = NEWS, browser: Browser | None = None) -> tuple[str, str]:
        """The text of a page, and which server its news came from ("" where it was kept)."""
        self.asked.update(primary=0, replica=0)
        found = (browser or Browser(self.app, slug)).get(path).text
        return found, "+".join(which for which, count in self.asked.items() if count)

    def fresh(self, slug: str = A) -> str:
        """Which server a page asks that is kept nowhere."""
        self._odd += 1
        return self.page(slug, f"{NEWS}?trang=1&lan={self._odd}")[1]

    def publish(self, title: str, slug: str = A) -> None:
        """Publish a news item."""
        Factory(self.app).news(slug, title=title)


@pytest.fixture()
def site(standby: tuple[str, ReplicaServer], tmp_path: Path) -> Iterator[Site]:
    """The site, its replica replaying and up to date; nothing of it is kept from another test."""
    name, server = standby
    address = f"postgresql:///{name}?host={server.folder}&user={APPLICATION}"
    app = create_app(served(tmp_path / "served", name, replica_urls=f" {address}, "))
    limiter.enabled = False
    with app.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
    made = Site(app, server)
    server.resume()
    made.catch_up()
    yield made
    made.known.dispose()
    with app.app_context():
        db.engine.dispose()


def test_what_citizens_read_comes_from_the_replica(site: Site) -> None:
    site.publish("Bản tin một")
    site.catch_up()
    found, server = site.page()
    assert "Bản tin một" in found and server == "replica"
    assert site.page()[1] == "", "the page was kept"
    assert site.fresh() == "replica"


def test_an_old_replica_makes_no_page_of_a_new_version(site: Site) -> None:
    site.publish("Tin trước")
    site.catch_up()
    site.page()
    site.page(B)
    site.server.pause()
    site.publish("Tin bão khẩn")
    found, server = site.page()
    assert "Tin bão khẩn" in found and server == "primary"
    kept, server = site.page()
    assert "Tin bão khẩn" in kept and server == ""
    site.server.resume()
    site.catch_up()
    found, server = site.page(path=NEWS + "?trang=1")
    assert "Tin bão khẩn" in found and server == "replica"


def test_without_the_question_the_page_would_be_old(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lag is real: this is what the rule is for."""
    site.server.pause()
    site.publish("Tin chưa tới bản sao")
    monkeypatch.setattr(replicas.Replica, "has_reached", lambda *_given: True)
    found, server = site.page()
    assert "Tin chưa tới bản sao" not in found and server == "replica"


def test_other_portals_stay_at_the_replica_while_one_waits(site: Site) -> None:
    site.catch_up()
    assert site.fresh(B) == "replica"
    site.server.pause()
    site.publish("Chỉ của Tam Hải", A)
    assert site.fresh(B) == "replica"
    assert site.fresh(A) == "primary"


def test_who_sent_a_form_finds_what_was_written(site: Site) -> None:
    """No version moves with a visitor's form; every page that is not kept asks anew."""
    assert site.fresh() == "replica"
    site.server.pause()
    with site.app.app_context(), system_task("thử"):
        db.session.execute(update(NewsItem).values(lead="đổi"))
        db.session.commit()
    assert site.fresh() == "replica"
    Browser(site.app, B).client.post(NEWS, headers={"Host": "tam-tra.localhost:8000"})
    assert site.fresh() == "primary"


def test_the_desk_and_whoever_is_signed_in_read_the_primary(site: Site) -> None:
    with site.app.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        if (
            db.session.execute(text("SELECT 1 FROM \"user\" WHERE email = 'ban-sao@example.vn'")).first()
            is None
        ):
            grant(
                create_user("ban-sao@example.vn", "Biên tập", PASSWORD),
                portal.id,
                "author",
                is_district=False,
            )
            db.session.commit()
    site.server.pause()
    person = Browser(site.app, A)
    assert person.sign_in("ban-sao@example.vn").status_code == 302
    assert site.page(path="/quan-tri/tin-tuc/", browser=person)[1] == "primary"
    assert site.page(browser=person)[1] == "primary"
    site.asked.update(primary=0, replica=0)
    answer = Browser(site.app, A).get(NEWS + "?trang=1", headers={"Cookie": "cong_dan=x"})
    assert answer.status_code == 200 and site.asked["replica"] == 0 and site.asked["primary"] > 0


def test_outside_of_requests_the_primary_is_read(site: Site) -> None:
    with site.app.app_context(), entered(reading(1)):
        assert not db.session.scalar(text("SELECT pg_is_in_recovery()"))


def test_tenants_are_kept_apart_at_the_replica_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.publish("Riêng của Tam Hải", A)
    site.publish("Riêng của Tam Trà", B)
    site.catch_up()
    engine = site.known._known[0].engine
    asked = select(NewsItem.__table__.c.title)
    with site.app.app_context():
        own = Factory(site.app).tenant_id(A)
        with entered(reading(own)), engine.connect() as connection, pytest.raises(isolation.ScopeViolation):
            connection.execute(asked)
        monkeypatch.setitem(isolation.LAYERS, "sql", False)
        with entered(reading(own)), engine.connect() as connection:
            titles = set(connection.scalars(asked))
            assert "Riêng của Tam Hải" in titles and "Riêng của Tam Trà" not in titles
        with engine.connect() as connection:
            assert connection.scalars(asked).all() == []
        with entered(editing(own)), engine.connect() as connection, pytest.raises(DBAPIError):
            connection.execute(update(NewsItem.__table__).values(title="x"))


def test_a_replica_that_is_gone_is_left_out_and_taken_up_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert site.fresh() == "replica"
    site.server.stop()
    try:
        assert site.fresh() == "primary"
        assert site.known._known[0].is_resting
        tried: list[int] = []
        monkeypatch.setattr(replicas.Replica, "has_reached", lambda *_given: tried.append(1))
        assert site.fresh() == "primary" and not tried, "not asked for a while"
        monkeypatch.undo()
    finally:
        site.server.start()
    site.catch_up()
    assert site.fresh() == "primary"
    site.known._known[0]._rests_until = 0.0
    assert site.fresh() == "replica"


def test_a_page_whose_replica_breaks_off_in_the_middle_comes_from_the_primary(site: Site) -> None:
    engine, broken = site.known._known[0].engine, []

    def end_it(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if " news_item" in statement and not broken:
            broken.append(statement)
            asked = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = %s"
            with psycopg.connect(site.server.address, autocommit=True) as administrator:
                administrator.execute(asked, [APPLICATION])

    site.publish("Tin đọc lại")
    site.catch_up()
    event.listen(engine, "before_cursor_execute", end_it)
    answer = Browser(site.app, A).get(NEWS + "?trang=1")
    assert broken and answer.status_code == 200 and "Tin đọc lại" in answer.text


def test_a_replica_that_became_a_primary_is_left_out(site: Site) -> None:
    """The last test of this server: it is no replica any more."""
    site.server.promote()
    site.publish("Sau khi tách")
    assert site.page()[1] == "primary"
    assert site.fresh() == "primary"
