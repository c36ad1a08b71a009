"""A document goes to an office of another installation, and both sides know what became of it."""

from __future__ import annotations

from portal.exchange.carrying.models import DELIVERED
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
