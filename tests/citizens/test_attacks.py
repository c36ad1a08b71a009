"""What somebody tries who means harm at the door of citizens (SAFETY.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.citizens import codes
from portal.citizens.frame import wanted
from portal.citizens.models import Citizen
from portal.extensions import db, limiter
from tests.accounts.test_sessions import _redirects
from tests.citizens.conftest import CODE, CONSENT, DOOR, EMAIL, HOME, Post, ask_code, enter, later
from tests.conftest import SHARED, A, B, Browser

Arrived = Callable[..., Browser]
FORMS = [
    DOOR, CODE, "/tai-khoan/ma/gui-lai", CONSENT, f"{CONSENT}/khong", "/tai-khoan/dang-xuat", "/tai-khoan/thong-tin",
    "/tai-khoan/lien-he", "/tai-khoan/lien-he/ma", "/tai-khoan/phien/khac/ket-thuc", "/tai-khoan/du-lieu/dinh-chinh",
    "/tai-khoan/roi-di", "/tai-khoan/roi-di/ma", "/tai-khoan/vneid/lan-dau", "/tai-khoan/vneid/lien-ket",
]  # fmt: skip
FIELDS = (
    "contact", "code", "old_code", "new_code", "consent", "name", "born", "identity", "address", "about", "text",
    "word", "cach", "next",
)  # fmt: skip


def test_every_form_of_the_account_is_listed(app: Flask) -> None:
    posts = {
        one.rule
        for one in app.url_map.iter_rules()
        if one.endpoint.startswith("citizens.") and "POST" in one.methods
    }
    assert {one.replace("<handle>", "khac") for one in posts} == set(FORMS)


def test_after_signing_in_nobody_is_sent_elsewhere(app: Flask, post: Post) -> None:
    """SAFETY A26."""
    with app.test_request_context(DOOR, headers={"Host": f"{A}.localhost:8000"}):
        for target in _redirects():
            chosen = wanted(target)
            assert chosen.startswith("/") and not chosen.startswith(("//", "/\\")), target
    for number, target in enumerate(_redirects()[:6]):
        browser, contact = Browser(app, A), f"so{number}@example.vn"
        ask_code(browser, contact, next=target)
        enter(browser, post.code(contact))
        location = browser.post(CONSENT, {"consent": "y"}, token_from=CONSENT).location
        assert location.startswith("/") and not location.startswith("//"), target


def digest(app: Flask) -> list[Any]:
    with app.app_context():
        rows = db.session.scalars(select(Citizen).order_by(Citizen.id)).all()
        return [
            (one.name, one.email, one.phone, one.consent_at, one.withdrawn_at, one.closed_at) for one in rows
        ]


@pytest.mark.parametrize(
    "how", ["none", "another portal's", "json", "method in the address", "htmx", "null origin"]
)
def test_forms_of_other_sites_do_nothing(app: Flask, arrived: Arrived, how: str) -> None:
    """SAFETY A32."""
    browser, elsewhere = arrived(), Browser(app, B)
    before = digest(app)
    values = {
        "name": "Kẻ Khác",
        "word": "đồng ý",
        "cach": "dong",
        "contact": "x@example.vn",
        "consent": "y",
        "code": "000000",
    }
    for where in FORMS:
        headers, sent = dict(browser.headers), dict(values)
        if how == "another portal's":
            sent["csrf_token"] = elsewhere.token(DOOR)
        if how == "htmx":
            headers["HX-Request"] = "true"
        if how == "null origin":
            headers |= {"Origin": "null", "Sec-Fetch-Site": "cross-site"}
        if how == "method in the address":
            answer = browser.client.get(
                f"{where}?_method=POST&word=%C4%91%E1%BB%93ng+%C3%BD", headers=headers
            )
            assert answer.status_code in {200, 302, 303, 405}, where
        elif how == "json":
            assert browser.client.post(where, json=sent, headers=headers).status_code == 400, where
        else:
            assert browser.client.post(where, data=sent, headers=headers).status_code == 400, where
    assert digest(app) == before and browser.get(HOME).status_code == 200


@pytest.mark.parametrize(
    "contact",
    [
        "ba@example.vn\r\nBcc: x@example.vn", "ba@example.vn\nX: y", "ba@example.vn%0d%0aBcc:x@e.vn, y@e.vn",
        "ba@example.vn, x@example.vn", "<ba@example.vn>", "0905123456\n0905123457", "+1 202 555 0100", "1900 1234",
        "ba@example", "@example.vn", "", "ba\u2028@example.vn", "ｂａ@example.vn", "٠٩٠٥١٢٣٤٥٦", "x" * 290 + "@a.vn",
    ],
)  # fmt: skip
def test_what_is_no_contact_is_refused(app: Flask, post: Post, contact: str) -> None:
    """SAFETY A45."""
    assert ask_code(Browser(app, A), contact).status_code == 422
    assert post.take() == []


def test_fields_that_nobody_asked_for_are_ignored(app: Flask, arrived: Arrived) -> None:
    """SAFETY A13."""
    browser = arrived()
    sent = {
        "name": "A",
        "level": "vneid",
        "id": "1",
        "email": "x@example.vn",
        "consent_at": "",
        "vneid_mark": "x",
    }
    browser.post("/tai-khoan/thong-tin", sent, token_from="/tai-khoan/thong-tin")
    with app.app_context():
        one = db.session.scalars(select(Citizen)).one()
        assert (one.name, one.level, one.email, one.vneid_mark) == ("A", "otp", EMAIL, None)


def test_what_is_typed_is_shown_as_it_was(app: Flask, arrived: Arrived) -> None:
    """SAFETY A46, and markup."""
    browser = arrived()
    typed = "{{7*7}} ${7*7} <script>alert(1)</script> %s%n"
    browser.post("/tai-khoan/thong-tin", {"name": typed}, token_from="/tai-khoan/thong-tin")
    page = browser.get(HOME).text
    assert "{{7*7}} ${7*7} &lt;script&gt;alert(1)&lt;/script&gt; %s%n" in page


@pytest.mark.skipif(not SHARED.is_dir(), reason="không có ../shared/data/badinputs")
@pytest.mark.real_data
def test_hostile_strings_through_every_field(app: Flask, arrived: Arrived) -> None:
    """SAFETY A40."""
    texts = []
    for name, step in (("blns-vectors", 12), ("fuzzdb-misc", 12), ("fuzzdb-http", 60)):
        lines = (SHARED / "badinputs" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        texts += [str(json.loads(line)["payload"])[:3000] for line in lines[::step]]
    assert len(texts) > 50
    browser = arrived()
    app.extensions["visitor_rates"].count = lambda *_ignored: 1
    token = browser.token("/tai-khoan/thong-tin")
    for text in texts:
        everything = dict.fromkeys(FIELDS, text)
        for where in FORMS:
            sent = everything | {"csrf_token": token}
            answer = browser.client.post(where, data=sent, headers=browser.headers)
            assert answer.status_code < 500, (where, text)
            if where in {"/tai-khoan/dang-xuat", f"{CONSENT}/khong"}:
                continue
        for where in (DOOR, CONSENT, "/tai-khoan/roi-di", "/tai-khoan/vneid/ve"):
            for name in ("next", "cach", "state", "code", "error"):
                answer = browser.client.get(where, query_string={name: text}, headers=browser.headers)
                assert answer.status_code < 500, (where, text)


def test_hostile_cookies_are_nobody(app: Flask) -> None:
    for held in ("x" * 5000, "%00", "' OR 1=1 --", "☃".encode().decode("latin-1"), ""):
        visitor = Browser(app, A)
        visitor.client.set_cookie("cong_dan", held, domain=f"{A}.localhost")
        assert visitor.get(HOME).location.startswith(DOOR)
        assert visitor.get("/").status_code == 200


def test_nothing_of_a_citizen_is_written_into_the_log(
    app: Flask, arrived: Arrived, caplog: pytest.LogCaptureFixture
) -> None:
    """SAFETY A44, and our own rule."""
    with caplog.at_level("DEBUG"):
        browser = arrived("0905 777 888")
        browser.post(
            "/tai-khoan/thong-tin",
            {"name": "Kín Tên", "identity": "049180001234"},
            token_from="/tai-khoan/thong-tin",
        )
    written = "\n".join(one.getMessage() for one in caplog.records if one.name.startswith("portal"))
    assert "905777888" not in written and "Kín Tên" not in written and "049180001234" not in written


def test_who_does_not_agree_to_a_new_version_loses_nothing(
    app: Flask, arrived: Arrived, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slip of the thumb on the agreement must not close an account that has dossiers."""
    browser = arrived()
    browser.post("/tai-khoan/thong-tin", {"name": "Bà Sáu"}, token_from="/tai-khoan/thong-tin")
    with monkeypatch.context() as patched:
        for module in ("signing_in", "accounts"):
            patched.setattr(f"portal.citizens.{module}.VERSION", "2030-01")
        assert browser.get(HOME).location.startswith(CONSENT)
        answer = browser.post(f"{CONSENT}/khong", token_from=CONSENT)
        assert answer.location == DOOR and "vẫn giữ như trước" in browser.get(DOOR).text
        assert browser.get(HOME).location.startswith(DOOR)
    with app.app_context():
        one = db.session.scalars(select(Citizen)).one()
        assert one.closed_at is None and one.name == "Bà Sáu" and one.email == EMAIL
    assert "Bà Sáu" in arrived_home(app, post)


