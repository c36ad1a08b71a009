"""Suggestions: taken, declined with a reason, offered upwards; copies from above wait where that is wished."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from portal.clock import utc_now
from portal.extensions import db
from portal.news.models import NewsItem
from portal.search.indexing import step
from portal.sharing.delivering import deliver
from portal.sharing.models import FOLLOWING, OWN, SUGGEST, WAITING, SharedCopy, Sharing
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory
from tests.sharing.sending import act, carry, copy_in, edit, send, states

Make = Callable[..., Browser]
WHERE = "/quan-tri/chia-se/"


def suggest(app: Flask, factory: Factory, title: str, **more: str) -> tuple[SharedCopy, str]:
    """The district suggests an item to a commune; what arrived, and the item's address."""
    made, slug = factory.news(DISTRICT, title=title, **more)
    send(factory, DISTRICT, made, [A], SUGGEST)
    carry(app)
    return copy_in(factory, A), slug


def test_a_suggestion_waits_in_the_inbox_and_approvers_are_told(
    app: Flask, factory: Factory, signed_in: Make, browser: Callable[[str], Browser]
) -> None:
    desk = signed_in(A, "approver")
    copy, slug = suggest(app, factory, "Đề xuất một", body="Thân **đậm**")
    assert copy.state == WAITING and browser(A).get(f"/tin-tuc/{slug}").status_code == 404
    assert states(factory, DISTRICT) == {factory.tenant_id(A): "arrived"}
    assert "Đề xuất một" in desk.get("/quan-tri/thong-bao/").text
    assert "Cổng khác gửi đến" in desk.get("/quan-tri/").text
    assert "Chờ quyết định" in desk.get(WHERE).text
    assert "<strong>đậm</strong>" in desk.get(f"{WHERE}{copy.id}").text


def test_taking_it_as_a_follower_shows_it_at_once(
    app: Flask, factory: Factory, signed_in: Make, browser: Callable[[str], Browser]
) -> None:
    desk = signed_in(A, "approver")
    copy, slug = suggest(app, factory, "Nhận theo")
    assert desk.post(f"{WHERE}{copy.id}/nhan", {"mode": "follow"}).status_code == 302
    assert browser(A).get(f"/tin-tuc/{slug}").status_code == 200
    edit(factory, DISTRICT, copy.source_id, body="Bản sau khi nhận")
    carry(app)
    assert "Bản sau khi nhận" in browser(A).get(f"/tin-tuc/{slug}").text
    assert copy_in(factory, A).state == FOLLOWING
    assert states(factory, DISTRICT) == {factory.tenant_id(A): "shown"}
    again = desk.post(f"{WHERE}{copy.id}/nhan", {"mode": "suggest"}, follow_redirects=True)
    assert "Chưa làm gì" in again.text


def test_taking_it_as_ones_own_makes_a_draft(app: Flask, factory: Factory, signed_in: Make) -> None:
    desk = signed_in(A, "approver")
    copy, _slug = suggest(app, factory, "Nhận riêng")
    answer = desk.post(f"{WHERE}{copy.id}/nhan", {"mode": "suggest"}, follow_redirects=True)
    assert "bản nháp riêng" in answer.text and 'value="save"' in answer.text
    held = copy_in(factory, A)
    with factory.acting(A):
        thing = db.session.scalar(select(NewsItem).where(NewsItem.id == held.object_id))
        assert thing is not None and thing.status == "draft" and held.state == OWN
    carry(app)
    assert states(factory, DISTRICT) == {factory.tenant_id(A): "taken"}


