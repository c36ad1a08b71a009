"""Tasks that follow from a document of the registers: given from its page, shown on the pages of both sides."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.clock import today, utc_now
from portal.exchange.registers import arriving
from portal.exchange.registers.models import OutgoingDocument
from portal.exchange.tasks.carrying import carry
from portal.exchange.tasks.models import ReceivedTask, Task
from portal.extensions import db
from tests.conftest import DISTRICT, A, Browser
from tests.exchange.registers.world import Office

GIVEN = "/quan-tri/nhiem-vu/da-giao/"
SignedIn = Callable[..., Browser]


@pytest.fixture()
def offices(app: Flask) -> tuple[Office, Office]:
    """The district and the commune, with registers."""
    return Office(app, DISTRICT), Office(app, A)


def _given(offices: tuple[Office, Office], leader: Browser) -> OutgoingDocument:
    """A task that follows from an issued directive of the district, carried to the commune."""
    above, below = offices
    with above.working():
        row = above.issued(subject="Phòng, chống cháy rừng", kind="chi-thi", due=today() + timedelta(days=30))
        db.session.expunge(row)
    page = leader.get(f"/quan-tri/van-ban-di/{row.id}").text
    assert f"{GIVEN}moi?van-ban=di-{row.id}" in page
    form = leader.get(f"{GIVEN}moi?van-ban=di-{row.id}").text
    assert f"Chỉ thị số {row.number_text}" in form and "Phòng, chống cháy rừng" in form
    assert f'value="{(today() + timedelta(days=30)).isoformat()}"' in form  # as the directive asks
    once = re.search(r'name="once"[^>]*value="([0-9a-f]+)"', form)
    assert once is not None
    values = {
        "once": once[1],
        "title": "Phòng, chống cháy rừng",
        "due": (today() + timedelta(days=9)).isoformat(),
        "portals": [str(below.tenant_id)],
        "importance": "0",
        "rhythm": "once",
        "weekday": "4",
        "measure": "percent",
    }
    sent = leader.post(f"{GIVEN}moi?van-ban=di-{row.id}", values)
    assert sent.status_code == 303
    with above.working():
        assert db.session.scalars(select(Task.outgoing_id)).one() == row.id
    assert "Nhiệm vụ theo văn bản này" in leader.get(f"/quan-tri/van-ban-di/{row.id}").text
    with above.app.app_context():
        carry(utc_now())
    return row


@pytest.mark.parametrize("first", ["directive", "task"])
def test_the_task_finds_its_directive_whichever_comes_first(
    offices: tuple[Office, Office], signed_in: SignedIn, first: str
) -> None:
    above, below = offices
    leader = signed_in(DISTRICT, "signatory")
    row = _given(offices, leader)
    reference = row.reference
    if first == "directive":  # the follower stood still until it had come
        with below.working():
            db.session.delete(db.session.scalars(select(ReceivedTask)).one())
            db.session.commit()
    with below.working():
        arrival = below.accepted(reference=reference)
        if first == "directive":
            assert db.session.scalars(select(ReceivedTask)).all() == []
        number = arrival.id
    if first == "directive":
        with above.working():
            task = db.session.scalars(select(Task.id)).one()
        assert leader.post(f"{GIVEN}{task}/nhac", {"text": ""}).status_code == 303
        with above.app.app_context():
            carry(utc_now())
    with below.working():
        assert db.session.scalars(select(ReceivedTask.incoming_id)).one() == number
    clerk = signed_in(A, "records_clerk")
    assert "Nhiệm vụ theo văn bản này" in clerk.get(f"/quan-tri/van-ban-den/{number}").text


def test_no_task_follows_from_what_is_not_in_force(
    offices: tuple[Office, Office], signed_in: SignedIn
) -> None:
    above, _below = offices
    leader = signed_in(DISTRICT, "signatory")
    with above.working():
        draft, waiting = above.draft().id, above.arrived().id
        entered = above.arrived()
        arriving.accept(entered, entered.version, above.people["clerk"])
        db.session.commit()
        number = entered.id
    for named in (f"di-{draft}", f"den-{waiting}", "den-1", "la", f"di-{2**63}"):
        assert leader.get(f"{GIVEN}moi?van-ban={named}").status_code == 404
    page = leader.get(f"{GIVEN}moi?van-ban=den-{number}")
    assert page.status_code == 200 and "Kế hoạch số" in page.text
