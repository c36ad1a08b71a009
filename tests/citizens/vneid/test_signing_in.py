"""Signing in with VNeID, linking it, leaving: the whole way against a real HTTP service."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from portal import create_app
from portal.citizens.models import Citizen, VneidArrival
from portal.extensions import db
from tests.citizens.conftest import CONSENT, DOOR, EMAIL, HOME, Post
from tests.citizens.vneid.provider import PERSON, Provider
from tests.citizens.vneid.trip import FIRST, GO, begin, sessions, sign_in
from tests.conftest import A, B, Browser, settings_for


def test_somebody_comes_with_vneid_for_the_first_time(app: Flask, provider: Provider) -> None:
    browser = Browser(app, A)
    assert "VNeID" in browser.get(DOOR).text
    assert sign_in(browser, provider).location == FIRST
    page = browser.get(FIRST).text
    assert PERSON["name"] in page and PERSON["identity_number"] not in page
    assert browser.post(FIRST, {}, token_from=FIRST).status_code == 422
    assert sessions(app) == 0
    assert browser.post(FIRST, {"consent": "y"}, token_from=FIRST).location == HOME
    page = browser.get(HOME).text
    assert PERSON["identity_number"] in page and "25/11/1980" in page and "Đã xác thực bằng VNeID" in page
    again = Browser(app, B)
    assert sign_in(again, provider, "?next=/thu-tuc/").location == "/thu-tuc/"
    with app.app_context():
        assert len(db.session.scalars(select(Citizen)).all()) == 1


def test_what_vneid_said_is_not_changed_by_hand(app: Flask, provider: Provider) -> None:
    browser = Browser(app, A)
    begin(browser, provider)
    sent = {"name": "Người Khác", "identity": "049080009999", "born": "1/1/1980", "address": "Thôn 3"}
    assert browser.post("/tai-khoan/thong-tin", sent, token_from="/tai-khoan/thong-tin").status_code == 303
    page = browser.get(HOME).text
    assert PERSON["name"] in page and PERSON["identity_number"] in page and "Thôn 3" in page


@pytest.mark.asvs("6.8.1")
def test_no_account_is_taken_over_by_a_number_that_somebody_typed(
    app: Flask, provider: Provider, arrived: Callable[..., Browser]
) -> None:
    victim = arrived()
    sent = {
        "name": "Nguyễn Thị Sáu",
        "identity": PERSON["identity_number"],
        "born": "25/11/1980",
        "address": "",
    }
    assert victim.post("/tai-khoan/thong-tin", sent, token_from="/tai-khoan/thong-tin").status_code == 303
    other = Browser(app, A)
    begin(other, provider)
    assert EMAIL not in other.get(HOME).text
    with app.app_context():
        assert len(db.session.scalars(select(Citizen)).all()) == 2


def test_vneid_is_linked_to_an_account_by_who_proves_its_contact(
    app: Flask, provider: Provider, arrived: Callable[..., Browser], post: Post
) -> None:
    mine = arrived()
    assert sign_in(mine, provider).location == FIRST
    assert "Liên kết với tài khoản đang dùng" in mine.get(FIRST).text
    assert mine.post("/tai-khoan/vneid/lien-ket", token_from=FIRST).location == HOME
    page = mine.get(HOME).text
    assert EMAIL in page and PERSON["identity_number"] in page
    elsewhere = Browser(app, B)
    assert sign_in(elsewhere, provider).location == HOME
    assert EMAIL in elsewhere.get(HOME).text
    with app.app_context():
        assert db.session.scalars(select(VneidArrival)).all() == []


@pytest.mark.asvs("7.6.2")
def test_linking_needs_a_signed_in_account(app: Flask, provider: Provider) -> None:
    browser = Browser(app, A)
    assert sign_in(browser, provider).location == FIRST
    assert browser.post("/tai-khoan/vneid/lien-ket", token_from=FIRST).status_code == 401


@pytest.mark.asvs("6.8.1", "10.5.2")
def test_one_vneid_is_of_one_account(app: Flask, provider: Provider, arrived: Callable[..., Browser]) -> None:
    begin(Browser(app, A), provider)
    mine = arrived()
    provider.person["sub"] = "vneid-2"
    sign_in(mine, provider)
    mine.post("/tai-khoan/vneid/lien-ket", token_from=FIRST)
    provider.person["sub"] = "vneid-3"
    sign_in(mine, provider)
    assert mine.post("/tai-khoan/vneid/lien-ket", token_from=FIRST).status_code == 409
    with app.app_context():
        assert len(db.session.scalars(select(Citizen).where(Citizen.vneid_mark.is_not(None))).all()) == 2


def test_who_turns_back_at_vneid_is_told_so(app: Flask, provider: Provider) -> None:
    browser = Browser(app, A)
    state = parse_qs(urlsplit(browser.get(GO).location).query)["state"][0]
    answer = browser.get(f"/tai-khoan/vneid/ve?error=access_denied&state={state}")
    assert answer.location == DOOR and "chưa hoàn tất" in browser.get(DOOR).text


def test_without_a_provider_there_is_no_such_door(blank_instance: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(blank_instance, tmp_path / "khac")
    app = create_app(settings_for(tmp_path / "khac"))
    browser = Browser(app, A)
    assert (
        browser.get(GO).status_code == 404
        and browser.get("/tai-khoan/vneid/ve?state=x&code=y").status_code == 404
    )
    assert "VNeID" not in browser.get(DOOR).text


def test_who_withdrew_agrees_anew_before_anything_is_held(app: Flask, provider: Provider) -> None:
    browser = Browser(app, A)
    begin(browser, provider)
    assert (
        browser.post("/tai-khoan/roi-di", {"word": "đồng ý"}, token_from="/tai-khoan/roi-di").location == DOOR
    )
    with app.app_context():
        left = db.session.scalars(select(Citizen)).one()
        assert (left.name, left.identity, left.identity_mark) == ("", "", "")
    assert sign_in(browser, provider).location == FIRST
    with app.app_context():
        assert db.session.scalars(select(Citizen)).one().identity == ""
    assert browser.post(FIRST, {"consent": "y"}, token_from=FIRST).location == HOME
    assert CONSENT not in str(browser.get(HOME).location)
