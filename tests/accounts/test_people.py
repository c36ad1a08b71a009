"""Looking after the people of a portal, and of all portals."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import User
from portal.extensions import db
from tests.accounts.conftest import Person
from tests.conftest import DISTRICT, A, B, Browser

Make = Callable[..., Browser]
People = Callable[..., Person]
WHERE = "/quan-tri/nguoi-dung/"


def _id(app: Flask, email: str) -> int:
    with app.app_context():
        return db.session.scalars(select(User.id).where(User.email == email)).one()


def _roles(app: Flask, email: str) -> list[str]:
    with app.app_context():
        user = db.session.scalars(select(User).where(User.email == email)).one()
        return sorted(one.role for one in user.memberships)


def test_a_person_of_another_portal_does_not_exist_here(app: Flask, signed_in: Make, person: People) -> None:
    person("la@xa.vn", {B: ["author"]})
    admin, number = signed_in(A, "tenant_admin"), _id(app, "la@xa.vn")
    assert "la@xa.vn" not in admin.get(WHERE).text
    for act in ("", "/ban-giao"):
        assert admin.get(f"{WHERE}{number}{act}").status_code == 404
    for act in ("/mat-khau", "/xac-thuc", "/khoa", "/phien/ket-thuc", "/vai-tro", "/thoi-vai-tro/author"):
        assert admin.post(f"{WHERE}{number}{act}", {"role": "approver"}).status_code == 404


def test_a_commune_is_not_told_of_roles_elsewhere_and_does_not_lock_who_has_them(
    app: Flask, signed_in: Make, person: People
) -> None:
    both = person("hai@xa.vn", {A: ["author"], B: ["tenant_admin"]})
    at_b, at_a = both.at_the_door(B), both.at_the_door(A)
    admin, number = signed_in(A, "tenant_admin"), _id(app, "hai@xa.vn")
    page = admin.get(f"{WHERE}{number}").text
    assert "Tam Trà" not in page and "Người này còn làm việc ở cổng khác" in page
    for act in ("mat-khau", "xac-thuc", "khoa"):
        assert admin.post(f"{WHERE}{number}/{act}").status_code == 403
    assert admin.post(f"{WHERE}{number}/phien/ket-thuc").status_code == 302
    assert at_a.get("/quan-tri/").status_code == 302 and at_b.get("/quan-tri/").status_code == 200


@pytest.mark.asvs("8.3.1")
def test_nobody_touches_who_has_more_rights(app: Flask, signed_in: Make) -> None:
    signed_in(DISTRICT, "district_admin")
    weaker, number = signed_in(DISTRICT, "tenant_admin"), _id(app, f"district_admin@{DISTRICT}.example")
    for act in ("mat-khau", "xac-thuc", "khoa", "thoi-vai-tro/district_admin"):
        assert weaker.post(f"{WHERE}{number}/{act}").status_code == 403
    answer = weaker.post(f"{WHERE}{number}/vai-tro", {"role": "district_editor", "portal": DISTRICT})
    assert answer.status_code == 422


@pytest.mark.tcvn("7.1.3.3.b")
def test_roles_come_and_go_and_sessions_end(
    app: Flask, signed_in: Make, person: People, trail: Callable[..., list[str]]
) -> None:
    inside = person("an@xa.vn", {A: ["author"]}).at_the_door(A)
    admin, number = signed_in(A, "tenant_admin"), _id(app, "an@xa.vn")
    assert admin.post(f"{WHERE}{number}/vai-tro", {"role": "approver", "portal": A}).status_code == 302
    assert inside.get("/quan-tri/").status_code == 302
    assert admin.post(f"{WHERE}{number}/thoi-vai-tro/author").location == f"{WHERE}{number}"
    assert _roles(app, "an@xa.vn") == ["approver"]
    assert admin.post(f"{WHERE}{number}/thoi-vai-tro/approver").location == WHERE
    assert trail(A, "people") == ["an@xa.vn: +approver", "an@xa.vn: -author", "an@xa.vn: -approver"]


def test_a_commune_gives_no_role_at_another_portal(app: Flask, signed_in: Make, person: People) -> None:
    person("an@xa.vn", {A: ["author"]})
    admin, number = signed_in(A, "tenant_admin"), _id(app, "an@xa.vn")
    assert admin.post(f"{WHERE}{number}/vai-tro", {"role": "approver", "portal": B}).status_code == 422
    assert admin.post(f"{WHERE}{number}/thoi-vai-tro/author/{B}").status_code == 404
    assert _roles(app, "an@xa.vn") == ["author"]


def test_the_district_sees_and_gives_roles_at_every_portal(
    app: Flask, signed_in: Make, person: People, trail: Callable[..., list[str]]
) -> None:
    person("an@xa.vn", {A: ["author"]})
    admin, number = signed_in(DISTRICT, "district_admin"), _id(app, "an@xa.vn")
    assert admin.post(f"{WHERE}{number}/vai-tro", {"role": "approver", "portal": B}).status_code == 302
    assert trail(B, "people") == ["an@xa.vn: +approver"] and trail(DISTRICT, "people") == []
    page = admin.get(f"{WHERE}{number}").text
    assert "Xã Tam Hải" in page and "Xã Tam Trà" in page
    answer = admin.post(f"{WHERE}{number}/vai-tro", {"role": "district_editor", "portal": B})
    assert answer.status_code == 422 and "Chọn ít nhất một vai trò của cổng này" in answer.text
    assert admin.post(f"{WHERE}{number}/thoi-vai-tro/approver/{B}").status_code == 302
    assert _roles(app, "an@xa.vn") == ["author"]
    assert admin.post(f"{WHERE}{number}/khoa").status_code == 302
    assert Browser(app, A).sign_in("an@xa.vn").status_code == 401


def test_the_list_of_everybody_is_searched(app: Flask, signed_in: Make, person: People) -> None:
    person("nguyễn@xa.vn", {A: ["author"]})
    person("tran@xa.vn", {B: ["approver"]})
    person("le@xa.vn", {})
    admin = signed_in(DISTRICT, "district_admin")

    def found(query: str) -> list[str]:
        page = admin.get(f"{WHERE}tat-ca?{query}", headers={"HX-Request": "true"}).text
        assert "<html" not in page
        return re.findall(r'class="note">([^<@]+)@xa.vn', page)

    assert found("") == ["le", "nguyễn", "tran"]
    assert found("q=NGUYEN") == ["nguyễn"]
    assert found(f"cong={B}") == found("vai-tro=approver") == found("xem=khong-xac-thuc&q=tran") == ["tran"]
    assert found("xem=khong-vai-tro") == ["le"] and found("xem=tam-khoa") == []
    assert found(f"cong={A}&vai-tro=approver") == []


def test_only_the_district_lists_everybody(app: Flask, signed_in: Make) -> None:
    admin = signed_in(DISTRICT, "district_admin")
    assert "Người dùng của mọi cổng" in admin.get(f"{WHERE}tat-ca").text
    assert signed_in(DISTRICT, "tenant_admin").get(f"{WHERE}tat-ca").status_code == 403
    assert signed_in(A, "tenant_admin").get(f"{WHERE}tat-ca").status_code == 403
    at_commune = admin.post(f"/quan-tri/chuyen/{A}").location.partition(":8000")[2]
    there = Browser(app, A)
    there.get(at_commune)
    assert there.get(f"{WHERE}tat-ca").status_code == 404


def test_many_people_get_a_search(app: Flask, signed_in: Make, person: People) -> None:
    admin = signed_in(A, "tenant_admin")
    assert 'role="search"' not in admin.get(WHERE).text
    for number in range(21):
        person(f"nguoi{number}@xa.vn", {A: ["approver" if number == 7 else "author"]})
    page = admin.get(WHERE).text
    assert 'role="search"' in page and page.count("@xa.vn") == 21
    assert admin.get(f"{WHERE}?q=nguoi12").text.count("@xa.vn") == 1
    assert admin.get(f"{WHERE}?vai-tro=approver").text.count("@xa.vn") == 1
    assert "Không tìm thấy người nào" in admin.get(f"{WHERE}?q=khongco", headers={"HX-Request": "true"}).text


def test_nobody_locks_or_demotes_themselves(app: Flask, signed_in: Make) -> None:
    admin = signed_in(A, "tenant_admin")
    number = _id(app, f"tenant_admin@{A}.example")
    for act in ("khoa", "xac-thuc", "phien/ket-thuc", "thoi-vai-tro/tenant_admin"):
        assert admin.post(f"{WHERE}{number}/{act}").status_code == 302
    assert admin.get(f"{WHERE}{number}/ban-giao").status_code == 302
    assert admin.get("/quan-tri/").status_code == 200


@pytest.mark.tcvn("7.2.4.2.b")
def test_who_appoints_the_counter_reads_no_dossier(app: Flask, signed_in: Make, person: People) -> None:
    person("mot-cua@xa.vn", {A: ["author"]})
    admin = signed_in(A, "tenant_admin")
    clerk, own = _id(app, "mot-cua@xa.vn"), _id(app, f"tenant_admin@{A}.example")
    assert admin.post(f"{WHERE}{clerk}/vai-tro", {"role": "counter_clerk", "portal": A}).status_code == 302
    assert _roles(app, "mot-cua@xa.vn") == ["author", "counter_clerk"]
    assert admin.post(f"{WHERE}{own}/vai-tro", {"role": "counter_clerk", "portal": A}).status_code == 403
    assert _roles(app, f"tenant_admin@{A}.example") == ["tenant_admin"]
