"""The twin follows what is published: urgent notices first, what is taken back at once, and a fault costs no page."""

from __future__ import annotations

import errno
import gzip
import os
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from portal.alerts import service as alerts
from portal.alerts.models import Alert
from portal.clock import utc_now
from portal.extensions import db
from portal.media.service import attach, store_file
from portal.news.models import NewsItem
from portal.publishing import service as publishing
from portal.tenancy.models import Tenant
from portal.tenancy.scope import system_task
from portal.twin import following, renewing, state, trees
from portal.twin.checking import check
from portal.twin.files import Tree
from portal.twin.keeping import Keeper
from portal.twin.state import State
from portal.web.freshness import tenants_changed
from tests.conftest import DISTRICT, A, B
from tests.factories import Factory
from tests.twin.conftest import Twin, thing_of

STORM = "BÃO SỐ 12 VÀO BỜ ĐÊM NAY"
Warn = Callable[..., int]


pytestmark = pytest.mark.usefixtures("unhurried")


def test_where_there_is_no_twin_the_follower_makes_one(prepared: Path) -> None:
    tree = trees.current_tree(prepared / "twin")
    assert tree is not None
    walked = check(tree)
    assert walked.problems == []
    assert walked.pages > 50


def test_what_is_published_appears_and_what_is_withdrawn_goes_with_its_files(
    app: Flask, factory: Factory, twin: Twin, tmp_path: Path
) -> None:
    twin.follow()
    paper = tmp_path / "phu-luc.txt"
    paper.write_text("phụ lục " * 100)
    thing, slug = factory.news(A, publish=False, title="Tin mới nhất")
    with factory.acting(A) as actor:
        media = store_file(paper, "phu-luc.txt", actor)
        attach(media, thing_of(NewsItem, thing), actor)
        publishing.publish(thing_of(NewsItem, thing), actor)
        publishing.commit()
        file = f"/tep/{media.id}/phu-luc.txt"
    twin.follow()
    for path in (f"/tin-tuc/{slug}", f"/tin-tuc/{slug}/in", file):
        assert twin.read(A, path) is not None, path
    for path in (
        "/",
        "/tin-tuc/",
        "/tin-tuc/feed.xml",
        "/sitemap.xml",
        "/tin-tuc/chuyen-muc/su-kien",
        "/tim-kiem",
    ):
        assert slug in (twin.read(A, path) or ""), path
    assert "Tin mới nhất" in (twin.host(A) / "ban-luu" / "tim.json").read_text(encoding="utf-8")
    with factory.acting(A) as actor:
        publishing.withdraw(thing_of(NewsItem, thing), actor)
        publishing.commit()
    twin.follow()
    for path in (f"/tin-tuc/{slug}", f"/tin-tuc/{slug}/in", file):
        assert twin.read(A, path) is None, path
    left = [
        name for name, data in twin.everything().items() if b"Tin m\xe1\xbb\x9bi nh" in _plain(name, data)
    ]
    assert left == []
    assert check(twin.tree).problems == []


def _plain(name: str, data: bytes) -> bytes:
    return gzip.decompress(data) if name.endswith(".gz") else data


