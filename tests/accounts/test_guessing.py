"""Guessing at the door ends, and shuts out nobody (SAFETY.md A34)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from portal.accounts import tries
from portal.accounts.models import SignInTry
from portal.clock import utc_now
from portal.extensions import db
from portal.mail.models import OutgoingMail
from tests.accounts.conftest import Clock, Person, send_code
from tests.conftest import PASSWORD, A, Browser

Make = Callable[..., Browser]
People = Callable[..., Person]
EMAIL = "lan@tam-hai.example"


def _guess(app: Flask, email: str, times: int) -> list[int]:
    """Wrong passwords, each from a browser that nobody knows."""
    return [Browser(app, A).sign_in(email, f"doan-{i}").status_code for i in range(times)]


@pytest.mark.asvs("6.3.1")
@pytest.mark.tcvn("7.2.3.1.e", "7.2.3.1.g")
def test_guessing_at_one_account_from_many_browsers_ends(app: Flask, person: People) -> None:
    person(EMAIL, {A: ["author"]})
    assert _guess(app, EMAIL, 8) == [401] * 5 + [429] * 3
    answer = Browser(app, A).sign_in(EMAIL)
    assert answer.status_code == 429  # the right one is not looked at either: it would tell that it is right
    assert 0 < int(answer.headers["Retry-After"]) <= 60


def test_whoever_has_signed_in_here_before_is_not_shut_out(app: Flask, person: People) -> None:
    person(EMAIL, {A: ["author"]})
    mine = Browser(app, A)
    assert mine.sign_in(EMAIL).status_code == 302
    mine.post("/quan-tri/dang-xuat")
    assert _guess(app, EMAIL, 7)[-1] == 429
    assert mine.sign_in(EMAIL).status_code == 302


def test_whoever_reads_the_mailbox_is_not_shut_out(
    app: Flask, person: People, mails: Callable[[str], list[OutgoingMail]]
) -> None:
    person(EMAIL, {A: ["author"]})
    assert _guess(app, EMAIL, 7)[-1] == 429
    new = Browser(app, A)
    new.post("/quan-tri/quen-mat-khau", {"email": EMAIL}, token_from="/quan-tri/quen-mat-khau")
    found = re.search(r"/quan-tri/dat-lai/\S+", mails(A)[-1].text)
    assert found
    new.get(found[0])
    form = {"new": "mot-mat-khau-khac-han", "again": "mot-mat-khau-khac-han"}
    assert new.post("/quan-tri/dat-lai", form, token_from="/quan-tri/dat-lai").status_code == 302
    assert new.sign_in(EMAIL, "mot-mat-khau-khac-han").status_code == 302


def test_a_device_is_counted_for_itself_too(app: Flask, person: People) -> None:
    person(EMAIL, {A: ["author"]})
    mine = Browser(app, A)
    mine.sign_in(EMAIL)
    mine.post("/quan-tri/dang-xuat")
    assert [mine.sign_in(EMAIL, "sai").status_code for _i in range(6)] == [401] * 5 + [429]
    assert _guess(app, EMAIL, 1) == [401]  # and costs the others nothing


def test_a_device_that_knows_one_person_is_a_stranger_to_another(app: Flask, person: People) -> None:
    person(EMAIL, {A: ["author"]})
    person("minh@tam-hai.example", {A: ["author"]})
    mine = Browser(app, A)
    mine.sign_in("minh@tam-hai.example")
    mine.post("/quan-tri/dang-xuat")
    assert _guess(app, EMAIL, 6)[-1] == 429
    assert mine.sign_in(EMAIL).status_code == 429


def test_people_who_share_a_computer_are_all_known_to_it(app: Flask, person: People) -> None:
    emails = [f"nguoi-{i}@tam-hai.example" for i in range(3)]
    shared = Browser(app, A)
    for email in emails:
        person(email, {A: ["author"]})
        assert shared.sign_in(email).status_code == 302
        shared.post("/quan-tri/dang-xuat")
    for email in emails:
        assert _guess(app, email, 6)[-1] == 429
        assert shared.sign_in(email).status_code == 302
        shared.post("/quan-tri/dang-xuat")


@pytest.mark.parametrize("mark", ["", "x", "0" * 16 + "." + "0" * 32, "~" * 3000, "é.~", "a.b~c.d"])
@pytest.mark.asvs("9.1.1")
def test_a_mark_that_somebody_made_up_is_none(app: Flask, person: People, mark: str) -> None:
    person(EMAIL, {A: ["author"]})
    assert _guess(app, EMAIL, 6)[-1] == 429
    other = Browser(app, A)
    other.client.set_cookie("thiet-bi", mark, domain=f"{A}.localhost", path="/quan-tri")
    assert other.sign_in(EMAIL).status_code == 429


def test_an_address_that_nobody_has_is_slowed_down_alike(app: Flask, person: People) -> None:
    person(EMAIL, {A: ["author"]})
    bodies = []
    for email in (EMAIL, "khong-co@tam-hai.example"):
        assert _guess(app, email, 6) == [401] * 5 + [429]
        page = Browser(app, A).sign_in(email).text
        bodies.append(re.sub(r'value="[^"]*"', "", page))
    assert bodies[0] == bodies[1]


def test_whoever_knows_the_password_does_not_shut_the_owner_out(
    strict: Flask, person: People, clock: Clock
) -> None:
    """A36: five codes from a device that nobody knows, then a pause; the owner's own device is not held up by it."""
    who = person(EMAIL, {A: ["approver"]}, clock)
    mine, _codes = who.set_up(A)
    mine.post("/quan-tri/dang-xuat")
    thief = who.at_the_door(A)
    assert [getattr(send_code(thief, "000000"), "status_code", 0) for _i in range(6)] == [422] * 6
    assert "quá nhiều lần" in send_code(thief, who.code(1)).text  # type: ignore[attr-defined]
    clock.pass_by(30)
    assert mine.sign_in(EMAIL).status_code == 302
    assert send_code(mine, who.code()).status_code == 302  # type: ignore[attr-defined]
    assert "quá nhiều lần" in send_code(thief, who.code(1)).text  # type: ignore[attr-defined]
    mine.post("/quan-tri/dang-xuat")
    mine.sign_in(EMAIL)
    answers = [send_code(mine, "000000").text for _i in range(6)]  # type: ignore[attr-defined]
    assert "quá nhiều lần" in answers[-1] and "quá nhiều lần" not in answers[0]


