"""VNeID as an OpenID Connect provider: the whole way against a real HTTP service, and everything that may go wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from joserfc.jwk import RSAKey
from sqlalchemy import select

from portal import create_app
from portal.citizens.models import Citizen, CitizenSession, VneidArrival
from portal.citizens.vneid.claims import UnusableClaims, read_claims
from portal.config import InvalidSetting
from portal.extensions import db, limiter
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.citizens.conftest import CONSENT, DOOR, EMAIL, HOME, Post
from tests.citizens.provider import BAD_SIGNATURES, PERSON, Provider, serving
from tests.conftest import A, B, Browser, settings_for

GO, FIRST = "/tai-khoan/vneid/di", "/tai-khoan/vneid/lan-dau"


@pytest.fixture()
def provider() -> Iterator[Provider]:
    with serving() as made:
        yield made


@pytest.fixture()
def app(instance: Path, provider: Provider) -> Iterator[Flask]:
    made = create_app(settings_for(instance, **provider.settings()))
    limiter.enabled = False
    with made.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
    yield made
    with made.app_context():
        db.engine.dispose()


def path_of(address: str) -> str:
    """The part of an address that a test client asks for."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def set_out(browser: Browser, provider: Provider, query: str = "") -> str:
    """Go to VNeID and agree there: the address that the browser is sent back to."""
    answer = browser.get(f"{GO}{query}")
    assert answer.status_code == 303 and answer.headers["Cache-Control"] == "no-store"
    assert answer.location.startswith(f"{provider.issuer}/authorize?")
    return path_of(provider.visit(answer.location))


def sign_in(browser: Browser, provider: Provider, query: str = "") -> Any:
    return browser.get(set_out(browser, provider, query))


def begin(browser: Browser, provider: Provider) -> None:
    """A new account."""
    assert sign_in(browser, provider).location == FIRST
    assert browser.post(FIRST, {"consent": "y"}, token_from=FIRST).location == HOME


def sessions(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(select(CitizenSession)).all())


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


