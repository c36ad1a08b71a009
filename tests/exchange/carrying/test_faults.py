"""1,000 documents between two installations while a fifth of everything on the line goes wrong: none is lost, none
comes twice, and every refusal is written down with its reason."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from portal.clock import utc_now
from portal.exchange.carrying import views
from portal.exchange.carrying.certificates import pem_of, serial_of
from portal.exchange.carrying.models import (
    DELIVERED,
    DOCUMENT,
    STATUS,
    WAITING,
    ExchangeArrival,
    ExchangeOffice,
    ExchangePackage,
)
from portal.exchange.registers import arriving, handling
from portal.exchange.registers.models import IncomingDocument, OutgoingDocument, OutgoingRecipient
from portal.extensions import db
from tests.conftest import DISTRICT, A, B
from tests.exchange.carrying.faults import Expired, Faults
from tests.exchange.carrying.world import Installation
from tests.thorough import THOROUGH

Two = tuple[Installation, Installation]
DOCUMENTS = 1000 if THOROUGH else 48
HOUR = timedelta(hours=4)
TO, FROM = (DISTRICT, A, B), (DISTRICT, A)


def _know(here: Installation, there: Installation, old: Expired) -> None:
    """Every office of `here` that sends is in the book of `there`, with certificates that ended or were revoked too."""
    pinned = [pem_of(one) for one in (here.certificate, old.certificate, old.revoked)]
    with there.app.app_context():
        row = db.session.query(ExchangeOffice).one()
        row.certificates, row.revoked = pinned, [serial_of(old.revoked)]
        db.session.commit()


def _carry_all(one: Installation, begin: datetime) -> datetime:
    """Carry, hours apart, until nothing waits."""
    now = begin
    for _turn in range(600):
        if not one.count(ExchangePackage, ExchangePackage.state == WAITING):
            return now
        now += HOUR if one.carry(now, most=500) == 0 else timedelta(minutes=40)
    left = Counter((x.to_organ, x.reason, x.detail) for x in one.packages(ExchangePackage.state == WAITING))
    raise AssertionError(f"packages wait for ever: {left}")


def _recorded(one: Installation) -> Counter[str]:
    found: Counter[str] = Counter()
    for refusal in one.refusals():
        found[refusal.reason] += refusal.times
    return found


@pytest.mark.thorough
def test_none_is_lost_none_comes_twice_every_refusal_is_recorded(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = two
    monkeypatch.setattr(views, "MOST_REFUSED", 10**9)  # all of it comes from one address here
    monkeypatch.setattr("portal.exchange.carrying.outbox.KEEP_TRYING", timedelta(days=365))
    old = Expired()
    _know(here, there, old)
    _know(there, here, old)
    for slug in (A, B):
        here.knows(there, slug)
        there.knows(here, slug)
    out, back = Faults(here, old, 1), Faults(there, old, 2)
    here.line.fault, there.line.fault = out, back
    sent = [here.issue((there.organ(TO[at % 3]), TO[at % 3]), slug=FROM[at % 2]) for at in range(DOCUMENTS)]
    now = _carry_all(here, utc_now())
    out.end()
    _all_arrived(here, there, sent)
    _handle(there)
    now = _carry_all(there, now)
    back.end()
    assert _recorded(there) == out.recorded and _recorded(here) == back.recorded
    assert {one.standing for one in here.rows(OutgoingRecipient)} == {"03", "04", "06"}
    told = there.count(ExchangePackage, ExchangePackage.what == STATUS)
    assert here.count(ExchangeArrival, ExchangeArrival.what == STATUS) == told
    assert there.count(ExchangePackage, ExchangePackage.state == DELIVERED) == told
    assert set(out.met) | set(back.met) == set(out.kinds), "every fault was met"
    assert sum(one.again for one in there.arrivals()) > 0


def _all_arrived(here: Installation, there: Installation, sent: list[int]) -> None:
    packages = here.packages()
    assert {one.state for one in packages} == {DELIVERED} and len(packages) == len(sent)
    documents = here.rows(OutgoingDocument)
    came = there.rows(IncomingDocument)
    keys = Counter(one.key for one in came)
    assert keys == Counter(one.reference.document_id for one in documents)
    assert there.count(ExchangeArrival, ExchangeArrival.what == DOCUMENT) == len(sent)
    assert {one.subject for one in came} == {one.subject for one in documents}


def _handle(there: Installation) -> None:
    """The clerks register what came; some of it is handed on, some of it done."""
    for slug in TO:
        with there.working(slug) as actor:
            for at, row in enumerate(db.session.query(IncomingDocument).order_by(IncomingDocument.id).all()):
                arriving.accept(row, None, actor)
                if at % 3 == 1:
                    handling.assign(row, handling.Assignment(unit="Văn phòng"), None, actor)
                elif at % 3 == 2:
                    handling.finish(row, "Đã xử lý xong.", None, actor)
            db.session.commit()