@pytest.mark.tcvn("7.2.3.1.e", "7.2.3.1.g")
def test_a_pause_ends_and_grows(app: Flask, person: People) -> None:
    person(EMAIL, {A: ["author"]})
    _guess(app, EMAIL, 6)
    pauses = []
    for _round in range(3):
        with app.app_context():
            row = db.session.scalars(select(SignInTry)).one()
            assert row.wait_until is not None
            pauses.append(round((row.wait_until - utc_now()).total_seconds() / 60))
            db.session.execute(update(SignInTry).values(wait_until=utc_now()))
            db.session.commit()
        assert _guess(app, EMAIL, 2) == [401, 429]
    assert pauses == [1, 2, 4]
    with app.app_context():
        db.session.execute(update(SignInTry).values(wait_until=utc_now()))
        db.session.commit()
    assert Browser(app, A).sign_in(EMAIL, PASSWORD).status_code == 302
    with app.app_context():
        assert db.session.scalars(select(SignInTry)).all() == []


def test_what_is_kept_of_tries_names_nobody(app: Flask) -> None:
    _guess(app, EMAIL, 1)
    with app.app_context():
        row = db.session.scalars(select(SignInTry)).one()
        assert re.fullmatch("[0-9a-f]{64}", row.who)


@given(st.integers(0, 10_000))
def test_a_pause_is_never_long(failures: int) -> None:
    pause = tries.pause_after(failures)
    assert timedelta() <= pause <= tries.LONGEST
    assert pause <= tries.pause_after(failures + 1)


def test_the_mark_is_sent_to_the_desk_alone(app: Flask, person: People) -> None:
    person(EMAIL, {A: ["author"]})
    answer = Browser(app, A).sign_in(EMAIL)
    [mark] = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("thiet-bi=")]
    assert "HttpOnly" in mark and "SameSite=Strict" in mark and "Path=/quan-tri" in mark
    assert "domain" not in mark.lower() and str(EMAIL) not in mark
