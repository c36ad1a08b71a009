"""Portals that follow the same original become one: it is there once, and each has its own copy back when undone."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.merging import effects, service
from portal.merging.models import MERGE
from portal.merging.orders import Order
from portal.news.models import NewsItem
from portal.pages.models import Page
from portal.sharing import service as sharing
from portal.sharing.models import FOLLOW, SharedCopy
from portal.voice.consultations.models import Consultation
from tests.conftest import DISTRICT, Browser
from tests.merging.world import NEW, SON, THANH, TRA, Things, broken_references, merge, rows_of, split, undo
from tests.sharing.sending import carry, edit, item_of, send, states
from tests.voice.factories import consultation

TITLE = "Cảnh báo lũ quét"


def _follow(things: Things, *to: str) -> tuple[int, str]:
    made, slug = things.factory.news(DISTRICT, title=TITLE, lead="Bản đầu", body="Bản đầu")
    send(things.factory, DISTRICT, made, to)
    carry(things.app)
    return made, slug


def _titles(things: Things, slug: str) -> list[str]:
    with things.factory.acting(slug):
        found = db.session.scalars(select(NewsItem.title).where(NewsItem.status == "published")).all()
    return [one for one in found if one == TITLE]


def test_one_copy_stays_and_every_old_address_leads_to_it(app: Flask, things: Things) -> None:
    made, slug = _follow(things, SON, THANH)
    with app.app_context():
        before = {THANH: rows_of(THANH)}
        number = merge(NEW, SON, THANH)
        assert broken_references() == []
    assert _titles(things, NEW) == [TITLE]
    visitor = Browser(app, NEW)
    for listed in ("/tin-tuc/", "/tin-tuc/feed.xml", "/"):
        text = visitor.get(listed).text
        assert f"/tin-tuc/{slug}" in text and f"{slug}-{THANH}" not in text, listed
    for old in (SON, THANH):
        answer = Browser(app, old).get(f"/tin-tuc/{slug}")
        assert (answer.status_code, answer.location) == (
            301,
            f"http://{NEW}.localhost:8000/tin-tuc/{slug}",
        )
        assert TITLE in visitor.get(f"/luu-tru/{old}/?loai=tin-tuc").text
    edit(things.factory, DISTRICT, made, body="Bản hai")
    carry(app)
    assert carry(app) == 0 and set(states(things.factory, DISTRICT).values()) == {"shown"}
    assert "Bản hai" in visitor.get(f"/tin-tuc/{slug}").text and _titles(things, NEW) == [TITLE]
    things.check_addresses()
    with app.app_context():
        undo(number)
        assert broken_references() == []
        assert rows_of(THANH) == before[THANH]
    carry(app)
    for old in (SON, THANH):
        page = Browser(app, old).get(f"/tin-tuc/{slug}")
        assert page.status_code == 200 and "Bản hai" in page.text


def test_undoing_at_once_gives_every_row_back(app: Flask, things: Things) -> None:
    _follow(things, SON, THANH)
    with app.app_context():
        before = {one: rows_of(one) for one in (SON, THANH)}
        undo(merge(NEW, SON, THANH))
        assert {one: rows_of(one) for one in (SON, THANH)} == before


def test_the_copy_of_the_portal_that_receives_stays(app: Flask, things: Things) -> None:
    _made, slug = _follow(things, SON, THANH, TRA)
    mine = item_of(things.factory, THANH, TITLE)
    with app.app_context():
        merge(THANH, SON, name="", day="2025-07-01")
        merge(NEW, THANH, TRA)
    kept = item_of(things.factory, NEW, TITLE)
    assert mine is not None and kept is not None and kept.id == mine.id
    for old in (SON, THANH, TRA):
        answer = Browser(app, old).get(f"/tin-tuc/{slug}")
        assert answer.location == f"http://{NEW}.localhost:8000/tin-tuc/{slug}"


def test_a_text_of_ones_own_is_not_folded(app: Flask, things: Things) -> None:
    _made, slug = _follow(things, SON, THANH)
    with things.factory.acting(THANH) as actor:
        sharing.detach(db.session.scalars(select(SharedCopy)).one(), actor)
    with app.app_context():
        merge(NEW, SON, THANH)
    assert _titles(things, NEW) == [TITLE, TITLE]
    assert Browser(app, NEW).get(f"/tin-tuc/{slug}-{THANH}").status_code == 200


def test_links_to_a_copy_that_was_folded_follow_and_come_back(app: Flask, things: Things) -> None:
    things.factory.news(SON, title=TITLE, lead="Tin riêng của Tam Sơn")
    _made, slug = _follow(things, SON, THANH)
    with things.factory.acting(SON):
        copy_slug = db.session.scalars(
            select(NewsItem.slug).where(NewsItem.title == TITLE, NewsItem.slug != slug)
        ).one()
    things.factory.news(THANH, title="Có liên kết", body=f"Xem [cảnh báo](/tin-tuc/{slug}).")
    with app.app_context():
        before = rows_of(THANH)
        number = merge(NEW, SON, THANH)
    linking = item_of(things.factory, NEW, "Có liên kết")
    assert linking is not None and f"(/tin-tuc/{copy_slug})" in linking.body
    assert Browser(app, THANH).get(f"/tin-tuc/{slug}").location.endswith(f"/tin-tuc/{copy_slug}")
    with app.app_context():
        undo(number)
        assert rows_of(THANH) == before


def test_the_dry_run_lists_what_will_be_folded(app: Flask, things: Things) -> None:
    _made, slug = _follow(things, SON, THANH)
    with app.app_context():
        order = Order(MERGE, NEW, (SON, THANH), name="Xã Đức Phú", day="2025-07-01")
        text = effects.as_text(service.dry_run(order, service.COMMAND_LINE))
    said = f"Cùng một bản gốc, chỉ giữ một bản – tin bài “{TITLE}”: {slug} dẫn đến {slug}"
    assert text.count(said) == 1


def test_what_is_sent_to_the_new_portal_is_not_there_twice(app: Flask, things: Things) -> None:
    made, _slug = _follow(things, SON)
    with app.app_context():
        merge(NEW, SON)
    send(things.factory, DISTRICT, made, [NEW])
    carry(app)
    assert _titles(things, NEW) == [TITLE]
    assert set(states(things.factory, DISTRICT).values()) == {"shown"}


def test_pages_and_drafts_for_comment_are_folded_too(app: Flask, things: Things) -> None:
    make = things.factory
    _page, page = make.page(DISTRICT, title="Sổ tay hộ tịch")
    _draft, draft = consultation(make, DISTRICT, title="Quy chế hồ chứa")
    with make.acting(DISTRICT) as actor:
        for entity, slug in ((Page, page), (Consultation, draft)):
            thing = db.session.scalars(select(entity).where(entity.slug == slug)).one()
            sharing.send(thing, thing.title, [make.tenant_id(one) for one in (SON, THANH)], FOLLOW, "", actor)
    carry(app)
    with make.acting(THANH):
        above = db.session.scalars(select(Page.id).where(Page.slug == page)).one()
    make.page(THANH, title="Trang con", parent_id=above)
    with app.app_context():
        before = rows_of(THANH)
        number = merge(NEW, SON, THANH)
        assert broken_references() == []
    with make.acting(NEW):
        kept = db.session.scalars(select(Page).where(Page.title == "Sổ tay hộ tịch")).one()
        assert db.session.scalars(select(Page.parent_id).where(Page.title == "Trang con")).one() == kept.id
        assert len(db.session.scalars(select(Consultation)).all()) == 1
    for path in (f"/gioi-thieu/{page}", f"/gop-y/{draft}"):
        assert Browser(app, THANH).get(path).location == f"http://{NEW}.localhost:8000{path}"
    with app.app_context():
        undo(number)
        assert rows_of(THANH) == before


def test_a_split_gives_each_part_a_copy(app: Flask, things: Things) -> None:
    made, slug = _follow(things, SON, THANH)
    for origin, parted in ((THANH, "thanh-moi"), (SON, "son-moi")):
        with app.app_context():
            first = merge(NEW if origin == THANH else "duc-phu-hai", SON, THANH)
            into = NEW if origin == THANH else "duc-phu-hai"
            number = split(into, parted, origin)
            assert broken_references() == []
        carry(app)
        assert _titles(things, into) == _titles(things, parted) == [TITLE]
        edit(things.factory, DISTRICT, made, body=f"Bản của {parted}")
        carry(app)
        for one in (into, parted):
            found = item_of(things.factory, one, TITLE)
            assert found is not None and found.body == f"Bản của {parted}"
        assert Browser(app, origin).get(f"/tin-tuc/{slug}").location.startswith(f"http://{parted}.")
        archive = Browser(app, parted).get(f"/luu-tru/{origin}/?loai=tin-tuc").text
        assert "Tin chung" in archive and TITLE in archive
        with app.app_context():
            undo(number)
            assert broken_references() == []
        assert _titles(things, into) == [TITLE]
        with app.app_context():
            undo(first)
        carry(app)
        assert _titles(things, SON) == _titles(things, THANH) == [TITLE]
