"""Links by e-mail: a new password, a new address (SAFETY.md A34, A37)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.accounts.models import AccountToken, User
from portal.clock import utc_now
from portal.extensions import db
from portal.mail.models import OutgoingMail
from tests.accounts.conftest import Person
from tests.conftest import PASSWORD, A, B, Browser

People = Callable[..., Person]
Mails = Callable[[str], list[OutgoingMail]]
NEW = "mat-khau-moi-tinh-tuom"


def _ask(browser: Browser, email: str) -> Any:
    where = "/quan-tri/quen-mat-khau"
    return browser.post(where, {"email": email}, token_from=where)


def _token_of(mail: OutgoingMail) -> str:
    found = re.search(r"/quan-tri/(?:dat-lai|doi-thu|loi-moi)/(\S+)", mail.text)
    assert found, mail.text
    return found[1]


def _set(browser: Browser, password: str = NEW, again: str | None = None) -> Any:
    form = {"new": password, "again": password if again is None else again}
    return browser.post("/quan-tri/dat-lai", form, token_from="/quan-tri/dat-lai")


def _opened(app: Flask, mail: OutgoingMail, slug: str = A) -> Browser:
    """A browser that opened the link of a mail."""
    browser = Browser(app, slug)
    answer = browser.get(f"/quan-tri/dat-lai/{_token_of(mail)}")
    assert answer.location == "/quan-tri/dat-lai" and answer.headers["Referrer-Policy"] == "no-referrer"
    return browser


def test_known_and_unknown_addresses_get_the_same_answer(
    app: Flask, person: People, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    from argon2 import PasswordHasher

    hashes: list[int] = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda self, *args: hashes.append(1) or verify(self, *args))
    person("an@xa.vn", {A: ["author"]})
    person("la@xa.vn", {B: ["author"]})
    answers = set()
    for email in ("an@xa.vn", "khong-co@xa.vn", "la@xa.vn"):
        answer = _ask(Browser(app, A), email)
        answers.add((answer.status_code, re.sub(r'value="[^"]*"', "", answer.text)))
    assert len(answers) == 1 and len(hashes) == 3
    assert [one.to for one in mails(A)] == ["an@xa.vn"] and mails(B) == []


@pytest.mark.asvs("6.4.3")
def test_a_link_sets_a_password_once(app: Flask, person: People, mails: Mails) -> None:
    inside = person("an@xa.vn", {A: ["author"]}).at_the_door(A)
    _ask(Browser(app, A), " An@xa.vn ")
    (mail,) = mails(A)
    assert "30 phút" in mail.text and f"{A}.localhost" in mail.text
    browser = _opened(app, mail)
    token = _token_of(mail)
    page = browser.get("/quan-tri/dat-lai")
    assert page.status_code == 200 and token not in page.text
    assert _set(browser, "ngan").status_code == 422 and _set(browser, again="khac").status_code == 422
    assert _set(browser).location == "/quan-tri/dang-nhap"
    assert inside.get("/quan-tri/").status_code == 302  # every session ended
    assert Browser(app, A).sign_in("an@xa.vn").status_code == 401
    assert Browser(app, A).sign_in("an@xa.vn", NEW).status_code == 302
    again = Browser(app, A)
    again.get(f"/quan-tri/dat-lai/{token}")
    assert again.get("/quan-tri/dat-lai").status_code == 410


def test_opening_a_link_uses_nothing_up(app: Flask, person: People, mails: Mails) -> None:
    person("an@xa.vn", {A: ["author"]})
    _ask(Browser(app, A), "an@xa.vn")
    for _ in range(3):
        assert _opened(app, mails(A)[0]).get("/quan-tri/dat-lai").status_code == 200
    assert _set(_opened(app, mails(A)[0])).status_code == 302


def _later(user: User) -> None:
    db.session.execute(update(AccountToken).values(expires_at=utc_now() - timedelta(seconds=1)))


def _other_address(user: User) -> None:
    user.email = "khac@xa.vn"


def _closed(user: User) -> None:
    user.is_active = False


def _password_changed(user: User) -> None:
    from portal.accounts import service

    service.set_password(user, NEW)


@pytest.mark.parametrize("change", [_later, _other_address, _closed, _password_changed])
def test_a_link_is_void_after(
    app: Flask, person: People, mails: Mails, change: Callable[[User], None]
) -> None:
    person("an@xa.vn", {A: ["author"]})
    _ask(Browser(app, A), "an@xa.vn")
    browser = _opened(app, mails(A)[0])
    with app.app_context():
        change(db.session.scalars(select(User)).one())
        db.session.commit()
    page = browser.get("/quan-tri/dat-lai")
    assert page.status_code == 410 and "Liên kết không dùng được" in page.text


def test_nobody_fills_a_mailbox(app: Flask, person: People, mails: Mails) -> None:
    person("an@xa.vn", {A: ["author"]})
    for _ in range(5):
        assert _ask(Browser(app, A), "an@xa.vn").status_code == 200
    assert len(mails(A)) == 3


@pytest.mark.parametrize("token", ["x", "a" * 500, "%00", "..", "<b>"])
def test_a_made_up_link_is_void(app: Flask, token: str) -> None:
    for page in ("dat-lai", "doi-thu", "loi-moi"):
        browser = Browser(app, A)
        assert browser.get(f"/quan-tri/{page}/{token}").status_code in {302, 404}
        assert browser.get(f"/quan-tri/{page}").status_code == 410


@pytest.mark.asvs("9.2.2")
def test_a_link_of_one_purpose_serves_no_other(app: Flask, person: People, mails: Mails) -> None:
    person("an@xa.vn", {A: ["author"]})
    _ask(Browser(app, A), "an@xa.vn")
    browser = Browser(app, A)
    browser.get(f"/quan-tri/doi-thu/{_token_of(mails(A)[0])}")
    assert browser.get("/quan-tri/doi-thu").status_code == 410


def test_a_new_address_counts_once_its_link_was_opened(
    app: Flask, person: People, mails: Mails, trail: Callable[..., list[str]]
) -> None:
    browser = person("an@xa.vn", {A: ["author"]}).at_the_door(A)
    form = {"email": "An.Moi@xa.vn", "password": "sai"}
    where = "/quan-tri/tai-khoan/thu-dien-tu"
    assert browser.post(where, form).status_code == 422 and mails(A) == []
    assert browser.post(where, form | {"password": PASSWORD}).status_code == 302
    (mail,) = mails(A)
    assert mail.to == "an.moi@xa.vn"
    assert Browser(app, A).sign_in("an@xa.vn").status_code == 302
    elsewhere = Browser(app, A)  # the mail is read on the telephone
    elsewhere.get(f"/quan-tri/doi-thu/{_token_of(mail)}")
    assert "an.moi@xa.vn" in elsewhere.get("/quan-tri/doi-thu").text
    assert elsewhere.post("/quan-tri/doi-thu", token_from="/quan-tri/doi-thu").status_code == 302
    assert Browser(app, A).sign_in("an@xa.vn").status_code == 401
    assert Browser(app, A).sign_in("an.moi@xa.vn").status_code == 302
    assert mails(A)[-1].to == "an@xa.vn" and "đã đổi" in mails(A)[-1].text
    assert trail(A, "address.changed") == ["an@xa.vn → an.moi@xa.vn"]


def test_an_address_of_somebody_else_is_not_taken_and_not_told(
    app: Flask, person: People, mails: Mails
) -> None:
    person("co@xa.vn", {B: ["author"]})
    browser = person("an@xa.vn", {A: ["author"]}).at_the_door(A)
    form = {"email": "co@xa.vn", "password": PASSWORD}
    assert browser.post("/quan-tri/tai-khoan/thu-dien-tu", form).status_code == 302
    other = Browser(app, A)
    other.get(f"/quan-tri/doi-thu/{_token_of(mails(A)[0])}")
    other.post("/quan-tri/doi-thu", token_from="/quan-tri/doi-thu")
    assert Browser(app, A).sign_in("an@xa.vn").status_code == 302
    assert Browser(app, B).sign_in("co@xa.vn").status_code == 302
