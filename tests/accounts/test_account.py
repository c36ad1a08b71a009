"""One's own account: name, sessions, when somebody was last seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.accounts.devices import device_name
from portal.accounts.models import SignInSession, User
from portal.clock import utc_now
from portal.extensions import db
from tests.accounts.conftest import Person
from tests.beside import writing_elsewhere
from tests.conftest import A, B, Browser

People = Callable[..., Person]
WHERE = "/quan-tri/tai-khoan/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Version/17.0 Safari/604.1"


def test_a_name_is_changed(app: Flask, person: People, trail: Callable[..., list[str]]) -> None:
    browser = person("an@xa.vn", {A: ["author"]}).at_the_door(A)
    assert browser.post(f"{WHERE}ten", {"name": "  Nguyễn   Văn An "}).status_code == 302
    assert "Nguyễn Văn An" in browser.get("/quan-tri/").text
    assert browser.post(f"{WHERE}ten", {"name": "  "}).status_code == 422
    assert trail(A, "account.renamed") == ["An → Nguyễn Văn An"]


def _handles(page: str) -> list[str]:
    return re.findall(r"/phien/([0-9a-f]{20})/ket-thuc", page)


@pytest.mark.asvs("7.5.2")
def test_sessions_are_listed_in_words_and_ended(app: Flask, person: People) -> None:
    an = person("an@xa.vn", {A: ["author"], B: ["author"]})
    desk, there, phone = an.at_the_door(A), an.at_the_door(B), Browser(app, A)
    phone.headers["User-Agent"] = PHONE
    phone.sign_in("an@xa.vn")
    page = desk.get(WHERE).text
    assert "Safari trên iPhone" in page and page.count("phiên này") == 1
    own, *others = _handles(page)
    assert len(others) == 2
    phone_handle = next(one for one in others if page.index(one) > page.index("Safari trên iPhone"))
    assert desk.post(f"{WHERE}phien/{phone_handle}/ket-thuc").status_code == 302
    assert phone.get("/quan-tri/").status_code == 302 and there.get("/quan-tri/").status_code == 200
    assert desk.post(f"{WHERE}phien/ket-thuc-phien-khac").status_code == 302
    assert there.get("/quan-tri/").status_code == 302 and desk.get("/quan-tri/").status_code == 200
    assert desk.post(f"{WHERE}phien/{own}/ket-thuc").location == "/quan-tri/dang-nhap"
    assert desk.get("/quan-tri/").status_code == 302


def test_a_session_of_somebody_else_is_not_ended(app: Flask, person: People) -> None:
    an, binh = person("an@xa.vn", {A: ["author"]}), person("binh@xa.vn", {A: ["author"]})
    mine, theirs = an.at_the_door(A), binh.at_the_door(A)
    (handle,) = _handles(theirs.get(WHERE).text)
    assert mine.post(f"{WHERE}phien/{handle}/ket-thuc").status_code == 404
    assert theirs.get("/quan-tri/").status_code == 200


def _seen(app: Flask) -> tuple[object, object]:
    with app.app_context():
        session, user = (
            db.session.scalars(select(SignInSession)).one(),
            db.session.scalars(select(User)).one(),
        )
        return session.last_seen_at, user.last_seen_at


def _age(app: Flask, minutes: int) -> None:
    with app.app_context():
        for model in (SignInSession, User):
            db.session.execute(update(model).values(last_seen_at=utc_now() - timedelta(minutes=minutes)))
        db.session.commit()


def test_being_there_is_noted_every_few_minutes(app: Flask, person: People) -> None:
    browser = person("an@xa.vn", {A: ["author"]}).at_the_door(A)
    _age(app, 4)
    before = _seen(app)
    browser.get("/quan-tri/")
    assert _seen(app) == before
    _age(app, 6)
    browser.post(
        f"{WHERE}ten", {"name": ""}, token_from=WHERE
    )  # its GET notes, the POST does not wait for itself
    session, user = _seen(app)
    assert session == user and utc_now() - session < timedelta(minutes=1)  # type: ignore[operator]


def test_a_page_is_shown_though_the_database_is_busy(app: Flask, person: People) -> None:
    browser = person("an@xa.vn", {A: ["author"]}).at_the_door(A)
    _age(app, 30)
    before = _seen(app)
    with writing_elsewhere(Path(app.instance_path), holding="sign_in_session"):
        assert browser.get("/quan-tri/").status_code == 200
    assert _seen(app) == before


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36", "Chrome trên Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0", "Edge trên Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/120.0 Chrome/114.0 Safari/537.36", "Cốc Cốc trên Windows"),
        ("Mozilla/5.0 (Linux; Android 9) SamsungBrowser/20.0 Chrome/106 Mobile", "Samsung Internet trên Android"),
        (PHONE, "Safari trên iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox trên Linux"),
        ("curl/8", "Thiết bị không rõ"),
        ("", "Thiết bị không rõ"),
    ],
)  # fmt: skip
def test_a_browser_is_named_in_words(app: Flask, agent: str, name: str) -> None:
    with app.test_request_context():
        assert device_name(agent) == name
