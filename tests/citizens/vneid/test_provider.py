"""A provider that lies, mixes up, is replayed or is down: nothing opens, and it is said so."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from joserfc.jwk import RSAKey

from portal import create_app
from portal.citizens.vneid.claims import UnusableClaims, read_claims
from portal.config import InvalidSetting
from portal.extensions import db
from tests.citizens.conftest import DOOR, HOME
from tests.citizens.vneid.provider import BAD_SIGNATURES, Provider, serving
from tests.citizens.vneid.trip import FIRST, GO, begin, sessions, set_out, sign_in
from tests.conftest import A, B, Browser, settings_for


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "cua-lan-khac"}, {"aud": "cong-khac"}, {"aud": ["cong-nui-thanh", "cong-khac"]},
        {"iss": "https://gia.vn"}, {"exp": int(time.time()) - 3600}, {"iat": int(time.time()) + 3600},
        {"iat": int(time.time()) - 3600}, {"sub": ""}, {"nonce": None}, {"exp": None}, {"sub": "nguoi-khac"},
    ],
)  # fmt: skip
@pytest.mark.asvs("9.2.1", "9.2.2", "9.2.3", "10.5.1", "10.5.4")
def test_a_token_that_does_not_hold_opens_nothing(
    app: Flask, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    answer = sign_in(Browser(app, A), provider)
    assert answer.status_code == 400 and "Set-Cookie" not in str(answer.headers.getlist("cong_dan"))
    assert sessions(app) == 0


@pytest.mark.parametrize("how", BAD_SIGNATURES)
@pytest.mark.asvs("6.8.2", "9.1.1", "9.1.2", "9.1.3")
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
@pytest.mark.asvs("6.8.4")
def test_somebody_of_whom_it_is_not_said_who_they_are_does_not_come_in(
    app: Flask, provider: Provider, lacking: dict[str, str]
) -> None:
    provider.userinfo = lacking
    assert sign_in(Browser(app, A), provider).status_code == 400


@pytest.mark.asvs("10.1.1")
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


@pytest.mark.asvs("10.1.2", "10.2.1")
def test_an_answer_to_another_browsers_trip_opens_nothing(app: Flask, provider: Provider) -> None:
    """A stranger's finished trip is not put upon somebody else (login CSRF), whether they are on the way or not."""
    mine, stranger = Browser(app, A), Browser(app, A)
    theirs = set_out(stranger, provider)
    assert mine.get(theirs).status_code == 400
    own = set_out(mine, provider)
    assert mine.get(theirs).status_code == 400
    assert mine.get(own).status_code == 400  # a mixed-up state ends the trip
    assert stranger.get(theirs).location == FIRST


@pytest.mark.asvs("10.2.1")
def test_a_code_that_was_swapped_is_of_no_use(app: Flask, provider: Provider) -> None:
    mine, stranger = Browser(app, A), Browser(app, A)
    theirs = parse_qs(urlsplit(set_out(stranger, provider)).query)["code"][0]
    state = parse_qs(urlsplit(set_out(mine, provider)).query)["state"][0]
    assert mine.get(f"/tai-khoan/vneid/ve?code={theirs}&state={state}").status_code == 400  # PKCE


@pytest.mark.parametrize("place", ["/token", "/jwks", "/userinfo"])
def test_a_provider_in_trouble_is_told_as_one(app: Flask, provider: Provider, place: str) -> None:
    browser = Browser(app, A)
    back = set_out(browser, provider)
    provider.answers[place] = 503
    answer = browser.get(back)
    assert answer.status_code == 503 and "không trả lời" in answer.text


@pytest.mark.asvs("16.5.2")
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


@pytest.mark.asvs("10.2.2", "10.5.3")
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


def test_half_a_configuration_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="PORTAL_VNEID"):
        create_app(settings_for(tmp_path, database_url="", vneid_issuer="https://vneid.gov.vn"))
    with pytest.raises(InvalidSetting, match="PORTAL_INNER_SERVERS"):
        create_app(settings_for(tmp_path, database_url="", inner_servers="may-chu-khong-co-cong"))


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
