"""A citizen's own dossiers: seen by them alone, with everything that may be done, and nothing done twice."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.clock import utc_now
from portal.dossiers import moment, service
from portal.dossiers.models import DossierPaper
from portal.dossiers.models_aside import DossierRating
from portal.extensions import db
from portal.papers import service as papers
from portal.publishing.models import AuditEntry
from portal.tenancy.scope import all_tenants
from tests.conftest import A, Browser
from tests.dossiers.following.conftest import Follower
from tests.dossiers.world import Office
from tests.papers import samples

ITEMS = [service.Wanted("Giấy tờ kèm theo", "bản chụp mờ", key="giay-to")]
SIGNED = samples.pdf("Giấy xác nhận")
ALL_FOUR = {"access": "5", "attitude": "4", "pace": "5", "result": "3"}


def _asked(office: Office) -> object:
    dossier = office.received()
    service.ask(dossier, office.staff("clerk"), dossier.version, ITEMS)
    return dossier


def _with_result(office: Office, **more: str) -> object:
    dossier = office.decided(**more)
    kept = papers.keep(SIGNED, "Giấy xác nhận số 1.pdf", "xac-nhan", "", "result",
                       office.people["signatory"], read=False, number="1/XN")  # fmt: skip
    service.sign(dossier, office.staff("signatory"), dossier.version, papers=[kept.id])
    service.finish(dossier, office.staff("signatory"), dossier.version)
    return dossier


def test_who_is_not_signed_in_is_shown_two_ways(browser: object, app: object) -> None:
    page = Browser(app, A).get("/ho-so/")  # type: ignore[arg-type]
    assert (
        page.status_code == 200
        and "/tai-khoan/dang-nhap?next=/ho-so/" in page.text
        and "/ho-so/tra-cuu" in page.text
    )
    assert len(page.data) < 30_000


def test_the_list_says_plainly_where_each_stands(follower: Follower) -> None:
    assert "Ông/bà chưa nộp hồ sơ nào" in follower.browser.get("/ho-so/").text
    follower.has(lambda office: office.received())
    asked = follower.has(_asked)  # type: ignore[arg-type]
    page = follower.browser.get("/ho-so/")
    assert page.headers["Cache-Control"] == "no-store"
    assert "Chờ ông/bà làm" in page.text and "Đang giải quyết" in page.text
    assert "Hồ sơ đang ở bước “Tiếp nhận”" in page.text and f"/ho-so/{asked}" in page.text


@pytest.mark.parametrize("path", ["", "/da-nop", "/bo-sung", "/lien-he", "/mau/1.pdf"])
def test_another_citizens_dossier_is_not_there(follower: Follower, stranger: Follower, path: str) -> None:
    dossier_id = follower.has(_asked)  # type: ignore[arg-type]
    mine = follower.browser.get(f"/ho-so/{dossier_id}{path}")
    assert mine.status_code == 200, path
    theirs = stranger.browser.get(f"/ho-so/{dossier_id}{path}")
    assert theirs.status_code == 404 and follower.now(dossier_id).code not in theirs.text
    missing = stranger.browser.get(f"/ho-so/{dossier_id + 1}{path}")
    assert missing.status_code == 404
    signed_out = Browser(follower.app, A).get(f"/ho-so/{dossier_id}{path}")
    assert signed_out.status_code == 302 and "/tai-khoan/dang-nhap" in signed_out.headers["Location"]


@pytest.mark.parametrize("act", ["rut", "lien-he", "danh-gia", "bo-sung", "bo-sung/mo"])
def test_nobody_acts_on_anothers_dossier(follower: Follower, stranger: Follower, act: str) -> None:
    dossier_id = follower.has(_asked)  # type: ignore[arg-type]
    before = follower.now(dossier_id)
    answer = stranger.post(f"/ho-so/{dossier_id}/{act}", ALL_FOUR | {"tra_loi": "x", "phone": "0905111222"})
    assert answer.status_code == 404
    after = follower.now(dossier_id)
    assert (after.state, after.version, after.last_event) == (before.state, before.version, before.last_event)


def test_withdrawn_once(follower: Follower) -> None:
    dossier_id = follower.has(lambda office: office.received())
    assert follower.post(f"/ho-so/{dossier_id}/rut", {"ly_do": "nộp nhầm"}).status_code == 303
    assert follower.now(dossier_id).state == "withdrawn"
    again = follower.post(f"/ho-so/{dossier_id}/rut")
    assert again.status_code == 409 and "không làm được" in again.text


def test_contacts_are_changed_and_nothing_else(follower: Follower) -> None:
    dossier_id = follower.has(lambda office: office.received())
    sent = {"phone": "0905 777 888", "email": "sau@example.vn", "address": "Thôn 1", "name": "Kẻ Khác", "state": "done",
            "identity": "000", "citizen_id": "1"}  # fmt: skip
    assert follower.post(f"/ho-so/{dossier_id}/lien-he", sent).status_code == 303
    held = follower.now(dossier_id)
    assert held.applicant["phone"] == "0905777888" and held.applicant["name"] == "Nguyễn Thị Hồng Hạnh"
    assert held.applicant["identity"] == "049190001234" and held.state == "received"
    assert held.citizen_id == follower.citizen_id
    wrong = follower.post(f"/ho-so/{dossier_id}/lien-he", sent | {"phone": "12"})
    assert wrong.status_code == 422 and 'value="12"' in wrong.text


def test_a_result_is_taken_noted_and_handed_out_by_that(follower: Follower, stranger: Follower) -> None:
    dossier_id = follower.has(lambda office: _with_result(office, delivery="truc-tuyen"))  # type: ignore[arg-type,return-value]
    with follower.app.app_context(), all_tenants("thử"):
        row = db.session.scalars(select(DossierPaper).where(DossierPaper.source == "result")).one()
    page = follower.browser.get(f"/ho-so/{dossier_id}").text
    where = f"/ho-so/{dossier_id}/ket-qua/{row.id}"
    assert where in page
    assert stranger.browser.get(where).status_code == 404
    answer = follower.browser.get(where)
    assert answer.data == SIGNED and answer.mimetype == "application/pdf"
    assert (
        answer.headers["Cache-Control"] == "no-store"
        and answer.headers["X-Content-Type-Options"] == "nosniff"
    )
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert follower.now(dossier_id).state == "returned"
    assert follower.browser.get(where).status_code == 200
    with follower.app.app_context(), all_tenants("thử"):
        noted = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "dossier.fetch")).all()
        assert len(noted) == 2 and {one.detail for one in noted} == {follower.now(dossier_id).code}


def test_a_result_is_not_taken_before_the_dossier_is_done_nor_by_a_papers_number(follower: Follower) -> None:
    def signed(office: Office) -> object:
        dossier = office.decided()
        kept = papers.keep(
            samples.pdf("x"), "x.pdf", "xac-nhan", "", "result", office.people["signatory"], read=False
        )
        service.sign(dossier, office.staff("signatory"), dossier.version, papers=[kept.id])
        return dossier

    dossier_id = follower.has(signed)  # type: ignore[arg-type]
    with follower.app.app_context(), all_tenants("thử"):
        row = db.session.scalars(select(DossierPaper).where(DossierPaper.source == "result")).one()
    assert follower.browser.get(f"/ho-so/{dossier_id}/ket-qua/{row.id}").status_code == 404
    assert follower.browser.get(f"/ho-so/{dossier_id}/giay-to/{row.id}").status_code == 404
    assert follower.browser.get(f"/ho-so/{dossier_id}/ket-qua/{row.paper_id}").status_code == 404


def test_rated_with_four_answers_and_changed_for_a_week(follower: Follower) -> None:
    dossier_id = follower.has(lambda office: office.done())
    where = f"/ho-so/{dossier_id}/danh-gia"
    missing = follower.post(where, {"access": "5", "attitude": "9", "pace": "x", "gop_y": "nhanh"})
    assert missing.status_code == 422 and "#dg-result" in missing.text and "nhanh" in missing.text
    assert follower.post(where, ALL_FOUR | {"gop_y": "nhanh"}).status_code == 303
    assert follower.post(where, ALL_FOUR | {"result": "1"}).status_code == 303
    with follower.app.app_context(), all_tenants("thử"):
        (row,) = db.session.scalars(select(DossierRating))
        assert (row.access, row.result, row.remark) == (5, 1, None)
        first = row.rated_at
    with moment.at(utc_now() + timedelta(days=8)):
        late = follower.post(where, ALL_FOUR)
    assert late.status_code == 409 and "đã đánh giá" in late.text
    with follower.app.app_context(), all_tenants("thử"):
        (row,) = db.session.scalars(select(DossierRating))
        assert row.result == 1 and row.rated_at == first


def test_a_request_is_answered_with_papers_corrections_and_words_once(follower: Follower) -> None:
    dossier_id = follower.has(_asked)  # type: ignore[arg-type]
    where = f"/ho-so/{dossier_id}/bo-sung"
    page = follower.browser.get(where)
    assert "bản chụp mờ" in page.text and "Hạn bổ sung" in page.text
    empty = follower.post(where)
    assert empty.status_code == 422 and "Chưa có gì để gửi" in empty.text
    answer = follower.post(f"{where}/mo", {"phan": ""})
    base = answer.headers["Location"].removesuffix("/giay-to")
    assert base == f"/ho-so/nhap/bs.{dossier_id}.1"
    sent = {"tep": [(io.BytesIO(samples.pdf("Giấy tờ rõ")), "giay.pdf")]}
    assert follower.post(f"{base}/giay-to/giay-to", sent, f"{base}/giay-to").status_code == 303
    assert follower.post(f"{where}/mo", {"phan": "chung"}).headers["Location"] == f"{base}/khai/chung"
    page = follower.browser.get(f"{base}/khai/chung").text
    seen = page.split('name="thay" value="')[1][:24]
    form = {"thay": seen, "f.ho-ten": "Nguyễn Thị Hồng Hạnh", "f.so-ban": "3"}
    assert follower.post(f"{base}/khai/chung", form, f"{base}/khai/chung").headers["Location"] == where
    assert follower.browser.get(f"{base}/xem-lai").status_code == 404, "it is no dossier to hand in"
    assert follower.post(f"{base}/nop", {"cam_doan": "1"}).status_code == 404
    page = follower.browser.get(where).text
    assert "Giấy tờ kèm theo: 1 tệp" in page and "Đã sửa: Thông tin chung" in page
    assert follower.post(where, {"tra_loi": "Đã chụp lại"}).status_code == 303
    held = follower.now(dossier_id)
    assert held.state == "received" and held.answers["so-ban"] == 3
    again = follower.post(where, {"tra_loi": "Đã chụp lại"})
    assert again.status_code == 303 and follower.now(dossier_id).version == held.version
    with follower.app.app_context(), all_tenants("thử"):
        (row,) = db.session.scalars(select(DossierPaper))
        assert row.paper_key == "giay-to" and row.request_id is not None


def test_forms_are_taken_as_they_were_issued(follower: Follower) -> None:
    dossier_id = follower.has(_asked)  # type: ignore[arg-type]
    page = follower.browser.get(f"/ho-so/{dossier_id}").text
    assert "(Mẫu 01)" in page and "(Mẫu 02)" in page
    for number in (1, 2):
        answer = follower.browser.get(f"/ho-so/{dossier_id}/mau/{number}.pdf")
        assert (
            answer.status_code == 200
            and answer.data.startswith(b"%PDF")
            and answer.headers["Cache-Control"] == "no-store"
        )
    assert follower.browser.get(f"/ho-so/{dossier_id}/mau/3.pdf").status_code == 404


def test_what_is_to_be_paid_is_seen_by_its_own_citizen_alone(follower: Follower, stranger: Follower) -> None:
    def charged(office: Office) -> object:
        dossier = office.handled()
        service.charge(dossier, office.staff("officer1"), dossier.version)
        return dossier

    dossier_id = follower.has(charged)  # type: ignore[arg-type]
    page = follower.browser.get(f"/ho-so/{dossier_id}").text
    where = page.split('href="/thanh-toan/')[1].split('"')[0]
    assert follower.browser.get(f"/thanh-toan/{where}").status_code == 200
    assert stranger.browser.get(f"/thanh-toan/{where}").status_code == 404
    assert Browser(follower.app, A).get(f"/thanh-toan/{where}").status_code == 404