def test_declining_needs_a_reason_that_the_sender_reads(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    desk, sender = signed_in(A, "approver"), signed_in(DISTRICT, "district_editor")
    made, _slug = factory.news(DISTRICT, title="Bị từ chối")
    form = {"portals": str(factory.tenant_id(A)), "mode": "suggest", "note": "Mời xã xem"}
    assert sender.post(f"{WHERE}gui/news/{made}", form).status_code == 302
    carry(app)
    copy = copy_in(factory, A)
    assert "Mời xã xem" in desk.get(f"{WHERE}{copy.id}").text
    bare = desk.post(f"{WHERE}{copy.id}/tu-choi", {"reason": " "}, follow_redirects=True)
    assert "hãy ghi lý do" in bare.text and copy_in(factory, A).state == WAITING
    desk.post(f"{WHERE}{copy.id}/tu-choi", {"reason": "Đã có bài tương tự"})
    carry(app)
    page = sender.get(f"/quan-tri/tin-tuc/{made}").text
    assert "Từ chối" in page and "Đã có bài tương tự" in page
    assert "từ chối: Bị từ chối" in sender.get("/quan-tri/thong-bao/").text
    edit(factory, DISTRICT, made, body="Sửa thêm")
    carry(app)
    assert copy_in(factory, A).state == "declined"  # it comes again only when it is sent again
    assert "Đang gửi đến 1 cổng" in sender.post(f"{WHERE}gui/news/{made}", form, follow_redirects=True).text
    carry(app)
    assert copy_in(factory, A).state == WAITING


def test_what_is_withdrawn_before_anybody_decides_can_not_be_taken(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    desk = signed_in(A, "approver")
    copy, _slug = suggest(app, factory, "Gỡ sớm")
    act(factory, DISTRICT, copy.source_id, "withdraw")
    carry(app)
    assert "Nơi gửi đã gỡ" in desk.get(WHERE).text
    taken = desk.post(f"{WHERE}{copy.id}/nhan", {"mode": "follow"}, follow_redirects=True)
    assert "Chưa làm gì" in taken.text


def test_a_commune_offers_to_the_district_which_decides(
    app: Flask, factory: Factory, signed_in: Make, browser: Callable[[str], Browser]
) -> None:
    made, slug = factory.news(A, title="Mô hình hay ở Tam Hải")
    offerer, district = signed_in(A, "approver"), signed_in(DISTRICT, "approver")
    page = offerer.get(f"/quan-tri/tin-tuc/{made}").text
    assert page.count('name="portals"') == 1  # the district alone
    form = {"portals": str(factory.tenant_id(DISTRICT)), "mode": "follow"}
    assert offerer.post(f"{WHERE}gui/news/{made}", form).status_code == 302
    carry(app)
    copy = copy_in(factory, DISTRICT)
    assert copy.state == WAITING and copy.mode == SUGGEST  # nobody publishes on the portal above
    district.post(f"{WHERE}{copy.id}/nhan", {"mode": "follow"})
    carry(app)
    text = browser(DISTRICT).get(f"/tin-tuc/{slug}").text
    assert re.search(r'rel="canonical" href="http://tam-hai\.localhost[^"]*/tin-tuc/', text)
    assert states(factory, A) == {factory.tenant_id(DISTRICT): "shown"}


def test_a_portal_that_wants_to_be_asked_is_asked(
    app: Flask, factory: Factory, signed_in: Make, browser: Callable[[str], Browser]
) -> None:
    admin = signed_in(A, "tenant_admin")
    assert admin.post(f"{WHERE}cach-nhan", {"asks": "1"}).status_code == 302
    made, slug = factory.news(DISTRICT, title="Hỏi trước")
    send(factory, DISTRICT, made, [A, B])
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        deliver()
    assert browser(A).get(f"/tin-tuc/{slug}").status_code == 404
    assert browser(B).get(f"/tin-tuc/{slug}").status_code == 200
    assert copy_in(factory, A).state == WAITING


def test_pages_go_too(
    app: Flask, factory: Factory, signed_in: Make, browser: Callable[[str], Browser]
) -> None:
    made, slug = factory.page(DISTRICT, title="Hướng dẫn chung", body="Các bước")
    sender = signed_in(DISTRICT, "district_editor")
    answer = sender.post(f"{WHERE}gui/page/{made}", {"all": "1", "mode": "follow"}, follow_redirects=True)
    assert "Đang gửi đến 17 cổng" in answer.text
    assert "Đang gửi" in sender.get(f"{WHERE}tinh-trang/page/{made}").text
    carry(app)
    assert "Đã đăng" in sender.get(f"{WHERE}tinh-trang/page/{made}").text
    assert "Đã đăng: 17" in sender.get(f"{WHERE}da-gui").text
    text = browser(A).get(f"/gioi-thieu/{slug}").text
    assert "Các bước" in text and 'rel="canonical" href="http://localhost:8000/gioi-thieu/' in text
    assert f"/gioi-thieu/{slug}" not in browser(A).get("/sitemap.xml").text


def test_a_document_of_the_district_is_switched_in_the_same_place(
    app: Flask, factory: Factory, signed_in: Make, browser: Callable[[str], Browser]
) -> None:
    made, slug = factory.legal(DISTRICT, title="Về việc dùng chung")
    desk = signed_in(DISTRICT, "district_editor")
    assert browser(A).get(f"/van-ban/{slug}").status_code == 404
    assert "Chỉ cổng huyện hiển thị" in desk.get(f"/quan-tri/van-ban/{made}").text
    assert desk.post(f"{WHERE}hien-thi/legal/{made}", {"on": "1"}).status_code == 302
    assert browser(A).get(f"/van-ban/{slug}").status_code == 200
    assert desk.post(f"{WHERE}hien-thi/legal/{made}", {"on": "0"}).status_code == 302
    assert browser(A).get(f"/van-ban/{slug}").status_code == 404


def test_search_over_all_portals_shows_the_original_once(
    app: Flask, factory: Factory, browser: Callable[[str], Browser]
) -> None:
    made, slug = factory.news(DISTRICT, title="Diễn tập phòng chống bão")
    send(factory, DISTRICT, made, [A, B])
    carry(app)
    with app.app_context():
        step(utc_now())
    question = "/api/v1/search?q=diễn tập phòng chống bão"
    everywhere = browser(A).get(f"{question}&scope=all").json
    assert [one["url"] for one in everywhere["results"]] == [f"http://localhost:8000/tin-tuc/{slug}"]
    here = browser(A).get(question).json
    assert [one["url"] for one in here["results"]] == [f"http://tam-hai.localhost:8000/tin-tuc/{slug}"]


def test_sharings_of_a_portal_are_its_own(app: Flask, factory: Factory, signed_in: Make) -> None:
    suggest(app, factory, "CANARY-gửi")
    with factory.acting(DISTRICT):
        sharing = db.session.scalars(select(Sharing.id)).one()
    for slug in (A, B):
        other = signed_in(slug, "tenant_admin")
        assert other.post(f"{WHERE}da-gui/{sharing}/thu-hoi").status_code == 404
        assert "CANARY" not in other.get(f"{WHERE}da-gui").text


def test_a_copy_that_was_deleted_for_good_does_not_come_back_by_itself(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    made, _slug = factory.news(DISTRICT, title="Xóa hẳn ở xã")
    send(factory, DISTRICT, made, [A])
    carry(app)
    desk, copy = signed_in(A, "approver"), copy_in(factory, A)
    where = f"/quan-tri/tin-tuc/{copy.object_id}"
    for act_path, form in (("go", {"reason": "thôi"}), ("bo-vao-thung-rac", {}), ("xoa-han", {})):
        assert desk.post(f"{where}/{act_path}", form).status_code == 302
    edit(factory, DISTRICT, made, body="Bản gốc sửa tiếp")
    carry(app)
    assert desk.get(where).status_code == 404 and copy_in(factory, A).state == "declined"
    assert states(factory, DISTRICT) == {factory.tenant_id(A): "declined"}
    with factory.acting(A):
        assert db.session.scalar(select(NewsItem.id)) is None
