"""Who leaves is asked once more who they are, unless they showed it a moment ago: a telephone that lies open must not
close its owner's account."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.citizens.models import Citizen, CitizenSession
from portal.clock import utc_now
from portal.extensions import db
from portal.web.rates import Rates
from tests.citizens.conftest import DOOR, EMAIL, HOME, Post, ask_code, enter, later
from tests.conftest import A, Browser

LEAVE, PROOF = "/tai-khoan/roi-di", "/tai-khoan/roi-di/ma"
CLOSING = {"word": "ĐỒNG Ý", "cach": "dong"}
Arrived = Callable[..., Browser]


@pytest.fixture()
def left_open(app: Flask, arrived: Arrived) -> Callable[..., Browser]:
    """A citizen who signed in twenty minutes ago and was there all the time."""

    def make(**how: Any) -> Browser:
        browser = arrived(**how)
        later(app, 1200)
        with app.app_context():
            began = utc_now() - timedelta(minutes=20)
            db.session.execute(update(CitizenSession).values(started_at=began))
            db.session.commit()
        return browser

    return make


def _leave(browser: Browser, form: dict[str, str] = CLOSING) -> Any:
    return browser.post(LEAVE, form, token_from=f"{LEAVE}?cach={form.get('cach', '')}")


def _prove(browser: Browser, code: str) -> Any:
    return browser.post(PROOF, {"code": code}, token_from=PROOF)


def _stays(app: Flask) -> bool:
    with app.app_context():
        one = db.session.scalars(select(Citizen)).one()
        return one.closed_at is None and one.consent_at is not None


@pytest.mark.asvs("7.5.1")
def test_an_account_is_closed_with_a_fresh_code(app: Flask, left_open: Arrived, post: Post) -> None:
    browser = left_open()
    answer = _leave(browser)
    assert (answer.status_code, answer.location) == (303, PROOF) and _stays(app)
    page = browser.get(PROOF).text
    assert "Đóng tài khoản" in page and 'autocomplete="one-time-code"' in page and EMAIL not in page
    assert _prove(browser, "000000" if (code := post.code()) != "000000" else "000001").status_code == 422
    assert _stays(app)
    assert _prove(browser, code).location == DOOR
    assert not _stays(app) and browser.get(HOME).location.startswith(DOOR)


@pytest.mark.asvs("7.5.1")
def test_consent_is_taken_back_with_a_fresh_code(app: Flask, left_open: Arrived, post: Post) -> None:
    browser = left_open()
    assert _leave(browser, {"word": "đồng ý", "cach": "rut"}).location == PROOF
    assert "Rút lại đồng ý" in browser.get(PROOF).text
    assert _prove(browser, post.code()).location == DOOR
    with app.app_context():
        one = db.session.scalars(select(Citizen)).one()
        assert one.closed_at is None and one.consent_at is None  # what was asked for is done, and no more


def test_whoever_has_just_signed_in_is_not_asked_again(app: Flask, arrived: Arrived) -> None:
    assert _leave(arrived()).location == DOOR
    assert not _stays(app)


def test_a_wrong_word_sends_no_code(app: Flask, left_open: Arrived, post: Post) -> None:
    browser = left_open()
    post.take()
    assert _leave(browser, CLOSING | {"word": "không"}).status_code == 422
    assert post.take() == [] and browser.get(PROOF).location.startswith(LEAVE)


def test_the_page_of_the_code_alone_does_nothing(app: Flask, left_open: Arrived, post: Post) -> None:
    browser = left_open()
    assert browser.get(PROOF).location.startswith(LEAVE)
    answer = browser.post(PROOF, {"code": "123456"}, token_from=LEAVE)
    assert answer.location.startswith(LEAVE) and _stays(app)


def test_a_code_of_the_door_closes_nothing(app: Flask, left_open: Arrived, post: Post) -> None:
    """A code that somebody was talked into reading out for signing in elsewhere is no code for leaving."""
    browser = left_open()
    other = Browser(app, A)
    ask_code(other, EMAIL)
    of_the_door = post.code()
    later(app, 61)
    assert _leave(browser).location == PROOF
    own = post.code()
    if of_the_door != own:
        assert _prove(browser, of_the_door).status_code == 422
    assert _stays(app)
    assert enter(other, own).status_code == 422


def test_a_code_of_one_browser_is_none_in_another(app: Flask, left_open: Arrived, post: Post) -> None:
    first, second = left_open(), left_open()
    later(app, 61)
    assert _leave(first).location == PROOF
    code = post.code()
    assert second.get(PROOF).location.startswith(LEAVE)
    answer = second.post(PROOF, {"code": code}, token_from=LEAVE)
    assert answer.location.startswith(LEAVE) and _stays(app)


def test_five_wrong_codes_and_it_is_begun_anew(app: Flask, left_open: Arrived, post: Post) -> None:
    browser = left_open()
    _leave(browser)
    right = post.code()
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    assert [_prove(browser, wrong).status_code for _i in range(5)] == [422] * 5
    answer = _prove(browser, right)
    assert answer.status_code == 422 and "yêu cầu mã mới" in answer.text and _stays(app)
    app.extensions["visitor_rates"] = Rates()  # a minute later, for this device
    typed = dict(re.findall(r'name="(cach|word)" value="([^"]+)"', answer.text))
    assert typed == CLOSING  # another code is one button away, without typing the word again
    assert _leave(browser, typed).location == PROOF
    assert _prove(browser, post.code()).location == DOOR and not _stays(app)


def test_where_a_code_went_just_now_the_word_stands_in_the_page(
    app: Flask, left_open: Arrived, post: Post
) -> None:
    browser = left_open()
    assert _leave(browser).location == PROOF
    answer = _leave(browser)
    assert answer.status_code == 429 and "60 giây" in answer.text and 'value="ĐỒNG Ý"' in answer.text
    assert _prove(browser, post.code()).location == DOOR  # and the first code is still good


def _forget_contact(app: Flask) -> None:
    """Make it an account that only VNeID vouches for."""
    with app.app_context():
        one = db.session.scalars(select(Citizen)).one()
        one.email = one.phone = ""
        one.email_mark = one.phone_mark = None
        db.session.commit()


def test_who_has_no_contact_signs_in_anew(app: Flask, left_open: Arrived, post: Post) -> None:
    browser = left_open()
    _forget_contact(app)
    answer = _leave(browser)
    assert answer.status_code == 303 and answer.location.startswith(f"{DOOR}?next=") and _stays(app)
    assert "roi-di" in answer.location and browser.get(HOME).location.startswith(DOOR)


def test_who_has_no_contact_adds_none_without_signing_in_anew(app: Flask, left_open: Arrived) -> None:
    """Or a stranger at the open telephone would add a contact, get the code there, and close the account or keep it."""
    browser = left_open()
    _forget_contact(app)
    assert browser.get(HOME).status_code == 200
    answer = browser.get("/tai-khoan/lien-he")
    assert answer.status_code == 303 and answer.location.startswith(f"{DOOR}?next=")
    assert "lien-he" in answer.location and browser.get(HOME).location.startswith(DOOR)
    with app.app_context():
        assert db.session.scalars(select(Citizen)).one().email == ""