def test_linking_needs_a_signed_in_account(app: Flask, provider: Provider) -> None:
    browser = Browser(app, A)
    assert sign_in(browser, provider).location == FIRST
    assert browser.post("/tai-khoan/vneid/lien-ket", token_from=FIRST).status_code == 401


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


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "cua-lan-khac"}, {"aud": "cong-khac"}, {"aud": ["cong-nui-thanh", "cong-khac"]},
        {"iss": "https://gia.vn"}, {"exp": int(time.time()) - 3600}, {"iat": int(time.time()) + 3600},
        {"iat": int(time.time()) - 3600}, {"sub": ""}, {"nonce": None}, {"exp": None}, {"sub": "nguoi-khac"},
    ],
)  # fmt: skip
def test_a_token_that_does_not_hold_opens_nothing(
    app: Flask, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    answer = sign_in(Browser(app, A), provider)
    assert answer.status_code == 400 and "Set-Cookie" not in str(answer.headers.getlist("cong_dan"))
    assert sessions(app) == 0


@pytest.mark.parametrize("how", BAD_SIGNATURES)
def test_a_token_that_the_provider_did_not_sign_opens_nothing(
    app: Flask, provider: Provider, how: str
) -> None:
    provider.sign = BAD_SIGNATURES[how]
    assert sign_in(Browser(app, A), provider).status_code == 400
    assert sessions(app) == 0


def test_userinfo_of_somebody_else_opens_nothing(app: Flask, provider: Provider) -> None:
    provider.userinfo = {"sub": "nguoi-khac"}
    assert sign_in(Browser(app, A), provider).status_code == 400


@pytest.mark.parametrize(
    "lacking",
    [
        {"identity_number": "049180"},
        {"identity_number": "999180001234"},
        {"name": "  "},
        {"birthdate": "1981-01-01"},
    ],
)
def test_somebody_of_whom_it_is_not_said_who_they_are_does_not_come_in(
    app: Flask, provider: Provider, lacking: dict[str, str]
) -> None:
    provider.userinfo = lacking
    assert sign_in(Browser(app, A), provider).status_code == 400


def test_a_code_is_redeemed_once(app: Flask, provider: Provider) -> None:
    browser = Browser(app, A)
    back = set_out(browser, provider)
    assert browser.get(back).status_code == 303
    assert browser.get(back).status_code == 400  # the trip is over
    code = parse_qs(urlsplit(back).query)["code"][0]
    state = parse_qs(urlsplit(browser.get(GO).location).query)["state"][0]
    assert (
        browser.get(f"/tai-khoan/vneid/ve?code={code}&state={state}").status_code == 400
    )  # the provider refuses


def test_an_answer_to_another_browsers_trip_opens_nothing(app: Flask, provider: Provider) -> None:
    """A stranger's finished trip is not put upon somebody else (login CSRF), whether they are on the way or not."""
    mine, stranger = Browser(app, A), Browser(app, A)
    theirs = set_out(stranger, provider)
    assert mine.get(theirs).status_code == 400
    own = set_out(mine, provider)
    assert mine.get(theirs).status_code == 400
    assert mine.get(own).status_code == 400  # a mixed-up state ends the trip
    assert stranger.get(theirs).location == FIRST


def test_a_code_that_was_swapped_is_of_no_use(app: Flask, provider: Provider) -> None:
    mine, stranger = Browser(app, A), Browser(app, A)
    theirs = parse_qs(urlsplit(set_out(stranger, provider)).query)["code"][0]
    state = parse_qs(urlsplit(set_out(mine, provider)).query)["state"][0]
    assert mine.get(f"/tai-khoan/vneid/ve?code={theirs}&state={state}").status_code == 400  # PKCE


def test_who_turns_back_at_vneid_is_told_so(app: Flask, provider: Provider) -> None:
    browser = Browser(app, A)
    state = parse_qs(urlsplit(browser.get(GO).location).query)["state"][0]
    answer = browser.get(f"/tai-khoan/vneid/ve?error=access_denied&state={state}")
    assert answer.location == DOOR and "chưa hoàn tất" in browser.get(DOOR).text


@pytest.mark.parametrize("place", ["/token", "/jwks", "/userinfo"])
def test_a_provider_in_trouble_is_told_as_one(app: Flask, provider: Provider, place: str) -> None:
    browser = Browser(app, A)
    back = set_out(browser, provider)
    provider.answers[place] = 503
    answer = browser.get(back)
    assert answer.status_code == 503 and "không trả lời" in answer.text


def test_a_provider_that_is_down_leaves_the_other_door_open(instance: Path) -> None:
    with serving() as gone:
        settings = gone.settings()
    app = create_app(settings_for(instance, **settings))
    answer = Browser(app, A).get(GO)
    assert answer.status_code == 503 and DOOR in answer.text
    with app.app_context():
        db.engine.dispose()


def test_a_provider_in_trouble_is_left_alone_for_a_while(app: Flask, provider: Provider) -> None:
    provider.answers["/.well-known/openid-configuration"] = 503
    assert [Browser(app, A).get(GO).status_code for _turn in range(4)] == [503] * 4
    assert len(provider.asked) == 1


def test_metadata_of_another_issuer_are_not_believed(app: Flask, provider: Provider) -> None:
    provider.metadata = {"issuer": "https://gia.vn"}
    assert Browser(app, A).get(GO).status_code == 400


def test_new_keys_of_the_provider_are_asked_for(
    app: Flask, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(Browser(app, A), provider)
    provider.key = RSAKey.generate_key(2048, {"kid": "moi"}, private=True)
    with app.app_context():
        from portal.citizens.vneid.flow import provider as bound

        held = bound()
        assert held is not None
        at, keys = held._held["keys"]
        held._held["keys"] = (at - 60, keys)
    assert sign_in(Browser(app, B), provider).location == HOME


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


def test_half_a_configuration_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="PORTAL_VNEID"):
        create_app(settings_for(tmp_path, vneid_issuer="https://vneid.gov.vn"))
    with pytest.raises(InvalidSetting, match="PORTAL_INNER_SERVERS"):
        create_app(settings_for(tmp_path, inner_servers="may-chu-khong-co-cong"))


@pytest.mark.parametrize(
    ("claims", "born"),
    [
        ({"cccd": "049180001234", "ho_ten": "Lê Văn A", "ngay_sinh": "25/11/1980"}, "1980-11-25"),
        ({"citizen_id": "049 180 001 234", "name": "Lê\nVăn A"}, ""),
    ],
)
def test_claims_of_several_spellings(claims: dict[str, str], born: str) -> None:
    found = read_claims(claims, date(2026, 11, 30))
    assert (found.name, found.identity, found.born) == ("Lê Văn A", "049180001234", born)


@pytest.mark.parametrize(
    "claims", [{}, {"name": "A"}, {"cccd": 49180001234, "name": "A"}, {"cccd": "049180001234"}]
)
def test_claims_that_do_not_say_who(claims: dict[str, Any]) -> None:
    with pytest.raises(UnusableClaims):
        read_claims(claims, date(2026, 11, 30))


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