def arrived_home(app: Flask, post: Post) -> str:
    """The account's page in a fresh browser of the same person."""
    later(app, 120)
    browser = Browser(app, A)
    ask_code(browser, EMAIL)
    enter(browser, post.code(EMAIL))
    return str(browser.get(HOME).text)


def test_taking_all_data_home_is_counted(app: Flask, arrived: Arrived) -> None:
    """Each download opens every paper: it must not be what keeps an office busy."""
    browser = arrived()
    limiter.enabled = True
    try:
        answers = [browser.get("/tai-khoan/du-lieu/tai-ve").status_code for _one in range(35)]
    finally:
        limiter.reset()
        limiter.enabled = False
    assert answers[0] == 200 and answers[-1] == 429


def test_guessing_the_codes_of_many_people_ends(app: Flask, post: Post) -> None:
    """SAFETY A36, across accounts: five tries of each code are few, five of a thousand codes are not. Others go on."""
    wrong = "000000"
    browsers = []
    for number in range(codes.GUESSES_MOST // codes.TRIES + 1):
        browsers.append((Browser(app, A), f"nguoi{number}@example.vn"))
        assert ask_code(*browsers[-1]).status_code == 303
    right = {to: re.search(r"\b(\d{6})\b", text)[1] for to, _subject, text in post.take()}  # type: ignore[index]
    last, contact = browsers.pop()
    for browser, _contact in browsers:
        assert {enter(browser, wrong).status_code for _try in range(codes.TRIES)} == {422}
    answer = enter(last, right[contact])
    assert answer.status_code == 429, "not even the right one, of whoever guessed so often"
    with app.app_context():
        assert db.session.scalars(select(Citizen)).all() == []
    elsewhere = Browser(app, A)
    elsewhere.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert ask_code(elsewhere, "ba.sau@example.vn").status_code == 303
    assert enter(elsewhere, post.code()).status_code == 303


def test_the_agreement_leads_nowhere_else(app: Flask, arrived: Arrived) -> None:
    """SAFETY A26, of the page between the code and where one wanted to go, and of the door for who is in already."""
    browser = arrived()
    for target in _redirects():
        for where in (CONSENT, DOOR):
            answer = browser.get(where, query_string={"next": target})
            assert answer.status_code == 303, target
            assert answer.location.startswith("/") and not answer.location.startswith(("//", "/\\")), target
