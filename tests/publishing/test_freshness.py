"""Pages are right at once, in every process; statements per page are bounded; what is kept is nobody's."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from portal import create_app
from portal.clock import utc_now
from portal.extensions import db
from portal.news import queries
from portal.news.models import NewsItem
from portal.publishing import service as publishing
from portal.publishing.models import AuditEntry, Change, Revision
from portal.search.indexing import catch_up, position, rebuild
from portal.tenancy.owned import new_id
from portal.tenancy.scope import entered, reading
from tests.conftest import DISTRICT, A, B, Browser, settings_for
from tests.factories import Factory
from tests.statements import statements

Make = Callable[..., Browser]


@pytest.fixture()
def second(app: Flask, instance: Path) -> Iterator[Flask]:
    """Another process's application on the same installation."""
    other = create_app(settings_for(instance))
    yield other
    with other.app_context():
        db.engine.dispose()


def test_after_publishing_the_next_request_sees_it_in_every_process(
    app: Flask, second: Flask, factory: Factory
) -> None:
    readers = [Browser(one, slug) for one in (app, second) for slug in (A, DISTRICT)]
    number, _slug = factory.news(A, title="TIN MỚI TINH", publish=False)
    for reader in readers:
        assert "TIN MỚI TINH" not in reader.get("/").text + reader.get("/tin-tuc/").text
    with factory.acting(A) as actor:
        item = queries.by_id(number)
        assert item is not None
        publishing.publish(item, actor)
        publishing.commit()
    for reader in readers[::2]:
        assert "TIN MỚI TINH" in reader.get("/").text and "TIN MỚI TINH" in reader.get("/tin-tuc/").text
    with factory.acting(A) as actor:
        item = queries.by_id(number)
        assert item is not None
        publishing.withdraw(item, actor)
        publishing.commit()
    for reader in readers:
        assert "TIN MỚI TINH" not in reader.get("/").text + reader.get("/tin-tuc/").text


def test_what_the_district_shares_moves_the_communes_pages(app: Flask, factory: Factory) -> None:
    visitor = Browser(app, A)
    assert "Về việc chung" not in visitor.get("/van-ban/").text
    factory.legal(DISTRICT, title="Về việc chung", shared=True)
    assert "Về việc chung" in visitor.get("/van-ban/").text


