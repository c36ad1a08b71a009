"""What somebody tries who means harm at the doors of citizens and behind them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.mail.models import OutgoingMail
from portal.tenancy.directory import directory
from portal.voice.cases import queries, service
from portal.voice.cases.mails import MOST_RECEIPTS
from portal.voice.codes import secret_of
from portal.voice.defence.guard import MOST
from portal.web.rates import visitor
from tests.conftest import A, Browser
from tests.factories import Factory
from tests.voice.citizen import QUESTION, send
from tests.voice.factories import case

Make = Callable[..., Browser]


@pytest.mark.parametrize("act", ["tra-loi-cong-khai", "gui-rieng"])
def test_no_answer_is_given_out_that_was_changed_under_the_eyes_of_who_read_it(
    app: Flask, factory: Factory, signed_in: Make, act: str
) -> None:
    made, desk = case(factory, A, state="drafted"), signed_in(A, "approver")
    where = f"/quan-tri/y-kien/{made}"
    form = re.search(rf'action="{where}/{act}".*?</form>', desk.get(where).text, re.S)
    assert form is not None
    seen = re.search(r'name="version" value="(\d+)"', form[0])
    assert seen is not None
    with factory.acting(A) as actor:
        row = queries.by_id(made)
        assert row is not None
        service.save_answer(row, "Không ai đọc câu này.", "", row.version, actor)
        last = row.version
    desk.post(f"{where}/{act}", {"version": seen[1]})
    assert _state(factory, made) == "drafted"
    desk.post(f"{where}/{act}", {"version": str(last)})
    assert _state(factory, made) == "answered"


def _state(factory: Factory, case_id: int) -> str:
    with factory.acting(A):
        row = queries.by_id(case_id)
        assert row is not None
        return row.state


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("unknown", "", False),
    ],
)
def test_all_addresses_of_one_household_are_one_sender(app: Flask, one: str, other: str, same: bool) -> None:
    found = []
    for address in (one, other):
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            found.append(visitor())
    assert (found[0] == found[1]) is same


@pytest.mark.asvs("2.4.1")
def test_a_flood_from_one_network_is_slowed_down(app: Flask) -> None:
    citizen = Browser(app, A)
    answers = [
        send(
            citizen,
            "/hoi-dap/gui",
            QUESTION,
            solve=False,
            environ_base={"REMOTE_ADDR": f"2001:db8::{number:x}"},
        )
        for number in range(1, MOST + 3)
    ]
    assert [one.status_code for one in answers] == [303] * MOST + [429, 429]


def test_nobody_sends_words_of_their_own_to_strangers_through_the_portal(
    app: Flask, factory: Factory
) -> None:
    sent = QUESTION | {
        "title": "Trúng thưởng tại lua-dao.example",
        "name": "Ngân hàng",
        "email": "nan@nhan.example",
    }
    for number in range(MOST_RECEIPTS + 3):
        place = {"REMOTE_ADDR": f"203.0.113.{number}"}
        assert send(Browser(app, A), "/hoi-dap/gui", sent, environ_base=place).status_code == 303
    with factory.acting(A):
        mails = db.session.scalars(select(OutgoingMail).where(OutgoingMail.to == sent["email"])).all()
    assert len(mails) == MOST_RECEIPTS
    said = mails[0].subject + mails[0].text
    assert "Mã bí mật" in said and "lua-dao" not in said and "Ngân hàng" not in said


@pytest.mark.parametrize("public", [False, True])
def test_a_private_answer_is_not_shown_to_who_asked_the_same(
    app: Flask, factory: Factory, public: bool
) -> None:
    kept, closed = case(factory, A, state="drafted"), case(factory, A)
    with factory.acting(A) as actor:
        row, other = queries.by_id(kept), queries.by_id(closed)
        portal = directory().by_slug(A)
        assert row is not None and other is not None and portal is not None
        service.merge(other, row, actor)
        service.finish(row, portal, actor, public=public)
        form = {"code": other.code, "proof": secret_of(other.code)}
        own = {"code": row.code, "proof": secret_of(row.code)}
    follow = [
        Browser(app, A).client.post("/tra-cuu/", data=one, headers=Browser(app, A).headers).text
        for one in (own, form)
    ]
    assert ["Câu trả lời của" in one for one in follow] == [True, public]
