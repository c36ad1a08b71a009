"""What ends a session on the server: in a second browser, within one request (SAFETY.md A30, A31)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.accounts import second_factor, service
from portal.accounts import sessions as desk_sessions
from portal.accounts.models import SignInSession, User
from portal.citizens import accounts as citizen_accounts
from portal.citizens import sessions as citizen_sessions
from portal.citizens.models import Citizen, CitizenSession, OneTimeCode
from portal.clock import utc_now
from portal.extensions import db
from portal.mail.models import OutgoingMail
from portal.tenancy.directory import directory
from portal.tenancy.scope import system_task
from tests.accounts.conftest import Clock, Person, send_code
from tests.beside import rows
from tests.citizens.conftest import DOOR, HOME, Post
from tests.citizens.conftest import arrived as arrived
from tests.citizens.conftest import post as post
from tests.conftest import DISTRICT, PASSWORD, A, B, Browser

Make = Callable[..., Browser]
People = Callable[..., Person]
EMAIL = "lan@tam-hai.example"


def _user() -> User:
    return db.session.scalars(select(User).where(User.email == EMAIL)).one()


def _portal(slug: str) -> int:
    found = directory().by_slug(slug)
    assert found is not None
    return found.id


CHANGES: dict[str, Callable[[], None]] = {
    "password": lambda: service.set_password(_user(), "mot-mat-khau-moi-tinh"),
    "account suspended": lambda: service.suspend(_user()),
    "role given": lambda: service.grant(_user(), _portal(A), "approver", is_district=False),
    "role taken": lambda: service.revoke(_user(), _portal(A), "author"),
    "factor reset": lambda: second_factor.reset(_user()),
    "everywhere": lambda: desk_sessions.end_sessions(_user().id),
    "portal suspended": lambda: desk_sessions.end_all_at(_portal(A)),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.asvs("7.4.2", "7.4.3")
def test_both_browsers_are_out_within_one_request_of(app: Flask, person: People, change: str) -> None:
    who = person(EMAIL, {A: ["author"]})
    browsers = [who.at_the_door(A), who.at_the_door(A)]
    assert [one.get("/quan-tri/").status_code for one in browsers] == [200, 200]
    with app.app_context():
        CHANGES[change]()
        db.session.commit()
    for one in browsers:
        answer = one.get("/quan-tri/", headers={"HX-Request": "true"})
        assert answer.status_code == 401, change
        assert one.get("/quan-tri/").location.startswith("/quan-tri/dang-nhap")
        assert one.get("/quan-tri/dang-nhap").status_code == 200


@pytest.mark.asvs("7.4.5")
@pytest.mark.tcvn("7.1.5.8.b")
def test_an_administrator_ends_every_browser_of_somebody(app: Flask, person: People, signed_in: Make) -> None:
    who = person(EMAIL, {A: ["author"]})
    browsers = [who.at_the_door(A), who.at_the_door(A)]
    with app.app_context():
        number = _user().id
    assert (
        signed_in(A, "tenant_admin").post(f"/quan-tri/nguoi-dung/{number}/phien/ket-thuc").status_code == 302
    )
    assert [one.get("/quan-tri/").status_code for one in browsers] == [302, 302]


@pytest.mark.asvs("7.5.2")
def test_one_ends_all_others_and_stays(person: People) -> None:
    who = person(EMAIL, {A: ["author"], B: ["author"]})
    mine, others = who.at_the_door(A), [who.at_the_door(A), who.at_the_door(B)]
    assert mine.post("/quan-tri/tai-khoan/phien/ket-thuc-phien-khac").status_code == 302
    assert [one.get("/quan-tri/").status_code for one in others] == [302, 302]
    assert mine.get("/quan-tri/").status_code == 200


@pytest.mark.tcvn("7.1.5.8.b")
def test_whoever_suspends_a_portal_signs_everybody_out_of_it(
    app: Flask, signed_in: Make, arrived: Make
) -> None:
    desk, elsewhere, citizen = signed_in(A, "author"), signed_in(B, "author"), arrived(slug=A)
    admin = signed_in(DISTRICT, "district_admin")
    assert admin.post(f"/quan-tri/cac-cong/{A}/tam-dung").status_code == 302
    assert desk.get("/quan-tri/").location.startswith("/quan-tri/dang-nhap")
    assert elsewhere.get("/quan-tri/").status_code == 200
    assert admin.post(f"/quan-tri/cac-cong/{A}/mo-lai").status_code == 302
    assert citizen.get(HOME).location.startswith(DOOR)


@pytest.mark.parametrize(
    ("column", "minutes", "status"), [("last_seen_at", 61, 302), ("last_seen_at", 50, 200)]
)
@pytest.mark.asvs("7.3.1")
@pytest.mark.tcvn("7.2.3.2.b")
def test_a_desk_that_nobody_touches_is_left(
    app: Flask, person: People, column: str, minutes: int, status: int
) -> None:
    browser = person(EMAIL, {A: ["author"]}).at_the_door(A)
    _set(app, last_seen_at=utc_now() - timedelta(minutes=minutes))
    assert browser.get("/quan-tri/").status_code == status


@pytest.mark.asvs("7.3.2")
def test_a_session_has_an_end_however_busy_it_is(app: Flask, person: People) -> None:
    browser = person(EMAIL, {A: ["author"]}).at_the_door(A)
    with app.app_context():
        found = db.session.scalars(select(SignInSession)).one()
        assert found.expires_at - found.started_at <= timedelta(hours=12, seconds=1)
    _set(app, expires_at=utc_now() - timedelta(seconds=1))
    assert browser.get("/quan-tri/").status_code == 302


def test_whoever_only_saves_is_there_too(app: Flask, person: People) -> None:
    """Writing a long text sends forms and reads no page."""
    browser = person(EMAIL, {A: ["author"]}).at_the_door(A)
    token = browser._desk_token()
    _set(app, last_seen_at=utc_now() - timedelta(minutes=50))
    form = {"csrf_token": token, "name": "Lan Nguyễn"}
    assert (
        browser.client.post("/quan-tri/tai-khoan/ten", data=form, headers=browser.headers).status_code == 302
    )
    with app.app_context():
        seen = db.session.scalars(select(SignInSession.last_seen_at)).one()
        assert seen is not None and utc_now() - seen < timedelta(minutes=1)


def test_what_a_page_asks_by_itself_is_nobody_there(app: Flask, signed_in: Make) -> None:
    browser = signed_in(A, "counter_clerk")
    before = utc_now() - timedelta(minutes=50)
    _set(app, last_seen_at=before)
    assert browser.get("/quan-tri/mot-cua/dong-su-kien").status_code == 200
    with app.app_context():
        assert db.session.scalars(select(SignInSession.last_seen_at)).one() == before


def _set(app: Flask, **values: object) -> None:
    with app.app_context():
        db.session.execute(update(SignInSession).values(**values))
        db.session.commit()


@pytest.mark.parametrize("kind", ["desk", "citizen"])
@pytest.mark.asvs("7.2.3", "7.2.2")
@pytest.mark.tcvn("7.2.3.1.b")
def test_no_secret_of_a_cookie_lies_in_the_database(
    app: Flask, person: People, arrived: Make, kind: str
) -> None:
    if kind == "desk":
        browser = person(EMAIL, {A: ["author"]}).at_the_door(A)
        with browser.client.session_transaction(base_url=f"http://{A}.localhost:8000") as held:
            secret = str(held["_user_id"])
    else:
        found = arrived().client.get_cookie("cong_dan", domain=f"{A}.localhost")
        assert found is not None
        secret = found.value
    assert len(secret) >= 43
    held = list(rows(Path(app.instance_path)))
    assert len(held) > 18 and not any(secret in one for one in held)


CITIZEN: dict[str, Callable[[Citizen], None]] = {
    "everywhere": lambda who: citizen_sessions.end_sessions(who.id),
    "consent taken back": lambda who: citizen_accounts.withdraw(who, _portal(A)),
    "account closed": lambda who: citizen_accounts.close(who, _portal(A)),
    "portal suspended": lambda who: citizen_sessions.end_all_at(_portal(A)),
    "idle": lambda who: _age_citizen("last_seen_at", 61),
    "ran out": lambda who: _age_citizen("expires_at", 241),
}


def _age_citizen(column: str, minutes: int) -> None:
    for one in db.session.scalars(select(CitizenSession)):
        setattr(one, column, getattr(one, column) - timedelta(minutes=minutes))


@pytest.mark.parametrize("change", CITIZEN)
def test_both_browsers_of_a_citizen_are_out_within_one_request_of(
    app: Flask, arrived: Make, post: Post, change: str
) -> None:
    browsers = [arrived()]
    with app.app_context():  # the second code is asked for a minute later
        db.session.execute(update(OneTimeCode).values(created_at=utc_now() - timedelta(minutes=2)))
        db.session.commit()
    browsers.append(arrived())
    assert [one.get(HOME).status_code for one in browsers] == [200, 200]
    with app.app_context(), system_task("phép thử"):
        CITIZEN[change](db.session.scalars(select(Citizen)).one())
        db.session.commit()
    for one in browsers:
        assert one.get(HOME).location.startswith(DOOR), change


def test_a_recovery_code_that_was_used_is_told(
    strict: Flask, person: People, clock: Clock, mails: Callable[[str], list[OutgoingMail]]
) -> None:
    who = person(EMAIL, {A: ["approver"]}, clock)
    _browser, codes = who.set_up(A)
    browser = who.at_the_door(A)
    assert send_code(browser, codes[0]).status_code == 302
    told = mails(A)[-1]
    assert told.to == EMAIL and "mã dự phòng" in told.subject and "Còn 9 mã" in told.text
    assert not any(code in told.text for code in codes)
    assert re.search(r"còn 9 mã", browser.get("/quan-tri/").text)


def test_a_cookie_from_before_signing_in_is_worth_nothing_after(app: Flask, person: People) -> None:
    """Fixation: whatever somebody laid into the browser before does not become the session."""
    who = person(EMAIL, {A: ["author"]})
    planted = Browser(app, A)
    planted.get("/quan-tri/dang-nhap")
    before = planted.client.get_cookie("phien", domain=f"{A}.localhost")
    assert before is not None
    victim = Browser(app, A)
    victim.client.set_cookie("phien", before.value, domain=f"{A}.localhost")
    assert victim.sign_in(who.email, PASSWORD).status_code == 302
    assert planted.get("/quan-tri/").status_code == 302
