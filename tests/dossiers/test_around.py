"""What lies around the verbs: the counter, money, drafts, absences, leaving, forgetting, those who follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.accounts.permissions import system_actor
from portal.dossiers import drafts, listening, queries, service, today
from portal.dossiers.errors import Forbidden, InvalidSubmission, NotPossible, StaleVersion
from portal.dossiers.holding import HOLDING
from portal.dossiers.models import Dossier
from portal.dossiers.models_aside import DossierDraft
from portal.dossiers.models_course import DossierEvent, DossierRequest, DossierStep
from portal.dossiers.people import stand_in_of
from portal.dossiers.submissions import GivenPaper
from portal.extensions import db
from portal.papers import service as papers
from portal.papers.models import UPLOAD, Paper
from portal.papers.owners import owner_mark
from portal.payments.models import CANCELLED, PaymentDemand
from portal.payments.taking import take_cash
from portal.services.models import Service
from tests.conftest import B
from tests.dossiers.world import Office, at, local
from tests.papers import samples

NOBODY = {"units": [], "away_from": None, "away_to": None, "stand_in_id": None}


def paper_of(office: Office, citizen_id: int | None = 7, identity: str = "") -> int:
    row = papers.keep(
        samples.pdf(),
        "giay.pdf",
        "giay-to",
        owner_mark(identity),
        UPLOAD,
        system_actor(office.tenant_id),
        citizen_id=citizen_id,
        read=False,
    )
    return row.id


def only(kind: Any = Dossier) -> Any:
    found = db.session.scalars(select(kind)).all()
    assert len(found) == 1
    return found[0]


def test_a_clerk_enters_what_was_handed_in_on_paper(office: Office) -> None:
    given = [
        GivenPaper("to-khai", None, "counter", originals=1),
        GivenPaper("giay-to", None, "counter", copies=2),
    ]
    with office.working(), at("2026-03-02 09:00"):
        sent = office.submission(channel="truc-tiep", papers=given)
        with pytest.raises(Forbidden):
            service.register(sent, office.staff("officer1"))
        with pytest.raises(Forbidden):
            service.register(sent, office.citizen())
        dossier, new = service.register(sent, office.staff("clerk"))
        form = service.receive(dossier, office.staff("clerk"), dossier.version)
        db.session.commit()
        assert new and dossier.citizen_id is None and form.values is not None
        assert [(one["title"], one["originals"], one["copies"]) for one in form.values["papers"]] == [
            ("Tờ khai", 1, 0),
            ("Giấy tờ kèm theo", 0, 2),
        ]


def test_only_papers_of_their_own_go_into_a_dossier(office: Office, offices: Callable[..., Office]) -> None:
    other = offices(B)
    with other.working():
        elsewhere = paper_of(other)
        db.session.commit()
    with office.working():
        own, strange = paper_of(office), paper_of(office, 8, "049190009999")
        for number in (strange, elsewhere, 12345):
            with pytest.raises(InvalidSubmission) as caught:
                service.submit(office.submission(papers=[GivenPaper("giay-to", number)]), office.citizen())
            assert set(caught.value.messages) == {"papers.giay-to"}
        with pytest.raises(InvalidSubmission):
            service.register(
                office.submission(channel="truc-tiep", papers=[GivenPaper("giay-to", strange)]),
                office.staff("clerk"),
            )
        dossier = office.submitted(papers=[GivenPaper("giay-to", own)])
        assert [one.paper_id for one in queries.papers_of(dossier)] == [own]
        fresh = paper_of(office)
        service.ask(
            dossier, office.staff("clerk"), dossier.version, [service.Wanted("Giấy tờ", "mờ", "giay-to")]
        )
        service.complete(dossier, office.citizen(), papers=[GivenPaper("giay-to", fresh)])
        held = {one.paper_id: one.replaced_at is not None for one in queries.papers_of(dossier)}
        assert held == {own: True, fresh: False}
        service.judge_paper(queries.papers_of(dossier)[1], office.staff("clerk"), accepted=True)
        kept = db.session.get(Paper, (office.tenant_id, fresh))
        assert kept is not None and kept.accepted


def test_money_lets_the_dossier_go_on_in_the_same_act(office: Office) -> None:
    with office.working(), at("2026-03-02 09:00"):
        dossier = office.handled()
        made = service.charge(dossier, office.staff("officer1"), dossier.version)
        db.session.commit()
        assert (made.amount, made.state, dossier.state) == (16_000, "open", "paying")
        assert made.subject_code == dossier.code and dossier.paused_since is not None
    with office.working(), at("2026-03-04 09:00"):
        take_cash(made.id, 20_000, "thu-tien-mat-0001", office.people["clerk"])
        assert only().state == "handling"
        db.session.rollback()  # whatever undoes the payment undoes that
        assert only().state == "paying"
        take_cash(made.id, 20_000, "thu-tien-mat-0001", office.people["clerk"])
        take_cash(made.id, 20_000, "thu-tien-mat-0001", office.people["clerk"])
        db.session.commit()
        dossier = only()
        assert dossier.state == "handling" and dossier.paused_since is None
        assert [one.verb for one in queries.events_of(dossier)].count("paid") == 1
        assert dossier.due_at == local("2026-03-09 17:30")


def test_a_demand_of_what_was_withdrawn_is_given_up(office: Office) -> None:
    with office.working(), at("2026-03-02 09:00"):
        dossier = office.submitted()
        made = service.charge(dossier, office.staff("clerk"), dossier.version)
        service.withdraw(dossier, office.citizen())
        db.session.commit()
        assert only(PaymentDemand).state == CANCELLED
        assert only(DossierRequest).ended_at is not None and made.id == only(PaymentDemand).id


def test_a_draft_is_saved_on_the_way_and_becomes_one_dossier(office: Office) -> None:
    with office.working(), at("2026-03-02 09:00"):
        draft = drafts.begin(only(Service), office.citizen(), {"hoi": "co"})
        key, seen = draft.draft_key, draft.version
        drafts.save(
            draft, seen, answers={"ho-ten": "Nguyễn Thị Hồng Hạnh"}, given={"giay-to": [paper_of(office)]}
        )
        with pytest.raises(StaleVersion):
            drafts.save(draft, seen, answers={})
        db.session.commit()
        assert drafts.own(key, office.citizen(8)) is None and drafts.own(key, office.citizen()) is draft
        with pytest.raises(InvalidSubmission):
            drafts.hand_in(key, office.citizen(), "2026-12")
        drafts.save(
            draft,
            answers={"ho-ten": "Nguyễn Thị Hồng Hạnh", "so-ban": 1},
            applicant=service.Applicant("Nguyễn Thị Hồng Hạnh"),
            delivery="tai-quay",
        )
        first, new = drafts.hand_in(key, office.citizen(), "2026-12")
        db.session.commit()
        again, anew = drafts.hand_in(key, office.citizen(), "2026-12")
        assert (new, anew) == (True, False) and first.id == again.id
        assert first.consent_version == "2026-12" and len(queries.papers_of(first)) == 1
        with pytest.raises(LookupError):
            drafts.hand_in(key, office.citizen(8), "2026-12")


def test_drafts_end_with_their_papers(office: Office) -> None:
    with office.working(), at("2026-03-02 09:00"):
        draft = drafts.begin(only(Service), office.citizen())
        drafts.save(draft, given={"giay-to": [paper_of(office)]})
        db.session.commit()
    assert office.tend("2026-03-31 09:00") == 0
    assert office.tend("2026-04-01 09:01") == 1
    with office.working():
        assert db.session.scalar(select(func.count()).select_from(DossierDraft)) == 0
        assert db.session.scalar(select(func.count()).select_from(Paper)) == 0


def test_who_is_away_is_stood_in_for(office: Office) -> None:
    with office.working(), at("2026-03-02 09:00"):
        first, second = office.user("officer1").id, office.user("officer2").id
        away = NOBODY | {"away_from": date(2026, 3, 2), "away_to": date(2026, 3, 6), "stand_in_id": second}
        held = office.handled()  # before the absence was known
        service.arrange(first, office.staff("officer1"), **away)
        with pytest.raises(Forbidden):
            service.arrange(second, office.staff("officer1"), **NOBODY)
        service.arrange(second, office.staff("signatory"), **NOBODY)
        with pytest.raises(NotPossible):
            service.arrange(first, office.staff("officer1"), **(away | {"stand_in_id": first}))
        passed = office.received()
        service.pass_on(passed, office.staff("clerk"), passed.version, to_id=first)
        assert passed.holder_id == second
        service.take(held, office.staff("officer2"), held.version)
        assert held.holder_id == second
        assert stand_in_of(first, date(2026, 3, 7)) is None
        # Each stands in for the other: nobody does.
        service.arrange(second, office.staff("officer2"), **(away | {"stand_in_id": first}))
        assert stand_in_of(first, date(2026, 3, 3)) is None


def test_what_a_leaving_person_has_goes_to_their_successor_or_into_the_queue(office: Office) -> None:
    with office.working(), at("2026-03-02 09:00"):
        dossier = office.handled()
        leaving, next_one, clerk = (office.user(one).id for one in ("officer1", "officer2", "clerk"))
        things = HOLDING.held_by(leaving)
        assert [one.object_id for one in things] == [dossier.id]
        HOLDING.pass_on(things, next_one)
        assert dossier.holder_id == next_one and queries.events_of(dossier)[-1].verb == "reassign"
        HOLDING.pass_on(HOLDING.held_by(next_one), clerk)  # a clerk is no officer
        assert dossier.holder_id is None and dossier.step_role == "case_officer"


def test_data_is_put_right_with_a_reason_and_found_by_what_is_right(office: Office) -> None:
    with office.working(), at("2026-03-02 09:00"):
        dossier = office.received()
        right = service.Applicant("Nguyễn Thị Hồng Hạnh", "049190005678", phone="0905123456")
        with pytest.raises(NotPossible):
            service.correct(dossier, office.staff("clerk"), dossier.version, reason="", applicant=right)
        service.correct(dossier, office.staff("clerk"), dossier.version, reason="gõ nhầm số", applicant=right)
        with pytest.raises(InvalidSubmission):
            service.correct(
                dossier, office.staff("clerk"), dossier.version, reason="x", answers={"so-ban": 100}
            )
        db.session.commit()
        event = queries.events_of(dossier)[-1]
        assert event.note == "applicant.identity" and "049" not in str(event.told)
        clerk = office.people["clerk"]
        assert queries.count(queries.Queue(q="049190005678"), clerk) == 1
        assert queries.count(queries.Queue(q="049190001234"), clerk) == 0


def test_cards_of_today_lead_to_what_is_to_be_done(office: Office) -> None:
    with office.working(), at("2026-03-02 09:00"):
        held, fresh = office.handled(), office.submitted()
        db.session.commit()
    office.tend("2026-03-05 16:00")
    with office.working(), at("2026-03-05 16:30"):
        officer, clerk, leader = (office.people[one] for one in ("officer1", "clerk", "signatory"))
        for who in (officer, leader):
            card = today.apologies(who)
            assert card is not None and [one.path for one in card.lines] == [
                f"/quan-tri/mot-cua/ho-so/{held.id}"
            ]
        mine, waiting = today.in_hand(officer), today.waiting(clerk)
        assert mine is not None and waiting is not None
        assert [one.label for one in mine.lines] == [held.code] and mine.lines[0].badge == "Sắp đến hạn"
        assert [one.label for one in waiting.lines] == [fresh.code]
        assert today.apologies(system_actor(office.tenant_id)) is None
        assert today.in_hand(system_actor(office.tenant_id)) is None


def test_whoever_follows_can_undo_an_act(office: Office, app: Flask) -> None:
    seen: list[str] = []

    def follow(dossier: Dossier, event: DossierEvent) -> None:
        seen.append(f"{event.verb} {dossier.code}")
        if event.verb == "receive":
            raise NotPossible("not now")

    listening.when(app, follow)
    with office.working(), at("2026-03-02 09:00"):
        dossier = office.submitted()
        with pytest.raises(NotPossible):
            service.receive(dossier, office.staff("clerk"), dossier.version)
        db.session.rollback()
        assert only().state == "new" and db.session.scalar(select(func.count()).select_from(DossierStep)) == 0
    assert seen == [f"submit {dossier.code}", f"receive {dossier.code}"]
