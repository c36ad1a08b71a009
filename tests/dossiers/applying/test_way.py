"""The whole way of applying through the public door, and what must not be lost or done twice on it."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from portal.dossiers.models import DossierPaper
from portal.extensions import db
from portal.papers.models import Paper
from portal.tenancy.scope import all_tenants
from tests.conftest import A, Browser
from tests.dossiers.applying.conftest import CHILD, MOTHER, WHO, Applicant, dossiers, photo
from tests.factories import Factory
from tests.services.making import committed


def test_a_stranger_is_told_what_is_asked_and_led_to_sign_in_and_back_with_the_guides_answers(
    birth: tuple[int, str], browser: Callable[[str], Browser]
) -> None:
    answer = browser(A).get(f"/ho-so/nop/{birth[1]}?noi-sinh=nuoc-ngoai&ho-ngheo=co&x=%3Cscript%3E")
    assert answer.status_code == 200 and "<script>" not in answer.text.replace("<script src", "")
    door = re.search(r'href="(/tai-khoan/dang-nhap\?next=[^"]+)"', answer.text)
    assert (
        door and "noi-sinh%3Dnuoc-ngoai" in door[1] and "ho-ngheo%3Dco" in door[1] and "script" not in door[1]
    )
    assert "Giấy của nước ngoài xác nhận việc sinh" in answer.text and "Hộ nghèo" in answer.text
    assert len(answer.data) < 60_000


def test_questions_that_papers_and_fees_hang_on_are_asked_first(applicant: Applicant) -> None:
    where = f"/ho-so/nop/{applicant.slug}"
    page = applicant.browser.get(f"{where}?noi-sinh=trong-nuoc").text
    assert 'name="ho-ngheo" value="co"' in page and 'name="dong_y"' not in page
    assert 'type="hidden" name="noi-sinh" value="trong-nuoc"' in page
    answer = applicant.browser.post(
        where, {"dong_y": "1", "noi-sinh": "trong-nuoc"}, token_from="/tai-khoan/thong-tin"
    )
    assert answer.status_code == 303 and answer.headers["Location"].endswith("?noi-sinh=trong-nuoc")
    assert applicant.browser.get("/ho-so/").text.count("/ho-so/nhap/") == 0


def test_the_whole_way(app: Flask, applicant: Applicant) -> None:
    applicant.begin()
    page = applicant.browser.get(f"{applicant.base}/nguoi-nop")
    assert page.status_code == 200 and "no-store" in page.headers["Cache-Control"]
    answer = applicant.fill("nguoi-nop", WHO)
    assert answer.status_code == 303 and answer.headers["Location"].endswith("/khai/tre")
    tre = applicant.browser.get(f"{applicant.base}/khai/tre").text
    assert re.search(r'value="trong-nuoc" checked', tre), "the guide's answer is filled in"
    assert applicant.fill("khai/tre", CHILD).headers["Location"].endswith("/khai/me")
    assert applicant.fill("khai/me", MOTHER).headers["Location"].endswith("/giay-to")
    assert applicant.give("chung-sinh", (photo(1), "IMG_1.jpg"), (photo(2), "IMG_2.jpg")).status_code == 303
    assert len(applicant.pieces("chung-sinh")) == 2
    review = applicant.browser.get(f"{applicant.base}/xem-lai").text
    for said in (
        "Nguyễn Văn An",
        "01/11/2026",
        "Nguyễn Thị Sáu",
        "8.000",
        "chậm nhất",
        f"{applicant.base}/khai/me",
    ):
        assert said in review, said
    answer = applicant.hand_in()
    assert answer.status_code == 303, answer.text
    (made,) = dossiers(app)
    assert answer.headers["Location"].endswith(f"/ho-so/{made.id}/da-nop")
    assert made.answers == {
        "ho-ten": "Nguyễn Văn An", "ngay-sinh": "2026-11-01", "sinh-o": "trong-nuoc", "ban-sao": 2,
        "me-so": "049190001234", "me-dien-thoai": "0905123456",
    }  # fmt: skip
    assert made.applicant is not None and made.applicant["name"] == "Nguyễn Thị Sáu"
    assert made.consent_version and made.consent_at is not None and made.delivery == "truc-tuyen"
    with app.app_context(), all_tenants("thử"):
        (row,) = db.session.scalars(select(DossierPaper))
        (paper,) = db.session.scalars(select(Paper))
        assert row.paper_id == paper.id and row.source == "upload"
        assert paper.pages == 2 and paper.state == "ready", "two photos became one file; the photos are gone"
    page = applicant.browser.get(answer.headers["Location"])
    assert made.code in page.text and page.status_code == 200
    assert applicant.draft() is None
    assert made.code in applicant.browser.get("/ho-so/").text
    assert applicant.browser.get(f"/ho-so/{made.id}").status_code == 200


def test_sent_twice_back_button_and_resend_make_one_dossier(app: Flask, applicant: Applicant) -> None:
    applicant.filled()
    first, second = applicant.hand_in(), applicant.hand_in()
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert len(dossiers(app)) == 1
    review = applicant.browser.get(f"{applicant.base}/xem-lai")
    assert review.status_code == 303 and str(dossiers(app)[0].id) in review.headers["Location"]
    assert applicant.browser.get(f"{applicant.base}/khai/tre").status_code == 404


def test_a_double_click_begins_one_draft(applicant: Applicant) -> None:
    applicant.begin()
    first = applicant.key
    applicant.begin()
    assert applicant.key == first
    applicant.fill("nguoi-nop", WHO)
    applicant.begin()
    assert applicant.key != first, "one that was worked on is not taken over by a new beginning"


def test_what_is_wrong_is_told_and_kept(applicant: Applicant) -> None:
    applicant.begin()
    answer = applicant.fill(
        "khai/tre", {"f.ho-ten": "An 123", "f.ngay-sinh": "hôm qua", "f.sinh-o": "nuoc-ngoai"}
    )
    assert answer.status_code == 422
    assert 'value="An 123"' in answer.text and 'value="hôm qua"' in answer.text
    assert 'href="#f_nuoc"' in answer.text
    again = applicant.browser.get(f"{applicant.base}/khai/tre").text
    assert 'value="An 123"' in again and 'value="hôm qua"' in again
    answer = applicant.browser.get(f"{applicant.base}/xem-lai")
    assert "Còn phần chưa điền đủ" in answer.text and "/nop" not in answer.text.replace("nguoi-nop", "")
    assert applicant.hand_in().status_code == 422


def test_who_applies_is_put_right_after_an_error_without_a_conflict(applicant: Applicant) -> None:
    applicant.begin()
    answer = applicant.fill("nguoi-nop", {"f.name": " Nguyễn  Thị Sáu "})
    assert answer.status_code == 422 and 'href="#f_identity"' in answer.text
    seen = re.search(r'name="thay" value="(\w+)"', answer.text)[1]  # type: ignore[index]
    assert applicant.fill("nguoi-nop", WHO, seen=seen).status_code == 303


def test_an_answer_of_another_section_decides_what_is_asked(applicant: Applicant) -> None:
    applicant.begin()
    applicant.fill("khai/tre", CHILD | {"f.sinh-o": "nuoc-ngoai", "f.nuoc": "Lào"})
    assert "Giấy của nước ngoài" in applicant.browser.get(f"{applicant.base}/giay-to").text
    applicant.fill("khai/tre", CHILD)
    assert "Giấy của nước ngoài" not in applicant.browser.get(f"{applicant.base}/giay-to").text


def test_kept_by_itself_and_as_a_draft(applicant: Applicant) -> None:
    applicant.begin()
    answer = applicant.fill("khai/tre", {"f.ho-ten": "Ng"}, "tu-dong", headers={"HX-Request": "true"})
    assert answer.status_code == 200 and re.fullmatch(r"\w{24}", answer.json["seen"])
    assert applicant.draft().answers == {"ho-ten": "Ng"}
    answer = applicant.fill("khai/tre", {"f.ho-ten": "Nguyễn Văn An"}, "nhap")
    assert answer.status_code == 303 and answer.headers["Location"].endswith("/ho-so/")
    assert f"/ho-so/nhap/{applicant.key}/" in applicant.browser.get("/ho-so/").text


def test_two_windows_lose_nobodys_words(applicant: Applicant) -> None:
    applicant.begin()
    page = applicant.browser.get(f"{applicant.base}/khai/tre").text
    old = re.search(r'name="thay" value="(\w+)"', page)[1]  # type: ignore[index]
    assert applicant.fill("khai/tre", CHILD).status_code == 303
    answer = applicant.fill("khai/tre", CHILD | {"f.ho-ten": "Nguyễn Văn Bình"}, seen=old)
    assert answer.status_code == 409 and "Nguyễn Văn Bình" in answer.text
    assert applicant.draft().answers["ho-ten"] == "Nguyễn Văn An"
    fresh = re.search(r'name="thay" value="(\w+)"', answer.text)[1]  # type: ignore[index]
    assert applicant.fill("khai/tre", CHILD | {"f.ho-ten": "Nguyễn Văn Bình"}, seen=fresh).status_code == 303
    assert applicant.draft().answers["ho-ten"] == "Nguyễn Văn Bình"
    again = applicant.fill("khai/tre", CHILD | {"f.ho-ten": "Nguyễn Văn Bình"}, seen=fresh)
    assert again.status_code in {303, 409}, "a resend of what is kept already"
    assert applicant.fill("khai/me", MOTHER, seen=None).status_code == 303, (
        "another section is another matter"
    )


def test_a_session_that_ended_shows_what_was_typed(applicant: Applicant) -> None:
    applicant.begin()
    token = applicant.browser.token(f"{applicant.base}/khai/tre")
    applicant.browser.client.delete_cookie("cong_dan", domain=f"{A}.localhost")
    applicant.browser.client.delete_cookie("cong_dan")
    answer = applicant.browser.client.post(
        f"{applicant.base}/khai/tre", data={"csrf_token": token} | CHILD, headers=applicant.browser.headers
    )
    assert answer.status_code == 401
    assert "Nguyễn Văn An" in answer.text and "next=/ho-so/nhap/" in answer.text.replace("%2F", "/")


def test_rows_are_added_without_a_script(applicant: Applicant) -> None:
    applicant.begin()
    answer = applicant.fill("khai/me", {"f.con.0.ten": "Nguyễn Thị Na", "rows": "add:con"})
    assert (
        answer.status_code == 200 and 'name="f.con.1.ten"' in answer.text and "Nguyễn Thị Na" in answer.text
    )
    answer = applicant.fill(
        "khai/me", {"f.con.0.ten": "Nguyễn Thị Na", "f.con.1.ten": "X", "rows": "drop:con:1"}
    )
    assert answer.status_code == 200 and 'value="X"' not in answer.text
    assert applicant.draft().answers["con"] == [{"ten": "Nguyễn Thị Na"}]


def test_a_draft_is_deleted_with_its_papers(app: Flask, applicant: Applicant) -> None:
    applicant.filled()
    answer = applicant.browser.post(f"{applicant.base}/xoa", token_from=f"{applicant.base}/xem-lai")
    assert answer.status_code == 303 and applicant.draft() is None
    with app.app_context(), all_tenants("thử"):
        assert list(db.session.scalars(select(Paper))) == [], "pages and the photos that they were made of"


def test_the_door_leads_to_the_guide_while_nobody_could_receive(
    app: Flask, factory: Factory, browser: Callable[[str], Browser], arrived: Callable[..., Browser]
) -> None:
    _id, slug = committed(factory, A)
    citizen = arrived()
    for visitor in (browser(A), citizen):
        answer = visitor.get(f"/ho-so/nop/{slug}?noi-sinh=trong-nuoc")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/dich-vu/{slug}")
    answer = citizen.post(f"/ho-so/nop/{slug}", {"dong_y": "1"}, token_from="/tai-khoan/thong-tin")
    assert answer.headers["Location"] == f"/dich-vu/{slug}"
    factory.clerk(A)
    assert browser(A).get(f"/ho-so/nop/{slug}").status_code == 200
    _id, copies = committed(factory, A, "2.000815", name="Chứng thực chữ ký", channels=["truc-tiep"])
    assert browser(A).get(f"/ho-so/nop/{copies}").headers["Location"] == f"/dich-vu/{copies}"
