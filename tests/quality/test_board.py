"""The board at the desk: filters, putting aside, downloads; nothing of other portals."""

from __future__ import annotations

import io

from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.service import grant
from portal.extensions import db
from portal.pages import queries as pages
from portal.publishing.care import give
from portal.quality.checking import check_portal
from portal.quality.models import Finding
from tests.conftest import DISTRICT, A, B
from tests.factories import Factory

WHERE = "/quan-tri/chat-luong/"


def prepared(app: Flask, factory: Factory) -> int:
    """Faulty pages on two portals; the id of the one of A."""
    made, _slug = factory.page(A, title="Trang của Tam Hải", body="[tại đây](/khong-co-dau)")
    factory.page(B, title="Trang của Tam Trà", body="[tại đây](/cung-khong)")
    with app.app_context():
        for slug in (A, B):
            check_portal(factory.tenant_id(slug))
    return made


def finding(factory: Factory, slug: str, rule: str) -> int:
    """The finding of a rule."""
    with factory.acting(slug):
        return db.session.scalars(
            select(Finding.id).where(Finding.rule == rule, Finding.kind == "page")
        ).one()


def test_an_editor_sees_the_own_portal_with_the_way_to_put_it_right(
    app: Flask, factory: Factory, signed_in
) -> None:
    made = prepared(app, factory)
    author = signed_in(A, "author")
    page = author.get(WHERE).text
    assert "/khong-co-dau" in page and f"/quan-tri/trang/{made}" in page
    for path in (WHERE, f"{WHERE}?xem=bo-qua", f"{WHERE}xuat?dang=csv"):
        assert "Tam Trà" not in author.get(path).text and "/cung-khong" not in author.get(path).text
    book = load_workbook(io.BytesIO(author.get(f"{WHERE}xuat").data))
    assert "Trang của Tam Trà" not in {row[1].value for row in book.active.iter_rows()}
    fragment = author.get(f"{WHERE}?loi=link-broken", headers={"HX-Request": "true"}).text
    assert "<html" not in fragment and "/khong-co-dau" in fragment and "Chưa có mô tả" not in fragment


def test_filters(app: Flask, factory: Factory, signed_in) -> None:
    made = prepared(app, factory)
    author = signed_in(A, "author")
    assert "Trang của Tam Hải" in author.get(f"{WHERE}?nhom=link").text
    assert "/khong-co-dau" not in author.get(f"{WHERE}?nhom=picture", headers={"HX-Request": "1"}).text
    assert "/khong-co-dau" in author.get(f"{WHERE}?ai=chua-giao", headers={"HX-Request": "1"}).text
    assert "/khong-co-dau" not in author.get(f"{WHERE}?ai=toi", headers={"HX-Request": "1"}).text
    with factory.acting(A) as actor:
        me = db.session.scalars(select(User.id).where(User.email == f"author@{A}.example")).one()
        give(pages.by_id(made), actor, me, "")
        db.session.commit()
    assert "/khong-co-dau" in author.get(f"{WHERE}?ai=toi", headers={"HX-Request": "1"}).text
    assert "Không có phát hiện nào khớp" in author.get(f"{WHERE}?q=khongcogi").text
    assert author.get(f"{WHERE}?loi=xyz&nhom=abc&ai=9&loai=legal&trang=99").status_code == 200


def test_putting_aside_needs_a_reason_and_can_be_undone(app: Flask, factory: Factory, signed_in) -> None:
    prepared(app, factory)
    number = finding(factory, A, "link-broken")
    approver = signed_in(A, "approver")
    approver.post(f"{WHERE}{number}/bo-qua", {"reason": "  "})
    assert "Viết lý do bỏ qua" in approver.get(WHERE).text
    assert approver.post(f"{WHERE}{number}/bo-qua", {"reason": "Trang sẽ có tuần sau"}).status_code == 302
    assert "/khong-co-dau" not in approver.get(f"{WHERE}?loi=link-broken", headers={"HX-Request": "1"}).text
    aside = approver.get(f"{WHERE}?xem=bo-qua").text
    assert "Trang sẽ có tuần sau" in aside and "approver tam-hai" in aside
    with app.app_context():
        check_portal(factory.tenant_id(A))
    assert "Trang sẽ có tuần sau" in approver.get(f"{WHERE}?xem=bo-qua").text
    approver.post(f"{WHERE}{number}/xem-lai", {})
    assert "/khong-co-dau" in approver.get(f"{WHERE}?loi=link-broken", headers={"HX-Request": "1"}).text
    theirs = finding(factory, B, "link-broken")
    assert approver.post(f"{WHERE}{theirs}/bo-qua", {"reason": "x"}).status_code == 404


def test_the_district_sees_all_portals_and_others_only_theirs(
    app: Flask, factory: Factory, signed_in
) -> None:
    prepared(app, factory)
    district = signed_in(DISTRICT, "district_admin")
    page = district.get(f"{WHERE}tat-ca").text
    assert "Tam Hải" in page and "Tam Trà" in page
    book = load_workbook(io.BytesIO(district.get(f"{WHERE}tat-ca?dang=xlsx").data))
    assert len(list(book.active.iter_rows())) == 19
    for slug, role in ((A, "tenant_admin"), (DISTRICT, "district_editor")):
        assert signed_in(slug, role).get(f"{WHERE}tat-ca").status_code == 403


def test_who_works_for_two_portals_sees_these_two_beside_each_other(
    app: Flask, factory: Factory, signed_in
) -> None:
    prepared(app, factory)
    factory.page("tam-tien", title="Trang thứ ba", body="Chữ.")
    author = signed_in(A, "author")
    assert "Các cổng của tôi" not in author.get(WHERE).text
    with app.app_context():
        user = db.session.scalars(select(User).where(User.email == f"author@{A}.example")).one()
        grant(user, factory.tenant_id(B), "author", is_district=False)
        db.session.commit()
    author.sign_in(f"author@{A}.example")  # new rights end the sessions
    page = author.get(WHERE).text.partition("Các cổng của tôi</summary>")[2].partition("</details>")[0]
    assert "Tam Hải" in page and "Tam Trà" in page and "Tam Tiến" not in page and page.count("<tr>") == 3


def test_a_look_can_be_asked_for(app: Flask, factory: Factory, signed_in) -> None:
    approver = signed_in(A, "approver")
    assert "chưa được kiểm tra" in approver.get(WHERE).text
    approver.post(f"{WHERE}kiem-tra", {})
    assert "đang kiểm tra toàn cổng" in approver.get(WHERE).text
