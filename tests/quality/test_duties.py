"""What Decree 42/2022 asks: how portals stand, corrections, reminders, reports."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pypdfium2
import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import event, select

from portal.accounts.permissions import Forbidden, system_actor
from portal.accounts.service import create_user, grant
from portal.clock import utc_now
from portal.extensions import db
from portal.mail.models import OutgoingMail
from portal.notices.models import Notice
from portal.pages.mandatory import SECTIONS
from portal.pages.service import ensure_mandatory
from portal.publishing import service as publishing
from portal.quality import service, standing
from portal.quality.checking import check_portal
from portal.quality.decree import BY_CODE, DUTIES
from portal.quality.following import remind
from portal.quality.models import DutyNote
from portal.quality.registry import registered
from portal.quality.standing import EMPTY, EXCUSED, GOOD, LATE, MISSING, Standing
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import all_tenants
from tests.conftest import DISTRICT, PASSWORD, A, B
from tests.factories import Factory


def portal_of(app: Flask, slug: str) -> Portal:
    """A portal."""
    found = directory(app).by_slug(slug)
    assert found is not None
    return found


def stands(app: Flask, slug: str) -> dict[str, Standing]:
    """How a portal stands, by section."""
    with app.test_request_context():
        return {one.duty.code: one for one in standing.of_portal(portal_of(app, slug))}


def test_every_section_that_is_a_page_is_in_the_list_and_every_section_can_be_met(app: Flask) -> None:
    assert {one.code for one in SECTIONS} <= set(BY_CODE)
    rooms = {"tin-tuc", "chi-dao", "van-ban", "thu-tuc"}
    assert {one.code for one in SECTIONS} | rooms | set(registered(app).built_in) == set(BY_CODE)
    assert all(one.every is None for one in DUTIES if one.code in registered(app).built_in)


def test_a_section_is_missing_then_an_empty_frame_then_there(app: Flask, factory: Factory) -> None:
    assert stands(app, A)["gioi-thieu"].state == MISSING
    with factory.acting(A) as actor:
        ensure_mandatory(actor)
        publishing.commit()
    assert stands(app, A)["gioi-thieu"].state == EMPTY
    assert stands(app, B)["gioi-thieu"].state == MISSING
    factory.page(B, section="gioi-thieu", title="Giới thiệu", body="Xã nằm ở phía tây của huyện.")
    one = stands(app, B)["gioi-thieu"]
    assert (one.state, one.path) == (GOOD, "/gioi-thieu/gioi-thieu")


def test_news_are_late_a_week_after_the_last(app: Flask, factory: Factory) -> None:
    factory.news(A, at=utc_now() - timedelta(days=8))
    assert stands(app, A)["tin-tuc"].state == LATE
    factory.news(A, at=utc_now() - timedelta(days=6))
    one = stands(app, A)["tin-tuc"]
    assert (one.state, one.count) == (GOOD, 2)


def test_what_the_district_shares_counts_for_its_communes_and_what_a_commune_has_for_nobody_else(
    app: Flask, factory: Factory
) -> None:
    factory.legal(DISTRICT, shared=True)
    factory.legal(B)
    assert {slug: stands(app, slug)["van-ban"].count for slug in (DISTRICT, A, B)} == {
        DISTRICT: 1,
        A: 1,
        B: 2,
    }
    with app.test_request_context():
        together = standing.of_all(directory(app).living())
    for slug in (DISTRICT, A, B):
        assert together[portal_of(app, slug).id] == list(stands(app, slug).values())


def test_all_portals_take_as_many_statements_as_one(app: Flask, factory: Factory) -> None:
    for slug in (A, B, DISTRICT):
        factory.news(slug)
        factory.page(slug, section="lanh-dao")
    seen: list[str] = []
    with app.test_request_context():
        event.listen(db.engine, "before_cursor_execute", lambda _c, _u, text, *_more: seen.append(text))
        standing.of_all(directory(app).living())
    assert 5 <= sum(one.lstrip().startswith("SELECT") for one in seen) <= 15


def test_broken_links_and_missing_descriptions_stand_at_their_section(app: Flask, factory: Factory) -> None:
    factory.page(A, section="lanh-dao", title="Lãnh đạo", body="[Quy chế làm việc](/khong-co)")
    factory.page(A, title="Trang khác", body="[Một trang](/cung-khong-co)")
    with app.app_context():
        check_portal(factory.tenant_id(A))
    found = stands(app, A)
    assert (found["lanh-dao"].broken, found["lanh-dao"].undescribed) == (1, 1)
    assert (found["lien-he"].broken, found["tin-tuc"].broken) == (0, 0)


def test_corrections_are_the_portals_own(app: Flask, factory: Factory) -> None:
    draft = service.DutyDraft(2, 3, "Công văn 12", "", None, "Văn phòng")
    with factory.acting(A) as actor:
        service.settle("tin-tuc", draft, 0, actor)
        publishing.commit()
        with pytest.raises(publishing.StaleVersion):
            service.settle("tin-tuc", draft, 0, actor)
    one = stands(app, A)["tin-tuc"]
    assert (one.days, one.every, one.source, one.owner) == (2, 3, "Công văn 12", "Văn phòng")
    other = stands(app, B)["tin-tuc"]
    assert (other.days, other.every, other.owner) == (1, 7, "")


def test_a_section_can_be_excused_and_confirmed(app: Flask, factory: Factory) -> None:
    factory.news(A, at=utc_now() - timedelta(days=30))
    with factory.acting(A) as actor:
        service.settle("de-tai", service.DutyDraft(None, None, "", "Xã không có đề tài", None, ""), 0, actor)
        service.confirm("tin-tuc", actor)
        publishing.commit()
    found = stands(app, A)
    assert (found["de-tai"].state, found["tin-tuc"].state) == (EXCUSED, GOOD)


def test_nobody_of_another_portal_is_put_in_charge(app: Flask, factory: Factory) -> None:
    stranger = _person(app, B, "author")
    with factory.acting(A) as actor, app.test_request_context(), pytest.raises(service.NotPossible):
        service.settle("tin-tuc", service.DutyDraft(None, None, "", "", stranger, ""), 0, actor)


def _person(app: Flask, slug: str, role: str) -> int:
    with app.app_context():
        user = create_user(f"{role}-{slug}@example.vn", f"Người của {slug}", PASSWORD)
        grant(user, portal_of(app, slug).id, role, is_district=slug == DISTRICT)
        db.session.commit()
        number: int = user.id
        return number


def test_whoever_is_in_charge_is_reminded_in_the_desk_and_by_mail_once_a_week(
    app: Flask, factory: Factory
) -> None:
    person = _person(app, A, "author")
    with factory.acting(A) as actor:
        service.settle("tin-tuc", service.DutyDraft(None, None, "", "", person, ""), 0, actor)
        for duty in DUTIES:
            if duty.code not in {"tin-tuc", *registered(app).built_in}:
                draft = service.DutyDraft(None, None, "", "Không áp dụng khi thử", None, "")
                service.settle(duty.code, draft, 0, actor)
        publishing.commit()
    with app.test_request_context():
        assert [remind(portal_of(app, A)), remind(portal_of(app, A))] == [1, 0]
    with factory.acting(A):
        note = db.session.scalar(select(DutyNote).where(DutyNote.code == "tin-tuc"))
        note.reminded_at = utc_now() - timedelta(days=8)
        db.session.commit()
    with app.test_request_context():
        assert remind(portal_of(app, A)) == 1
    with app.app_context(), all_tenants("thử"):
        notices = db.session.scalars(select(Notice)).all()
        assert [(one.for_user_id, one.path) for one in notices] == [(person, f"{service.PAGE}#tin-tuc")] * 2
        mails = db.session.scalars(select(OutgoingMail)).all()
        assert [one.to for one in mails] == ["author-tam-hai@example.vn"] * 2
        assert "Tin tức, sự kiện" in mails[0].text


def test_a_person_is_told_of_all_sections_in_one_letter(app: Flask, factory: Factory) -> None:
    person = _person(app, A, "tenant_admin")
    with app.test_request_context():
        assert remind(portal_of(app, A)) == len(DUTIES) - len(registered(app).built_in)
    with app.app_context(), all_tenants("thử"):
        assert [one.for_user_id for one in db.session.scalars(select(Notice))] == [person]
        (letter,) = db.session.scalars(select(OutgoingMail)).all()
        assert "- Công khai ngân sách, báo cáo tài chính: Chưa có" in letter.text


def test_verbs_ask_for_the_right_again(app: Flask, factory: Factory) -> None:
    from portal.accounts.permissions import Actor

    author = Actor(None, "Người viết", factory.tenant_id(A), frozenset({"author"}))
    draft = service.DutyDraft(None, None, "", "", None, "")
    with factory.acting(A), app.test_request_context():
        one = standing.of_portal(portal_of(app, A))[0]
        for act in (
            lambda: service.settle("tin-tuc", draft, 0, author),
            lambda: service.confirm("tin-tuc", author),
            lambda: service.remind(one, author),
        ):
            with pytest.raises(Forbidden):
                act()
        assert system_actor(author.tenant_id).may("tenant.settings")


def _text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_the_reports_say_what_the_pages_say(app: Flask, factory: Factory, signed_in) -> None:
    factory.news(A)
    admin = signed_in(A, "tenant_admin")
    pdf = admin.get("/quan-tri/nghi-dinh-42/xuat?dang=pdf")
    assert pdf.mimetype == "application/pdf"
    words = " ".join(_text_of(pdf.data).split())
    for part in (
        "BÁO CÁO RÀ SOÁT MỤC THÔNG TIN BẮT BUỘC",
        "Tin tức, sự kiện",
        "Phổ biến, hướng dẫn",
        "NGƯỜI LẬP BÁO CÁO",
    ):
        assert part in words
    book = load_workbook(io.BytesIO(admin.get("/quan-tri/nghi-dinh-42/xuat").data))
    rows = list(book.active.iter_rows(values_only=True))
    assert len(rows) == len(DUTIES) + 1
    assert ("Tin tức, sự kiện", "Đạt") in [row[:2] for row in rows]


def test_the_district_sees_all_in_one_table_and_nobody_else(app: Flask, factory: Factory, signed_in) -> None:
    factory.news(A)
    district = signed_in(DISTRICT, "district_admin")
    page = district.get("/quan-tri/nghi-dinh-42/tat-ca")
    assert page.status_code == 200 and page.text.count('scope="row"') == 18
    book = load_workbook(io.BytesIO(district.get("/quan-tri/nghi-dinh-42/tat-ca?dang=xlsx").data))
    assert len(list(book.active.iter_rows())) == 19
    words = " ".join(_text_of(district.get("/quan-tri/nghi-dinh-42/tat-ca?dang=pdf").data).split())
    assert "CỦA CÁC CỔNG" in words
    assert signed_in(DISTRICT, "district_editor").get("/quan-tri/nghi-dinh-42/tat-ca").status_code == 403


def test_the_form_keeps_what_was_typed_when_somebody_was_faster(
    app: Flask, factory: Factory, signed_in
) -> None:
    admin = signed_in(A, "tenant_admin")
    at = "/quan-tri/nghi-dinh-42/tin-tuc"
    assert (
        admin.post(at, {"version": "0", "office": "Văn phòng", "every": "9", "days": "1"}).status_code == 302
    )
    late = admin.post(at, {"version": "0", "office": "Tổ công nghệ", "every": "5"})
    assert late.status_code == 409 and "Tổ công nghệ" in late.text
    assert re.search(r'<input[^>]*name="version"[^>]*value="1"', late.text)
    assert admin.post(at, {"version": "1", "every": "0"}).status_code == 422
    assert stands(app, A)["tin-tuc"].every == 9
    assert admin.get("/quan-tri/nghi-dinh-42/khong-co").status_code == 404
    shown = admin.get("/quan-tri/nghi-dinh-42/").text
    assert "Văn phòng" in shown and "Tổ công nghệ" not in shown
