"""Nothing is done twice by two people of the counter."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.dossiers import service
from portal.dossiers.errors import AlreadyTaken, StaleVersion
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import DossierEvent, DossierStep
from portal.dossiers.party import staff
from portal.extensions import db
from tests.conftest import B
from tests.dossiers.world import Office, at
from tests.patience import until_done

MANY = 50


def test_fifty_officers_take_fifty_different_dossiers(offices: Callable[..., Office]) -> None:
    office = offices(B, officers=MANY)
    with office.working(), at("2026-03-02 09:00"):
        for _one in range(MANY):
            dossier = office.received()
            service.pass_on(dossier, office.staff("clerk"), dossier.version)
        db.session.commit()
    gate = threading.Barrier(MANY)

    def next_of(actor: Actor) -> int | None:
        with office.working(), at("2026-03-02 10:00"):
            found = service.take_next(staff(actor))
            db.session.commit()
            return found.id if found is not None else None

    def take(actor: Actor) -> int | None:
        gate.wait()
        return until_done(lambda: next_of(actor))

    officers = [office.people[f"officer{number}"] for number in range(1, MANY + 1)]
    with ThreadPoolExecutor(MANY) as pool:
        taken = list(pool.map(take, officers))
    assert None not in taken and len(set(taken)) == MANY
    with office.working():
        assert service.take_next(office.staff("officer1")) is None
        assert len(set(db.session.scalars(select(Dossier.holder_id)))) == MANY


def test_of_twenty_who_take_one_dossier_one_wins_and_the_others_are_told_who(
    offices: Callable[..., Office],
) -> None:
    office = offices(B, officers=20)
    with office.working(), at("2026-03-02 09:00"):
        dossier = office.received()
        service.pass_on(dossier, office.staff("clerk"), dossier.version)
        db.session.commit()
        dossier_id, seen = dossier.id, dossier.version
    gate = threading.Barrier(20)

    def tried(actor: Actor) -> str:
        with office.working(), at("2026-03-02 10:00"):
            found = db.session.get(Dossier, (office.tenant_id, dossier_id))
            assert found is not None
            try:
                service.take(found, staff(actor), seen)
                db.session.commit()
                return actor.name
            except AlreadyTaken as error:
                return f"-{error.by}"

    def take(actor: Actor) -> str:
        gate.wait()
        return until_done(lambda: tried(actor))

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(take, [office.people[f"officer{number}"] for number in range(1, 21)]))
    winners = [one for one in answers if not one.startswith("-")]
    assert len(winners) == 1 and set(answers) == {winners[0], f"-{winners[0]}"}
    with office.working():
        assert [one.verb for one in db.session.scalars(select(DossierEvent))].count("take") == 1
        assert len(db.session.scalars(select(DossierStep).where(DossierStep.ended_at.is_(None))).all()) == 1


def test_a_page_that_is_older_than_the_dossier_does_nothing(office: Office) -> None:
    with office.working(), at("2026-03-02 09:00"):
        dossier = office.handled()
        seen = dossier.version
        service.decide(dossier, office.staff("officer1"), seen, outcome="xac-nhan", values={})
        db.session.commit()
        for act in (
            lambda: service.pass_on(dossier, office.staff("officer1"), seen),
            lambda: service.decide(dossier, office.staff("officer1"), seen, outcome="xac-nhan", values={}),
            lambda: service.receive(dossier, office.staff("clerk"), seen),
        ):
            with pytest.raises(StaleVersion):
                act()
        assert not db.session.dirty