def test_a_kept_page_answers_304_without_rendering(
    app: Flask, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory.news(A, title="Một tin")
    visitor = Browser(app, A)
    first = visitor.get("/tin-tuc/")
    monkeypatch.setitem(app.view_functions, "news.listing", lambda: pytest.fail("rendered again"))
    again = visitor.get("/tin-tuc/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and again.data == b""
    assert visitor.get("/tin-tuc/").data == first.data


def test_nothing_of_a_signed_in_person_is_kept(app: Flask, factory: Factory, signed_in: Make) -> None:
    person = signed_in(A, "approver")
    for path in ("/", "/tin-tuc/", "/quan-tri/"):
        answer = person.get(path)
        assert "ETag" not in answer.headers and answer.headers["Cache-Control"] == "no-store"
        assert "approver" not in Browser(app, A).get(path, follow_redirects=True).text.replace(
            "district_approver", ""
        )


def test_one_write_is_one_transaction_with_revision_audit_and_change(app: Flask, factory: Factory) -> None:
    number, _slug = factory.news(A, publish=False)
    with app.app_context(), entered(reading(factory.tenant_id(A))):
        for model in (Revision, AuditEntry):
            assert db.session.scalars(select(model.object_id)).all() == [number]
        assert db.session.scalars(select(Change.object_id)).all() == [number]


def test_a_failed_write_leaves_nothing(app: Flask, factory: Factory, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("đĩa đầy")

    monkeypatch.setattr(publishing, "log_change", broken)
    with pytest.raises(RuntimeError):
        factory.news(A)
    with app.app_context(), entered(reading(factory.tenant_id(A))):
        for model in (NewsItem, Revision, AuditEntry):
            assert db.session.scalars(select(model)).all() == []


def test_the_second_of_two_saves_gets_both_texts(app: Flask, factory: Factory, signed_in: Make) -> None:
    number, _slug = factory.news(A, title="Bản gốc", publish=False)
    first, other = signed_in(A, "approver"), signed_in(A, "tenant_admin")
    path = f"/quan-tri/tin-tuc/{number}"
    page = first.get(path).text
    version = page.split('name="version" value="')[1].split('"')[0]
    section = page.split('name="section_id"')[1].split('value="')[1].split('"')[0]
    form = {"lead": "x", "body": "y", "section_id": section, "picture_id": 0, "version": version}
    assert first.post(path, form | {"title": "CỦA TÔI"}).status_code == 302
    answer = other.post(path, form | {"title": "CỦA HỌ"})
    assert answer.status_code == 409 and "CỦA TÔI" in answer.text and "CỦA HỌ" in answer.text
    assert "CỦA TÔI" in first.get(path).text
    version = answer.text.split('name="version" value="')[1].split('"')[0]
    assert other.post(path, form | {"title": "CỦA HỌ", "version": version}).status_code == 302
    assert "CỦA HỌ" in first.get(path).text


PAGES = [
    "/",
    "/tin-tuc/",
    "/tin-tuc/chuyen-muc/su-kien",
    "/van-ban/",
    "/thu-tuc/",
    "/gioi-thieu/",
    "/lich-cong-tac/",
]


def _statements(app: Flask, path: str) -> int:
    visitor = Browser(app, A)
    with statements(app) as sent:
        assert visitor.get(path + "?x=" + str(new_id())).status_code == 200
    return len(sent)


def _multiply(app: Flask, factory: Factory, count: int) -> None:
    """Copies of the one news item, straight into the table."""
    with factory.acting(A):
        item = db.session.scalar(select(NewsItem))
        assert item is not None
        row = {column.key: getattr(item, column.key) for column in NewsItem.__mapper__.column_attrs}
        rows = [
            row | {"id": new_id(), "slug": f"ban-sao-{at}", "title": f"Bản sao {at}"} for at in range(count)
        ]
        db.session.execute(insert(NewsItem), rows)
        db.session.commit()


def test_the_number_of_statements_is_bounded_and_does_not_grow(app: Flask, factory: Factory) -> None:
    for _ in range(3):
        factory.news(A)
        factory.legal(A)
        factory.procedure(A, popular=1)
        factory.page(A)
    factory.week(A)
    few = {path: _statements(app, path) for path in PAGES}
    _multiply(app, factory, 10_000)
    for _ in range(12):
        factory.legal(A)
        factory.procedure(A, popular=1)
        factory.page(A)
    many = {path: _statements(app, path) for path in PAGES}
    assert many == few
    # Two for each list: which things, by an index alone, and then those things.
    assert max(few.values()) <= 24, few


def test_the_index_converges_by_itself(app: Flask, factory: Factory) -> None:
    with app.app_context():
        rebuild()
    number, _slug = factory.news(A, title="Chuyện lạ bến phà")
    visitor = Browser(app, A)
    assert visitor.get("/api/v1/search?q=chuyen la ben pha").json["total"] == 0
    with app.app_context():
        assert catch_up() == 1 and catch_up() == 0
    found = visitor.get("/api/v1/search?q=chuyen la ben pha").json
    assert [one["title"] for one in found["results"]] == ["Chuyện lạ bến phà"]
    with factory.acting(A) as actor:
        item = queries.by_id(number)
        assert item is not None
        publishing.withdraw(item, actor)
        publishing.commit()
    assert visitor.get("/api/v1/search?q=chuyen la ben pha").json["results"] == []  # before the index knows
    with app.app_context():
        catch_up()
        assert position() > 0


def test_an_embargo_that_ends_is_indexed_without_anybody_touching_it(app: Flask, factory: Factory) -> None:
    with app.app_context():
        rebuild()
    began = utc_now()
    number, _slug = factory.news(A, title="Hẹn giờ đăng", at=began + timedelta(hours=1))
    with app.app_context():
        catch_up()
        assert Browser(app, A).get("/api/v1/search?q=hen gio dang").json["total"] == 0
    with factory.acting(A):  # the hour passes
        db.session.execute(update(NewsItem).values(publish_at=utc_now()).where(NewsItem.id == number))
        db.session.commit()
    with app.app_context():
        assert catch_up(began) == 1
    assert Browser(app, A).get("/api/v1/search?q=hen gio dang").json["total"] == 1


def test_a_broken_index_is_replaced_by_the_database_and_then_healed(
    app: Flask, factory: Factory, instance: Path
) -> None:
    factory.news(A, title="Vẫn tìm thấy")
    with app.app_context():
        rebuild()
    for file in (instance / "index").rglob("*"):
        if file.is_file():
            file.write_bytes(b"hong" * 50)
    shutil.copytree(instance, instance.parent / "copy")
    fresh = create_app(settings_for(instance.parent / "copy"))
    answer = Browser(fresh, A).get("/api/v1/search?q=Vẫn tìm thấy")
    assert answer.status_code == 200 and answer.json["total"] == 1
    with fresh.app_context():
        from portal.search.indexing import build_missing_index, state

        build_missing_index(lambda _text: None)
        assert state()["problems"] == []
        db.engine.dispose()


def test_a_suspended_portal_says_so_and_its_neighbours_go_on(app: Flask, signed_in: Make) -> None:
    admin = signed_in(DISTRICT, "district_admin")
    assert Browser(app, B).get("/").status_code == 200
    assert admin.post(f"/quan-tri/cac-cong/{B}/tam-dung").status_code == 302
    answer = Browser(app, B).get("/")
    assert answer.status_code == 503 and "Tam Trà" in answer.text
    assert Browser(app, A).get("/").status_code == 200
    admin.post(f"/quan-tri/cac-cong/{B}/mo-lai")
    assert Browser(app, B).get("/").status_code == 200