def test_an_urgent_notice_comes_before_everything_else_and_its_end_too(
    app: Flask, factory: Factory, twin: Twin, warn: Warn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        factory.news(A)
    twin.follow()
    monkeypatch.setattr(renewing, "CHANGE_SECONDS", 0.0)
    monkeypatch.setattr(renewing, "ROUND_SECONDS", 0.0)
    storm = warn(STORM, A)
    factory.news(A)
    twin.follow()
    notice = ""
    for slug in (DISTRICT, A):
        for path in ("/", "/canh-bao/", "/canh-bao.txt", "/canh-bao/feed.xml"):
            assert STORM in (twin.read(slug, path) or ""), (slug, path)
        assert STORM in (twin.host(slug) / "ban-luu" / "khan.html").read_text(encoding="utf-8")
        where = re.search(r'href="(/canh-bao/bao[^"]+)"', twin.read(slug, "/") or "")
        assert where is not None
        notice = where[1]
        assert STORM in (twin.read(slug, notice) or "")
    assert STORM not in (twin.read(B, "/") or "")
    assert STORM not in (twin.read(A, "/tin-tuc/") or "")  # in its turn
    monkeypatch.setattr(renewing, "ROUND_SECONDS", 600.0)
    twin.follow()
    assert STORM in (twin.read(A, "/tin-tuc/") or "")
    with factory.acting(DISTRICT) as actor:
        alerts.withdraw(thing_of(Alert, storm), actor)
    monkeypatch.setattr(renewing, "ROUND_SECONDS", 0.0)
    twin.follow()
    assert STORM not in (twin.read(A, "/") or "")
    assert twin.read(A, notice) is None
    assert (twin.host(A) / "ban-luu" / "khan.html").read_text(encoding="utf-8") == ""


def test_hours_that_come_by_themselves_are_seen(app: Flask, factory: Factory, twin: Twin, warn: Warn) -> None:
    later, slug = factory.news(A, at=utc_now() + timedelta(days=1), title="CANARYLATER")
    storm = warn(STORM, A)
    twin.follow()
    assert twin.read(A, f"/tin-tuc/{slug}") is None
    with app.app_context(), system_task("kiểm thử: để giờ trôi qua"):
        now = utc_now() - timedelta(milliseconds=10)
        # A column of the list alone: no verb, so that nothing stands in the change log.
        db.session.execute(update(NewsItem).where(NewsItem.id == later).values(publish_at=now))
        db.session.execute(update(Alert).where(Alert.id == storm).values(expires_at=now))
        publishing.touch(db.session(), factory.tenant_id(A))
        publishing.touch(db.session(), factory.tenant_id(DISTRICT))
        db.session.commit()
    twin.follow()
    assert "CANARYLATER" in (twin.read(A, f"/tin-tuc/{slug}") or "")
    assert STORM not in (twin.read(A, "/") or "")


@pytest.mark.chaos
def test_a_portal_that_is_suspended_shows_one_page_and_comes_back(
    app: Flask, factory: Factory, twin: Twin
) -> None:
    _, slug = factory.news(A)

    def become(status: str) -> None:
        with app.app_context():
            row = db.session.get(Tenant, factory.tenant_id(A))
            assert row is not None
            row.status = status
            db.session.commit()
            tenants_changed()

    twin.follow()
    become("suspended")
    twin.follow()
    assert twin.read(A, f"/tin-tuc/{slug}") is None
    assert twin.read(A, "/") is None
    assert (twin.host(A) / "_suspended").exists()
    become("active")
    twin.follow()
    assert twin.read(A, f"/tin-tuc/{slug}") is not None
    assert not (twin.host(A) / "_suspended").exists()


def test_a_full_disk_keeps_the_old_page_and_what_was_due_is_done_later(
    app: Flask, factory: Factory, twin: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, first = factory.news(A)
    gone, slug = factory.news(A)
    twin.follow()
    before = twin.read(A, "/")

    def full(_self: Tree, _name: str, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    put = Tree.put
    monkeypatch.setattr(Tree, "put", full)
    with factory.acting(A) as actor:
        publishing.withdraw(thing_of(NewsItem, gone), actor)
        publishing.commit()
    with pytest.raises(OSError, match="No space"):
        twin.follow()
    assert twin.read(A, "/") == before
    assert twin.read(A, f"/tin-tuc/{slug}") is None  # what is taken back needs no room
    monkeypatch.setattr(Tree, "put", put)
    twin.follow()
    assert slug not in (twin.read(A, "/tin-tuc/") or "")
    assert first in (twin.read(A, "/tin-tuc/") or "")


def test_a_crash_between_file_and_note_loses_nothing(
    app: Flask, factory: Factory, twin: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin.follow()
    _, slug = factory.news(A)
    kept = State.kept
    left = 4

    def dying(self: State, *args: object, **more: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt
        kept(self, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(State, "kept", dying)
    with pytest.raises(KeyboardInterrupt):
        twin.follow()
    monkeypatch.setattr(State, "kept", kept)
    assert all(
        data for name, data in twin.everything().items() if name.endswith(".html") and "khan" not in name
    )
    again = Twin(app, twin.root)  # another process
    again.follow()
    assert slug in (again.read(A, "/tin-tuc/") or "")
    assert again.read(A, f"/tin-tuc/{slug}") is not None
    assert check(again.tree).problems == []


def test_after_a_loss_of_power_empty_files_are_made_again(app: Flask, twin: Twin) -> None:
    known = State(twin.tree / trees.STATE, careful=False)
    known.keep_note(trees.BOOT, "another start of the machine")
    known.close()
    (twin.host(A) / "so-do-cong.html").write_bytes(b"")
    (twin.host(A) / "gioi-thieu" / "_index.html.gz").write_bytes(b"")
    twin.follow()
    assert "Bản lưu lúc" in (twin.read(A, "/so-do-cong") or "")
    assert (twin.host(A) / "gioi-thieu" / "_index.html.gz").stat().st_size > 0


def test_what_the_application_can_not_answer_keeps_its_copy(
    app: Flask, factory: Factory, twin: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing, slug = factory.news(A, title="CANARYFIRST")
    twin.follow()

    def broken(*_args: object) -> None:
        raise RuntimeError("no database")

    monkeypatch.setitem(app.view_functions, "news.item", broken)
    with factory.acting(A) as actor:
        publishing.record(thing_of(NewsItem, thing), "save", actor)
        publishing.commit()
    twin.follow()
    assert "CANARYFIRST" in (twin.read(A, f"/tin-tuc/{slug}") or "")
    known = State(twin.tree / trees.STATE, careful=False)
    assert known.count_due() == {state.LATER: 1}
    known.close()


@pytest.mark.chaos
def test_an_export_goes_on_from_what_changed_while_it_ran(
    app: Flask, factory: Factory, twin: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin.follow()
    keep, said = Keeper.keep, {"slug": ""}

    def slow(self: Keeper, page: state.Page) -> None:
        keep(self, page)
        if page.path == "/sitemap.xml" and not said["slug"]:
            said["slug"] = factory.news(A)[1]  # its list was written by now

    monkeypatch.setattr(Keeper, "keep", slow)
    before = twin.tree
    twin.export()
    assert twin.tree != before
    assert not before.exists()
    twin.follow()
    assert said["slug"] in (twin.read(A, "/tin-tuc/") or "")


def test_lists_follow_a_portal_whose_version_moved_without_a_change_in_the_log(
    app: Flask, factory: Factory, twin: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing, slug = factory.news(A, title="Tên cũ")
    twin.follow(2)
    with app.app_context(), system_task("kiểm thử: sửa bên dưới"):
        db.session.execute(update(NewsItem).where(NewsItem.id == thing).values(title="Tên sửa bên dưới"))
        publishing.touch(db.session(), factory.tenant_id(A))
        db.session.commit()
    monkeypatch.setattr(following, "MOVED_EVERY", 0.0)
    twin.follow()
    assert "Tên sửa bên dưới" in (twin.read(A, "/tin-tuc/") or "")
    assert "Tên cũ" in (twin.read(A, f"/tin-tuc/{slug}") or "")  # in its round
    monkeypatch.setattr(following, "ROUND_EVERY", 0.0)
    monkeypatch.setattr(following, "datetime", _Tomorrow)
    twin.follow()
    assert "Tên sửa bên dưới" in (twin.read(A, f"/tin-tuc/{slug}") or "")


class _Tomorrow(datetime):
    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        """A day later."""
        return datetime.now(tz) + timedelta(days=1)  # type: ignore[arg-type]
