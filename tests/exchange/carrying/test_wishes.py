"""Taken back, put right, replaced: both ways, in the order in which it was done and in any other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.clock import utc_now
from portal.exchange.carrying import outbox, standings, tending
from portal.exchange.carrying.models import (
    DELIVERED,
    HELD,
    LAPSED,
    NEEDLESS,
    TAKEN,
    TURNED_DOWN,
    WAITING,
    ExchangeArrival,
    ExchangePackage,
)
from portal.exchange.edxml.shapes import NEW, RECALL, REPLACE, UPDATE
from portal.exchange.registers import arriving, drafting, wishing
from portal.exchange.registers.models import IncomingDocument, OutgoingDocument
from portal.extensions import db
from portal.outbound.asking import NoAnswer
from portal.outbound.talking import Reply
from tests.conftest import DISTRICT
from tests.exchange.carrying.world import Installation

Two = tuple[Installation, Installation]
HOUR = timedelta(hours=4)


def _recall(here: Installation, document: int, reason: str = "Ban hành nhầm") -> None:
    with here.working() as actor:
        row = db.session.scalar(select(OutgoingDocument).where(OutgoingDocument.id == document))
        assert row is not None
        drafting.recall(row, reason, None, actor)
        db.session.commit()


def _update(here: Installation, document: int, subject: str) -> None:
    with here.working():
        row = db.session.scalar(select(OutgoingDocument).where(OutgoingDocument.id == document))
        assert row is not None
        row.subject = subject
        outbox.put_right(row, "Sửa lỗi chính tả")
        db.session.commit()


def _answer(there: Installation, act: Callable[..., None], words: str = "Được") -> None:
    with there.working() as actor:
        asked = next(one for one in db.session.scalars(select(IncomingDocument)) if one.wanted)
        act(asked, words, None, actor)
        db.session.commit()


def _told(here: Installation, document: int) -> list[str]:
    with here.working():
        return [one.code for one in standings.told_of(document)]


def test_a_document_is_taken_back_when_the_other_side_agrees(two: Two) -> None:
    here, there = two
    document = here.issue((there.organ(), "B"))
    here.carry()
    _recall(here, document)
    assert here.carry() == 1
    came = there.came()[0]
    assert came.wanted is not None and (came.wanted["about"], came.wanted["reason"]) == (
        RECALL,
        "Ban hành nhầm",
    )
    assert came.taken_back_at is None, "nothing is taken from anybody unasked"
    _answer(there, wishing.grant)
    assert there.came()[0].taken_back_at is not None
    there.carry()
    assert _told(here, document) == ["01", "15"] and here.standing(document, there.organ()) == "01"


def test_a_wish_is_denied_with_words_that_the_sender_reads(two: Two) -> None:
    here, there = two
    document = here.issue((there.organ(), "B"))
    here.carry()
    _recall(here, document)
    here.carry()
    _answer(there, wishing.deny, "Đã thực hiện xong")
    there.carry()
    assert _told(here, document) == ["01", "16"]
    assert there.packages()[0].state == DELIVERED


def test_an_update_waits_beside_what_stands_there(two: Two) -> None:
    here, there = two
    document = here.issue((there.organ(), "B"))
    here.carry()
    before = there.came()[0].subject
    _update(here, document, "Trích yếu đã sửa")
    here.carry()
    assert there.came()[0].subject == before
    _answer(there, wishing.grant)
    after = there.came()
    assert [one.subject for one in after] == ["Trích yếu đã sửa"] and after[0].former[0]["why"] == "update"


def test_a_document_takes_the_place_of_another(two: Two) -> None:
    here, there = two
    old = here.issue((there.organ(), "B"))
    here.carry()
    new = here.issue((there.organ(), "B"), replaces=old)
    assert here.packages()[-1].about == REPLACE
    here.carry()
    came = there.came()
    assert len(came) == 2 and came[0].wanted is not None and came[0].wanted["by_id"] == str(came[1].id)
    _answer(there, wishing.grant)
    assert there.came()[0].replaced_by_id == came[1].id
    there.carry()
    assert _told(here, old) == ["01", "15"] and _told(here, new) == ["01"]


def test_who_never_had_the_old_one_gets_the_new_one_as_new(two: Two) -> None:
    here, there = two
    here.knows(there, "tam-hai")
    old = here.issue((there.organ(), "B"))
    here.carry()
    here.issue((there.organ(), "B"), (there.organ("tam-hai"), "Xã"), replaces=old)
    assert sorted(one.about for one in here.packages()) == [NEW, NEW, REPLACE]


@pytest.mark.parametrize("what", ["recall", "update", "replace"])
def test_what_comes_before_its_document_waits_for_it(two: Two, what: str) -> None:
    """The first package is held up on the line; what speaks of it arrives first."""
    here, there = two
    late: list[Callable[[], Reply]] = []

    def held_up(data: bytes, bring: Callable[[bytes], Reply]) -> Reply:
        late.append(lambda: bring(data))
        raise NoAnswer("timeout")

    document = here.issue((there.organ(), "B"))
    here.line.fault = held_up
    here.carry()
    here.line.fault = None
    with here.working():  # as another sender may do it: not waiting for what it sent before
        db.session.query(ExchangePackage).update({"state": "given_up"})
        db.session.commit()
    if what == "recall":
        _recall(here, document)
    elif what == "update":
        _update(here, document, "Trích yếu đã sửa")
    else:
        here.issue((there.organ(), "B"), replaces=document)
    here.carry(utc_now() + HOUR)
    first = there.arrivals()
    assert [one.state for one in first] == [HELD]
    assert len(there.came()) == (1 if what == "replace" else 0), "a new document waits for nothing"
    late[0]()
    assert {one.state for one in there.arrivals()} == {TAKEN}
    key = here.rows(OutgoingDocument)[0].reference.document_id
    old = there.came(IncomingDocument.key == key)[0]
    about = {"recall": RECALL, "update": UPDATE, "replace": REPLACE}[what]
    assert old.wanted is not None and old.wanted["about"] == about
    late[0]()
    assert len(there.came(IncomingDocument.key == key)) == 1


def test_what_waited_in_vain_is_let_go_and_an_update_becomes_the_document(two: Two) -> None:
    here, there = two
    first, second = here.issue((there.organ(), "B")), here.issue((there.organ(), "B"))
    with here.working():
        db.session.query(ExchangePackage).update({"state": "given_up"})
        db.session.commit()
    _recall(here, first)
    _update(here, second, "Bản đầy đủ")
    here.carry()
    assert [one.state for one in there.arrivals()] == [HELD, HELD] and there.came() == []
    with there.app.app_context():
        tending.tidy(utc_now() + timedelta(days=31))
    assert sorted(one.state for one in there.arrivals()) == [LAPSED, TAKEN]
    assert [one.subject for one in there.came()] == ["Bản đầy đủ"]
    with here.working():
        db.session.query(ExchangePackage).filter_by(outgoing_id=first, about=NEW).update(
            {"state": WAITING, "until": utc_now() + timedelta(days=90)}
        )
        db.session.commit()
    here.carry(utc_now() + timedelta(days=32))
    key = here.rows(OutgoingDocument, OutgoingDocument.id == first)[0].reference.document_id
    old = there.came(IncomingDocument.key == key)[0]
    assert old.wanted is not None and old.wanted["about"] == RECALL, "the wish was not forgotten"


def test_what_was_refused_needs_no_taking_back(two: Two) -> None:
    here, there = two
    document = here.issue((there.organ(), "B"))
    with here.working():
        row = db.session.query(OutgoingDocument).one()
        row.subject = ""
        db.session.commit()
    here.line.fault = lambda _data, _bring: (_ for _ in ()).throw(NoAnswer("closed"))
    _recall(here, document)
    here.line.fault = None
    here.carry()
    assert [one.state for one in here.packages()] == [TURNED_DOWN, WAITING], "it can't even be made"
    here.carry()
    assert there.arrivals(ExchangeArrival.about == NEW) == []


def test_a_clerk_who_refuses_tells_the_sender_why(two: Two) -> None:
    here, there = two
    document = here.issue((there.organ(), "B"))
    here.carry()
    with there.working(DISTRICT) as actor:
        row = db.session.query(IncomingDocument).one()
        arriving.refuse(row, "Thiếu phụ lục", None, actor)
        db.session.commit()
    there.carry()
    assert here.standing(document, there.organ()) == "02" and _told(here, document) == ["01", "02"]
    _recall(here, document)
    here.carry()
    assert [one.state for one in here.packages()][1] in (TURNED_DOWN, DELIVERED, NEEDLESS)
