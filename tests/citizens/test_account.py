"""The account: telling who one is, changing contacts, ending sessions, being told things."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.citizens.models import Citizen, CitizenSession
from portal.citizens.telling import tell
from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from tests.beside import rows
from tests.citizens.conftest import CONSENT, DOOR, EMAIL, HOME, PHONE, Post, ask_code, enter, later
from tests.conftest import A, B, Browser

PROFILE, CONTACT, PROOF = "/tai-khoan/thong-tin", "/tai-khoan/lien-he", "/tai-khoan/lien-he/ma"
DATA, LEAVE, SESSIONS = "/tai-khoan/du-lieu", "/tai-khoan/roi-di", "/tai-khoan/phien"
ME = {
    "name": "Nguyễn Thị Sáu",
    "born": "25/11/1980",
    "identity": "049 180 001 234",
    "address": "Thôn 3, Tam Hải",
}
Arrived = Callable[..., Browser]


def the_one(app: Flask) -> Citizen:
    with app.app_context():
        return db.session.scalars(select(Citizen).where(Citizen.closed_at.is_(None))).one()


def save(browser: Browser, **fields: str) -> Any:
    return browser.post(PROFILE, ME | fields, token_from=PROFILE)


def test_who_one_is_is_kept_sealed(app: Flask, arrived: Arrived) -> None:
    browser = arrived()
    assert save(browser).location == HOME
    page = browser.get(HOME).text
    assert all(one in page for one in ("Nguyễn Thị Sáu", "25/11/1980", "049180001234", "Thôn 3, Tam Hải"))
    held = "\n".join(rows(Path(app.instance_path)))
    assert "citizen " in held and not any(
        one in held for one in ("Thị Sáu", "049180001234", "Thôn 3, Tam Hải", "1980-11-25", EMAIL)
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"identity": "04918000123"}, "đúng 12 chữ số"), ({"identity": "205123456"}, "chứng minh nhân dân"),
        ({"identity": "003180001234"}, "mã tỉnh"), ({"identity": "049181001234"}, "năm sinh"),
        ({"identity": "049280001234"}, "năm sinh"), ({"born": "31/2/1980"}, "25/11/1980"),
        ({"born": "1/1/2090"}, "Ngày sinh"), ({"name": "x" * 121}, "120"), ({"address": "x" * 301}, "300"), 
        ({"identity": "0491800O1234"}, "12 chữ số"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_said_beside_the_field(
    app: Flask, arrived: Arrived, fields: dict[str, str], said: str
) -> None:
    answer = save(arrived(), **fields)
    assert answer.status_code == 422 and said in answer.text
    assert the_one(app).name == ""


def test_a_citizen_may_leave_everything_empty_again(app: Flask, arrived: Arrived) -> None:
    browser = arrived()
    save(browser)
    assert browser.post(PROFILE, dict.fromkeys(ME, ""), token_from=PROFILE).status_code == 303
    person = the_one(app)
    assert (person.name, person.identity, person.identity_mark, person.born, person.address) == ("",) * 5


def codes_of(post: Post) -> dict[str, str]:
    return {to: re.findall(r"\b(\d{6})\b", text)[0] for to, _subject, text in post.take()}


def change(browser: Browser, post: Post, contact: str) -> dict[str, str]:
    assert browser.post(CONTACT, {"contact": contact}, token_from=CONTACT).location == PROOF
    return codes_of(post)


def test_a_contact_is_changed_by_codes_to_both(app: Flask, arrived: Arrived, post: Post) -> None:
    browser = arrived()
    later(app, 61)
    sent = change(browser, post, "moi@example.vn")
    assert set(sent) == {EMAIL, "moi@example.vn"}
    both = {"old_code": sent[EMAIL], "new_code": sent["moi@example.vn"]}
    other = f"{(int(sent[EMAIL]) + 1) % 1_000_000:06d}"
    assert browser.post(PROOF, both | {"old_code": other}, token_from=PROOF).status_code == 422
    assert browser.post(PROOF, both | {"new_code": other}, token_from=PROOF).status_code == 422
    assert the_one(app).email == EMAIL
    assert browser.post(PROOF, both, token_from=PROOF).location == HOME
    assert the_one(app).email == "moi@example.vn"
    ((to, _subject, text),) = post.take()
    assert to == EMAIL and "vừa đổi" in text
    again = Browser(app, A)
    later(app, 61)
    ask_code(again, EMAIL)
    assert enter(again, post.code()).location == CONSENT  # somebody else, by what this address is now


@pytest.mark.asvs("6.6.1")
def test_a_telephone_is_added_beside_the_e_mail(app: Flask, arrived: Arrived, post: Post) -> None:
    browser = arrived()
    later(app, 61)
    sent = change(browser, post, PHONE)
    both = {"old_code": sent[EMAIL], "new_code": sent["+84905123456"]}
    assert browser.post(PROOF, both, token_from=PROOF).location == HOME
    person = the_one(app)
    assert (person.email, person.phone) == (EMAIL, "+84905123456")


def test_a_contact_of_another_account_is_told_only_to_who_proved_it(
    app: Flask, arrived: Arrived, post: Post
) -> None:
    arrived("khac@example.vn")
    browser = arrived()
    later(app, 61)
    sent = change(browser, post, "khac@example.vn")
    wrong = {"old_code": sent[EMAIL], "new_code": f"{(int(sent['khac@example.vn']) + 1) % 1_000_000:06d}"}
    answer = browser.post(PROOF, wrong, token_from=PROOF)
    assert answer.status_code == 422 and "tài khoản khác" not in answer.text
    right = wrong | {"new_code": sent["khac@example.vn"]}
    answer = browser.post(PROOF, right, token_from=PROOF)
    assert answer.status_code == 409 and "tài khoản khác" in answer.text


def test_a_code_for_a_contact_does_not_sign_anybody_in(app: Flask, arrived: Arrived, post: Post) -> None:
    browser = arrived()
    later(app, 61)
    sent = change(browser, post, PHONE)
    stranger = Browser(app, A)
    jar = browser.client.get_cookie("phien", domain=f"{A}.localhost").value
    stranger.client.set_cookie("phien", jar, domain=f"{A}.localhost")
    assert (
        stranger.post(
            PROOF, {"old_code": sent[EMAIL], "new_code": sent["+84905123456"]}, token_from=DOOR
        ).status_code
        == 401
    )


def test_sessions_are_seen_and_ended(app: Flask, arrived: Arrived) -> None:
    first = arrived()
    later(app, 61)
    second = arrived(slug=B)
    page = second.get(SESSIONS).text
    handles = re.findall(r"/tai-khoan/phien/([\w-]{20})/ket-thuc", page)
    assert len(handles) == 2
    with app.app_context():
        theirs = [
            one.token_hash[:20] for one in db.session.scalars(select(CitizenSession)) if one.at_tenant_id
        ]
    assert set(handles) == set(theirs)
    assert second.post(f"{SESSIONS}/khac/ket-thuc", token_from=SESSIONS).location == SESSIONS
    assert first.get(HOME).status_code == 302 and second.get(HOME).status_code == 200
    assert second.post(f"{SESSIONS}/{'0' * 20}/ket-thuc", token_from=SESSIONS).status_code == 404


def test_nobody_ends_a_session_of_somebody_else(app: Flask, arrived: Arrived) -> None:
    mine, other = arrived(), arrived("khac@example.vn")
    handle = re.findall(r"/tai-khoan/phien/([\w-]{20})/ket-thuc", other.get(SESSIONS).text)[0]
    assert mine.post(f"{SESSIONS}/{handle}/ket-thuc", token_from=SESSIONS).status_code == 404
    assert other.get(HOME).status_code == 200


def test_a_new_agreement_is_asked_for(app: Flask, arrived: Arrived, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = arrived()
    for place in ("portal.citizens.signing_in.VERSION", "portal.citizens.accounts.VERSION"):
        monkeypatch.setattr(place, "2099-01")
    assert browser.get(f"{PROFILE}?x=1").location == f"{CONSENT}?next={PROFILE}%3Fx%3D1"
    where = f"{CONSENT}?next={PROFILE}%3Fx%3D1"
    assert browser.post(where, {"consent": "y"}, token_from=where).location == f"{PROFILE}?x=1"


def test_a_citizen_is_told_in_the_transaction_of_the_act(app: Flask, arrived: Arrived, post: Post) -> None:
    arrived()
    with app.app_context(), entered(editing(directory().by_slug(A).id)):
        person = the_one(app)
        tell(person, "Hồ sơ của ông/bà đã có kết quả.", "/ho-so/1")
        db.session.rollback()
        assert post.take() == []
    with app.app_context(), entered(editing(directory().by_slug(A).id)):
        tell(person, "Hồ sơ của ông/bà đã có kết quả.", "/ho-so/1")
        db.session.commit()
    ((to, subject, text),) = post.take()
    assert to == EMAIL and "kết quả" in text and text.rstrip().endswith(f"://{A}.localhost/ho-so/1")
    assert "ồ sơ" not in subject


def test_what_was_typed_when_the_session_ended_is_not_lost(app: Flask, arrived: Arrived) -> None:
    browser = arrived()
    token = browser.token(PROFILE)
    with app.app_context():
        for one in db.session.scalars(select(CitizenSession)):
            one.ended_at = utc_now()
        db.session.commit()
    sent = ME | {"csrf_token": token, "code": "123456"}
    answer = browser.client.post(PROFILE, data=sent, headers=browser.headers)
    assert answer.status_code == 401 and answer.headers["Cache-Control"] == "no-store"
    assert "Nguyễn Thị Sáu" in answer.text and f"{DOOR}?next=%2Ftai-khoan%2Fthong-tin" in answer.text
    assert "123456" not in answer.text and token not in answer.text
    answer = browser.client.post(f"{DATA}/dinh-chinh", data=sent, headers=browser.headers)
    assert (
        f"{DOOR}?next=%2Ftai-khoan%2F&#34;" in answer.text or f'{DOOR}?next=%2Ftai-khoan%2F"' in answer.text
    )
