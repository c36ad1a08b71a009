"""Offices become one while packages are on their way: nothing lost, nothing twice, old names still lead there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from portal.clock import utc_now
from portal.exchange.carrying import offices
from portal.exchange.carrying.models import DELIVERED, WAITING, ExchangePackage
from portal.exchange.registers import arriving
from portal.exchange.registers.models import IncomingDocument
from portal.extensions import db
from portal.outbound.asking import NoAnswer
from portal.outbound.talking import Reply
from tests.conftest import A
from tests.exchange.carrying.world import Installation
from tests.merging.world import merge

Two = tuple[Installation, Installation]
OTHER, NEW = "tam-giang", "tam-moi"


def test_offices_become_one_while_packages_are_on_their_way(two: Two) -> None:
    here, there = two
    for slug in (A, OTHER):
        here.knows(there, slug)
    old, other = there.organ(A), there.organ(OTHER)
    taken = here.issue((old, "UBND xã Tam Hải"))
    here.carry()
    late: list[Callable[[], Reply]] = []

    def lost(data: bytes, bring: Any) -> Reply:
        bring(data)
        late.append(lambda: bring(data))
        raise NoAnswer("timeout", connected=True)

    here.line.fault = lost
    unsure = here.issue((old, "UBND xã Tam Hải"), (other, "UBND xã Tam Giang"))
    here.carry()
    here.line.fault = None
    leaving = there.issue((here.organ(), "UBND huyện A"), slug=A)
    there.line.fault = lambda _data, _bring: (_ for _ in ()).throw(NoAnswer("closed"))
    there.carry()
    there.line.fault = None
    with there.app.app_context():
        merge(NEW, A, OTHER)
        there.refresh()
        heir = there.portal(NEW)
        assert {offices.inside()[one].slug for one in (old, other)} == {NEW}
    assert {one.tenant_id for one in there.came()} == {heir.id}
    waits = [one for one in there.packages() if one.state == WAITING]
    assert [(one.tenant_id, one.from_organ) for one in waits] == [(heir.id, old)]
    here.carry(utc_now() + timedelta(hours=1))
    for way in late:
        way()
    assert len(there.came()) == 3, "what was brought again after the merger is known there"
    there.carry(utc_now() + timedelta(hours=1))
    assert there.standing(leaving, here.organ()) == "01", "what waited goes on in the old office's name"
    with there.working(NEW) as actor:
        for row in db.session.query(IncomingDocument).all():
            arriving.accept(row, None, actor)
        db.session.commit()
    there.carry(utc_now() + timedelta(hours=1))
    for document, organ in ((taken, old), (unsure, old), (unsure, other)):
        assert here.standing(document, organ) == "03"
    after = here.issue((old, "UBND xã Tam Hải"))
    here.carry()
    assert here.standing(after, old) == "01" and len(there.came()) == 4
    assert {one.state for one in here.packages()} == {DELIVERED}
    assert there.packages(ExchangePackage.state == WAITING) == [] and there.refusals() == []
