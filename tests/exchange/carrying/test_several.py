"""A package that names several of our offices: each has it in its register and answers for itself."""

from __future__ import annotations

from datetime import datetime
from unittest.mock import patch

from portal.accounts.permissions import Actor
from portal.exchange.carrying import own_keys, receiving, taking
from portal.exchange.carrying.models import STATUS, WAITING, ExchangeArrival, ExchangePackage
from portal.exchange.edxml.refusing import ATTACHMENT, NotTaken
from portal.exchange.edxml.shapes import ARRIVED, REFUSED, Document, Organ
from portal.exchange.registers.models import OutgoingDocument
from tests.conftest import A, B
from tests.exchange.carrying.making import Two, answer_of, brought, made, sealed
from tests.exchange.carrying.world import Installation


def _to_three(here: Installation, there: Installation) -> tuple[Document, int]:
    """A document for the district and two communes of the second in one package, as other systems send it."""
    for slug in (A, B):
        here.knows(there, slug=slug)
    names = [(there.organ(slug), slug or "UBND huyện B") for slug in ("", A, B)]
    number = here.issue(*names)
    row = here.rows(OutgoingDocument, OutgoingDocument.id == number)[0]
    package = made(
        here, there, reference=row.reference, recipients=tuple(Organ(organ, name) for organ, name in names)
    )
    return package, number


def _carried(there: Installation) -> None:
    while there.carry():
        pass


def test_each_office_takes_it_in_and_answers_for_itself(two: Two) -> None:
    here, there = two
    package, number = _to_three(here, there)
    data = sealed(here, package)
    for _time in range(2):  # the second changes nothing
        answer = answer_of(there, brought(there, data))
        assert (answer.sender.id, answer.status) == (there.organ(), ARRIVED)
    assert sorted(one.tenant_id for one in there.came()) == sorted(
        there.portal(slug).id for slug in ("", A, B)
    )
    told = there.packages(ExchangePackage.what == STATUS)
    assert sorted(one.from_organ for one in told) == sorted(there.organ(slug) for slug in (A, B))
    _carried(there)
    assert not there.packages(ExchangePackage.state == WAITING)
    assert [here.standing(number, there.organ(slug)) for slug in (A, B)] == [ARRIVED, ARRIVED]


def test_one_refuses_and_the_others_have_it(two: Two) -> None:
    here, there = two
    package, number = _to_three(here, there)
    data, at = sealed(here, package), there.portal(A).id
    take = taking.take

    def full(coming: taking.Coming, actor: Actor, now: datetime) -> ExchangeArrival:
        if actor.tenant_id == at:
            raise NotTaken(ATTACHMENT, "hỏng")
        return take(coming, actor, now)

    with patch.object(taking, "take", full):
        for _time in range(2):
            assert answer_of(there, brought(there, data)).status == ARRIVED
    assert len(there.came()) == 2 and [one.reason for one in there.refusals()] == [ATTACHMENT]
    _carried(there)
    assert [here.standing(number, there.organ(slug)) for slug in (A, B)] == [REFUSED, ARRIVED]


def test_an_office_that_cannot_answer_yet_makes_the_sender_come_again(two: Two) -> None:
    here, there = two
    package, _number = _to_three(here, there)
    data, without = sealed(here, package), there.portal(B).id
    found = own_keys.sealer_of
    with patch.object(
        receiving, "sealer_of", lambda portal, **more: None if portal.id == without else found(portal, **more)
    ):
        assert brought(there, data).status_code == 503
        assert len(there.came()) == 2
    assert answer_of(there, brought(there, data)).status == ARRIVED
    assert len(there.came()) == 3
