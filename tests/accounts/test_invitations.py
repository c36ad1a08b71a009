"""Inviting people by a link: who may, how long, how often, into which portal."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.accounts.models import Invitation, User
from portal.clock import utc_now
from portal.extensions import db
from portal.mail.models import OutgoingMail
from portal.tenancy.scope import system_task
from tests.accounts.conftest import Clock, Person, send_code
from tests.conftest import DISTRICT, PASSWORD, A, B, Browser

Make = Callable[..., Browser]
People = Callable[..., Person]
Mails = Callable[[str], list[OutgoingMail]]
WHERE = "/quan-tri/nguoi-dung/"


def _invite(admin: Browser, email: str = "moi@xa.vn", *roles: str, **more: str) -> Any:
    form = {"name": "Trần Thị Mới", "email": email, "role": list(roles or ("author",))} | more
    return admin.post(WHERE, form)


def _link(page: str) -> str:
    found = re.search(r'value="http://[^/"]+(/quan-tri/loi-moi/[^"]+)"', page)
    assert found, page
    return found[1]


def _arrive(app: Flask, link: str, slug: str = A) -> Browser:
    browser = Browser(app, slug)
    assert browser.get(link).location == "/quan-tri/loi-moi"
    return browser


def _join(browser: Browser, **more: str) -> Any:
    form = {"name": "Trần Thị Mới", "new": PASSWORD, "again": PASSWORD} | more
    return browser.post("/quan-tri/loi-moi", form, token_from="/quan-tri/loi-moi")


@pytest.mark.asvs("6.4.1")
def test_a_link_becomes_an_account_once(
    app: Flask, signed_in: Make, mails: Mails, trail: Callable[..., list[str]]
) -> None:
    admin = signed_in(A, "tenant_admin")
    answer = _invite(admin, "Moi@xa.vn", "author", "approver")
    link = _link(answer.text)
    assert answer.status_code == 201
    (mail,) = mails(A)
    assert (mail.to, mail.reason) == ("moi@xa.vn", "invitation") and link in mail.text
    listing = admin.get(WHERE).text
    assert "moi@xa.vn" in listing and link not in listing
    browser = _arrive(app, link)
    page = browser.get("/quan-tri/loi-moi").text
    assert "Người duyệt" in page and "moi@xa.vn" in page
    assert _join(browser, again="khac").status_code == 422
    assert _join(browser).location == "/quan-tri/"
    assert browser.get("/quan-tri/").status_code == 200
    assert _arrive(app, link).get("/quan-tri/loi-moi").status_code == 410
    assert "Lời mời đang chờ" not in admin.get(WHERE).text
    assert trail(A, "people.invited") == ["moi@xa.vn: +approver, +author"]
    assert trail(A, "people.joined")


@pytest.mark.asvs("6.3.3")
def test_a_role_that_asks_for_it_leads_on_to_the_second_factor(
    strict: Flask, person: People, clock: Clock
) -> None:
    admin, _codes = person("quan@xa.vn", {A: ["tenant_admin"]}, clock).set_up(A)
    browser = _arrive(strict, _link(_invite(admin, "moi@xa.vn", "approver").text))
    assert _join(browser).location == "/quan-tri/"
    assert browser.get("/quan-tri/").location.startswith("/quan-tri/xac-thuc")
    newcomer = Person(strict, "moi@xa.vn", clock)
    browser, _codes = newcomer.set_up(A)
    assert browser.get("/quan-tri/").status_code == 200
    assert send_code(newcomer.at_the_door(A), newcomer.code()).status_code == 422  # counted already


def _ran_out(admin: Browser) -> None:
    with system_task("thử"):
        db.session.execute(update(Invitation).values(expires_at=utc_now() - timedelta(seconds=1)))
        db.session.commit()


def _withdrawn(admin: Browser) -> None:
    assert admin.post(f"{WHERE}loi-moi/{_number()}/huy").status_code == 302


def _sent_again(admin: Browser) -> None:
    assert "Đã gửi lời mời" in admin.post(f"{WHERE}loi-moi/{_number()}/gui-lai").text


def _invited_again(admin: Browser) -> None:
    assert _invite(admin).status_code == 201


def _number() -> int:
    with system_task("thử"):
        return db.session.scalars(select(Invitation.id)).one()


@pytest.mark.parametrize("change", [_ran_out, _withdrawn, _sent_again, _invited_again])
def test_a_link_is_void_after(app: Flask, signed_in: Make, change: Callable[[Browser], None]) -> None:
    admin = signed_in(A, "tenant_admin")
    link = _link(_invite(admin).text)
    browser = _arrive(app, link)
    with app.app_context():
        change(admin)
    assert browser.get("/quan-tri/loi-moi").status_code == 410


def test_an_invitation_that_ran_out_is_shown_and_sent_again(app: Flask, signed_in: Make) -> None:
    admin = signed_in(A, "tenant_admin")
    _invite(admin)
    with app.app_context():
        _ran_out(admin)
        number = _number()
    assert "Đã quá hạn" in admin.get(WHERE).text
    link = _link(admin.post(f"{WHERE}loi-moi/{number}/gui-lai").text)
    assert _join(_arrive(app, link)).status_code == 302


def test_a_link_works_at_its_portal_alone(app: Flask, signed_in: Make) -> None:
    link = _link(_invite(signed_in(A, "tenant_admin")).text)
    assert _arrive(app, link, B).get("/quan-tri/loi-moi").status_code == 410


def test_who_has_an_account_joins_with_its_password(app: Flask, signed_in: Make, person: People) -> None:
    person("co@xa.vn", {B: ["author"]})
    admin = signed_in(A, "tenant_admin")
    answer = _invite(admin, "co@xa.vn", "approver")
    assert answer.status_code == 201 and "đã có tài khoản" not in answer.text
    browser = _arrive(app, _link(answer.text))
    where = "/quan-tri/loi-moi"
    assert "đã có tài khoản" in browser.get(where).text
    assert browser.post(where, {"password": "sai"}, token_from=where).status_code == 422
    assert browser.post(where, {"password": PASSWORD}, token_from=where).status_code == 302
    assert browser.get("/quan-tri/").status_code == 200
    with app.app_context():
        user = db.session.scalars(select(User).where(User.email == "co@xa.vn")).one()
        assert sorted(one.role for one in user.memberships) == ["approver", "author"]


def test_nobody_gives_rights_that_they_do_not_have(app: Flask, signed_in: Make) -> None:
    commune, district = signed_in(A, "tenant_admin"), signed_in(DISTRICT, "tenant_admin")
    for admin in (commune, district):
        for role in ("district_admin", "district_editor", "khong-co"):
            for how in ("invite", "password"):
                answer = _invite(admin, "moi@xa.vn", role, action=how)
                assert answer.status_code == 422, (role, how)
    assert _invite(signed_in(DISTRICT, "district_admin"), "moi@xa.vn", "district_admin").status_code == 201


def test_invitations_of_other_portals_do_not_exist(app: Flask, signed_in: Make) -> None:
    _invite(signed_in(A, "tenant_admin"))
    with app.app_context():
        number = _number()
    other = signed_in(B, "tenant_admin")
    assert "moi@xa.vn" not in other.get(WHERE).text
    for act in ("rut", "gui-lai"):
        assert other.post(f"{WHERE}loi-moi/{number}/{act}").status_code == 404


def test_a_form_without_role_or_with_a_bad_address_says_so(signed_in: Make) -> None:
    admin = signed_in(A, "tenant_admin")
    answer = admin.post(WHERE, {"name": "Trần Thị Mới", "email": "moi(a)@xa.vn"})
    assert answer.status_code == 422
    assert "Chọn ít nhất một vai trò" in answer.text and "Thư điện tử chưa đúng dạng" in answer.text
    assert 'value="Trần Thị Mới"' in answer.text


def test_without_mail_an_account_with_a_password_is_made_at_once(app: Flask, signed_in: Make) -> None:
    answer = _invite(signed_in(A, "tenant_admin"), "moi@xa.vn", "author", action="password")
    found = re.search(r"một lần: (\S+)", answer.text)
    assert answer.status_code == 201 and found
    assert Browser(app, A).sign_in("moi@xa.vn", found[1]).status_code == 302
