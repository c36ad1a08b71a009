"""A document goes to an office of another installation, and both sides know what became of it."""

from __future__ import annotations

from datetime import timedelta

from portal.clock import utc_now
from portal.exchange.carrying import outbox
from portal.exchange.carrying.models import DELIVERED, ExchangePackage
from portal.exchange.registers import arriving, drafting, handling
from portal.exchange.registers.models import IncomingDocument, OutgoingDocument, OutgoingRecipient
from portal.extensions import db
from tests.conftest import A
from tests.exchange.carrying.world import Installation

Two = tuple[Installation, Installation]


def test_a_document_arrives_once_and_both_sides_know(two: Two) -> None:
    here, there = two
    document = here.issue((there.organ(), "UBND huyện B"))
    assert here.standing(document, there.organ()) == "00"
    assert here.carry() == 1
    package = here.packages()[0]
    assert (package.state, package.reason) == (DELIVERED, ""), package.detail
    assert here.standing(document, there.organ()) == "01"
    came = there.came()
    assert [(one.subject[:5], one.state, one.sender_id) for one in came] == [("Phòng", "01", here.organ())]
    assert here.carry() == 0 and there.refusals() == [] and here.refusals() == []


def test_who_is_added_later_gets_it_and_nobody_gets_it_twice(two: Two) -> None:
    here, there = two
    here.knows(there, A)
    document = here.issue((there.organ(), "UBND huyện B"))
    here.carry()
    with here.working():
        row = db.session.query(OutgoingDocument).one()
        db.session.add(
            OutgoingRecipient(
                tenant_id=row.tenant_id, document_id=row.id, organ_id=there.organ(A), name="UBND xã"
            )
        )
        db.session.flush()
        outbox.issued(row)
        outbox.issued(row)
        db.session.commit()
    assert here.carry() == 1 and len(here.packages()) == 2
    assert here.standing(document, there.organ(A)) == "01" and len(there.came()) == 2


def test_an_act_that_is_rolled_back_sends_nothing(two: Two) -> None:
    here, there = two
    here.issue((there.organ(), "B"))
    here.carry()
    with here.working() as actor:
        drafting.recall(db.session.query(OutgoingDocument).one(), "Nhầm", None, actor)
        db.session.rollback()
    assert here.carry() == 0 and len(here.packages()) == 1


def test_a_clock_that_goes_ahead_holds_nothing_up(two: Two) -> None:
    """What they say happened next week happened now; what they say tomorrow counts after it."""
    here, there = two
    document = here.issue((there.organ(), "B"))
    here.carry()
    with there.working() as actor:
        arriving.accept(db.session.query(IncomingDocument).one(), None, actor)
        package = db.session.query(ExchangePackage).one()
        package.payload = package.payload | {"at": (utc_now() + timedelta(days=7)).isoformat()[:19]}
        db.session.commit()
    there.carry()
    assert here.standing(document, there.organ()) == "03"
    with there.working() as actor:
        row = db.session.query(IncomingDocument).one()
        handling.finish(row, "Xong", None, actor)
        package = db.session.query(ExchangePackage).filter_by(code="06").one()
        package.payload = package.payload | {"at": (utc_now() + timedelta(seconds=1)).isoformat()[:19]}
        db.session.commit()
    there.carry()
    assert here.standing(document, there.organ()) == "06"
