"""Passwords that end: those that somebody else made at once, all after some days where the office says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal import setup
from portal.accounts.models import SignInSession, User
from portal.clock import utc_now
from portal.config import InvalidSetting, Settings
from portal.extensions import db
from tests.accounts.conftest import Clock, Person, send_code
from tests.conftest import DISTRICT, PASSWORD, A, Browser
from tests.factories import Factory

People = Callable[..., Person]
Make = Callable[..., Browser]
EMAIL, OWN = "lan@tam-hai.example", "con-ga-qua-cau-tre-7"
PAGE, DESK = "/quan-tri/mat-khau", "/quan-tri/tin-tuc/"


def _change(browser: Browser, old: str, new: str) -> int:
    form = {"old": old, "new": new, "again": new}
    status: int = browser.post(PAGE, form, token_from=PAGE).status_code
    return status


def _id(app: Flask, email: str = EMAIL) -> int:
    with app.app_context():
        return db.session.scalars(select(User.id).where(User.email == email)).one()


def _given(app: Flask, boss: Browser) -> str:
    """The password that an administrator makes for the person, as the page shows it once."""
    page = boss.post(f"/quan-tri/nguoi-dung/{_id(app)}/mat-khau").text
    found = re.search(r"\b[a-z2-9]{4}(?:-[a-z2-9]{4}){3}\b", page)
    assert found, page
    return found[0]


def _aged(app: Flask, days: float, **columns: object) -> None:
    """The password of the person is so old."""
    with app.app_context():
        then = utc_now() - timedelta(days=days)
        db.session.execute(update(User).where(User.email == EMAIL).values({"password_at": then, **columns}))
        db.session.commit()


@pytest.fixture()
def ninety(app: Flask) -> Flask:
    """An installation whose passwords last ninety days."""
    app.config["PORTAL"].__dict__["password_days"] = 90
    return app


@pytest.mark.tcvn("7.2.3.1.d")
def test_a_password_that_an_administrator_made_opens_only_the_page_that_changes_it(
    app: Flask, person: People, signed_in: Make
) -> None:
    person(EMAIL, {A: ["author"]})
    given = _given(app, signed_in(A, "tenant_admin"))
    lan = Browser(app, A)
    assert lan.sign_in(EMAIL, given).status_code == 302
    for path in ("/quan-tri/", DESK, "/quan-tri/tai-khoan/", "/quan-tri/thong-bao/"):
        answer = lan.get(path)
        assert (answer.status_code, answer.location) == (302, PAGE), path
    assert lan.post("/quan-tri/tin-tuc/moi", {"title": "Tin"}).status_code == 403
    assert lan.get(DESK, headers={"HX-Request": "true"}).status_code == 403
    page = lan.get(PAGE)
    assert page.status_code == 200 and "do người khác cấp" in page.text
    assert _change(lan, given, given) == 422  # the same again is no other one
    assert _change(lan, given, OWN) == 302
    assert lan.sign_in(EMAIL, OWN).status_code == 302
    assert lan.get(DESK).status_code == 200


@pytest.mark.tcvn("7.2.3.1.d")
def test_the_first_password_of_an_account_that_was_made_at_once_is_changed_too(
    app: Flask, signed_in: Make
) -> None:
    boss = signed_in(A, "tenant_admin")
    form = {"name": "Lan", "email": EMAIL, "role": "author", "action": "password"}
    page = boss.post("/quan-tri/nguoi-dung/", form).text
    found = re.search(r"\b[a-z2-9]{4}(?:-[a-z2-9]{4}){3}\b", page)
    assert found, page
    lan = Browser(app, A)
    lan.sign_in(EMAIL, found[0])
    assert lan.get(DESK).location == PAGE
    assert lan.post("/quan-tri/dang-xuat").status_code == 302  # who will not may leave


@pytest.mark.asvs("6.4.1")
@pytest.mark.tcvn("7.2.3.1.d")
def test_so_is_the_one_of_the_first_administrator_that_the_log_still_tells(app: Flask) -> None:
    with app.app_context():
        made = setup._first_administrator()
    with app.app_context():
        assert made is not None and setup._first_administrator() is None
    first = Browser(app, DISTRICT)
    first.sign_in(*made)
    assert first.get(DESK).location == PAGE
    assert _change(first, made[1], OWN) == 302
    first.sign_in(made[0], OWN)
    assert first.get(DESK).status_code == 200


@pytest.mark.tcvn("7.2.3.1.d")
def test_so_is_one_that_the_command_line_made(app: Flask, person: People) -> None:
    person(EMAIL, {A: ["author"]})
    said = app.test_cli_runner().invoke(args=["people", "reset", EMAIL]).output
    found = re.search(r": (\S+)\n", said)
    assert found
    lan = Browser(app, A)
    lan.sign_in(EMAIL, found[1])
    assert lan.get(DESK).location == PAGE


def test_the_second_factor_comes_before_the_change(
    strict: Flask, person: People, clock: Clock, signed_in: Make
) -> None:
    """Whoever knows the password alone does not make it their own."""
    minh = person(EMAIL, {A: ["approver"]}, clock)
    minh.set_up(A)
    _aged(strict, 0, password_given_at=utc_now())
    clock.pass_by(60)
    browser = minh.at_the_door(A)
    assert "/quan-tri/xac-thuc" in browser.get(PAGE).location
    assert send_code(browser, minh.code()).status_code == 302  # type: ignore[attr-defined]
    assert browser.get(DESK).location == PAGE and browser.get(PAGE).status_code == 200


@pytest.mark.tcvn("7.2.3.1.đ")
def test_where_passwords_last_ninety_days_an_older_one_is_changed_first(
    ninety: Flask, person: People
) -> None:
    person(EMAIL, {A: ["author"]})
    lan = Browser(ninety, A)
    lan.sign_in(EMAIL)
    assert lan.get(DESK).status_code == 200
    _aged(ninety, 89.9)
    lan.sign_in(EMAIL)
    assert lan.get(DESK).status_code == 200
    _aged(ninety, 90.1)
    lan = Browser(ninety, A)
    lan.sign_in(EMAIL)
    assert lan.get(DESK).location == PAGE and "90 ngày" in lan.get(PAGE).text
    assert _change(lan, PASSWORD, OWN) == 302
    lan.sign_in(EMAIL, OWN)
    assert lan.get(DESK).status_code == 200


def test_a_password_that_was_never_dated_counts_from_the_account(ninety: Flask, person: People) -> None:
    """Accounts of earlier versions."""
    person(EMAIL, {A: ["author"]})
    _aged(ninety, 0, password_at=None, created_at=utc_now() - timedelta(days=400))
    lan = Browser(ninety, A)
    lan.sign_in(EMAIL)
    assert lan.get(DESK).location == PAGE


def test_nobody_is_sent_away_from_what_they_are_writing(ninety: Flask, person: People) -> None:
    """A password that ends during a session is asked for at the next one."""
    person(EMAIL, {A: ["author"]})
    lan = Browser(ninety, A)
    lan.sign_in(EMAIL)
    _aged(ninety, 90.01)
    with ninety.app_context():
        began = utc_now() - timedelta(hours=1)
        db.session.execute(update(SignInSession).values(started_at=began))
        db.session.commit()
    assert lan.get(DESK).status_code == 200


def test_unless_the_office_says_so_no_password_ends(app: Flask, person: People, factory: Factory) -> None:
    person(EMAIL, {A: ["author"]})
    _aged(app, 4000)
    lan = Browser(app, A)
    lan.sign_in(EMAIL)
    assert lan.get(DESK).status_code == 200


def test_days_are_a_number_that_makes_sense() -> None:
    assert Settings().password_days == 0
    assert Settings.from_environment({"PORTAL_PASSWORD_DAYS": "90"}).password_days == 90
    with pytest.raises(InvalidSetting, match="PORTAL_PASSWORD_DAYS"):
        Settings.from_environment({"PORTAL_PASSWORD_DAYS": "-1"})
