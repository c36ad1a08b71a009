"""The clock of a dossier: cut-off, pauses, amber, a new calendar; apologies that cannot be forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from portal.dossiers import queries, service
from portal.dossiers.errors import NotPossible, PromisePassed
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import APOLOGY, COMPLETE, DossierForm, DossierRequest
from portal.dossiers.tending import Tending
from portal.dossiers.tending.recounting import recount_portal
from portal.dossiers.verbs.apologising import draft_of
from portal.extensions import db
from portal.notices.models import Notice
from portal.publishing.service import touch
from portal.services.definition.shapes import Deadline
from portal.workdays.calendar import USUAL_HOURS
from portal.workdays.models import WorkYear
from tests.conftest import B
from tests.dossiers.world import DEFINITION, Office, at, local


@pytest.mark.parametrize(
    ("received", "days", "due", "amber"),
    [
        # Monday morning, three working days: Thursday evening; 70 % of 450 + 3·480 minutes are spent on Wednesday.
        ("2026-03-02 08:00", 3, "2026-03-05 17:30", "2026-03-04 16:03"),
        # After the cut-off of 15:00 it counts from Tuesday.
        ("2026-03-02 15:01", 3, "2026-03-06 17:30", None),
        # Saturday counts from Monday; the same day for 0 days.
        ("2026-03-07 09:00", 0, "2026-03-09 17:30", None),
        ("2026-03-02 09:00", 0, "2026-03-02 17:30", None),
        # Over Tết 2026 (14 to 22 February are off).
        ("2026-02-12 09:00", 2, "2026-02-23 17:30", None),
    ],
)
def test_what_is_received_is_due(
    office: Office, received: str, days: int, due: str, amber: str | None
) -> None:
    ids = office.offer(replace(DEFINITION, deadlines=(Deadline(days=days),)))
    with office.working(), at(received):
        dossier = office.received(service_id=ids[0], version_id=ids[1])
        assert dossier.due_at == local(due) == dossier.promised_at
        assert amber is None or dossier.amber_at == local(amber)


def test_hours_are_working_hours(office: Office) -> None:
    ids = office.offer(replace(DEFINITION, deadlines=(Deadline(hours=8),)))
    with office.working(), at("2026-03-06 14:30"):  # Friday: three hours are left of it
        dossier = office.received(service_id=ids[0], version_id=ids[1])
        assert dossier.due_at == local("2026-03-09 14:30")
        assert dossier.total_minutes == 480


def test_the_clock_stands_while_the_citizen_is_asked(office: Office) -> None:
    with office.working(), at("2026-03-02 08:00"):
        dossier = office.handled()
        assert dossier.due_at == local("2026-03-05 17:30")
    with office.working(), at("2026-03-03 09:00"):
        dossier = _only()
        form = service.ask(
            dossier, office.staff("officer1"), dossier.version, [service.Wanted("Tờ khai", "mờ")], days=5
        )
        assert form.kind == COMPLETE and dossier.state == "completing" and dossier.paused_since is not None
        db.session.commit()
    with office.working(), at("2026-03-12 10:00"):
        dossier = _only()
        assert queries.urgency(dossier, local("2026-03-12 10:00")) == "good"
        service.complete(dossier, office.citizen(), text="Đã sửa")
        assert dossier.state == "handling" and dossier.paused_since is None
        # Two of three days were left on Tuesday (the day of asking is spent), and are left on Thursday the 12th.
        assert dossier.due_at == local("2026-03-16 17:30") == dossier.promised_at
        db.session.commit()


def test_a_request_before_receiving_leads_back_and_counts_nothing(office: Office) -> None:
    with office.working(), at("2026-03-02 08:00"):
        dossier = office.submitted()
        service.ask(dossier, office.staff("clerk"), dossier.version, [service.Wanted("Tờ khai")])
        service.complete(dossier, office.citizen(), text="Đây")
        assert (dossier.state, dossier.due_at, dossier.paused_since) == ("new", None, None)
        service.receive(dossier, office.staff("clerk"), dossier.version)
        assert dossier.due_at == local("2026-03-05 17:30")


def test_an_apology_lies_ready_before_the_promise_passes_and_cannot_be_passed_by(office: Office) -> None:
    with office.working(), at("2026-03-02 08:00"):
        dossier_id = office.handled().id
    office.tend("2026-03-05 09:00")
    with office.working():
        assert draft_of(_only()) is None
    office.tend("2026-03-05 14:00")  # 210 working minutes before 17:30
    office.tend("2026-03-05 14:01")
    with office.working(), at("2026-03-05 14:05"):
        dossier, forms = (
            _only(),
            db.session.scalars(select(DossierForm).where(DossierForm.kind == APOLOGY)).all(),
        )
        assert [one.issued_at for one in forms] == [None]
        told = db.session.scalars(select(Notice).where(Notice.kind == "dossier.apology")).all()
        assert {one.for_user_id for one in told} == {
            office.people["officer1"].user_id,
            office.people["signatory"].user_id,
        }
        assert "pass" in service.buttons(dossier, office.staff("officer1"))
    with office.working(), at("2026-03-06 08:00"):
        dossier = _only()
        officer = office.staff("officer1")
        for act in (
            lambda: service.pass_on(dossier, officer, dossier.version),
            lambda: service.ask(dossier, officer, dossier.version, [service.Wanted("Tờ khai")]),
        ):
            with pytest.raises(PromisePassed):
                act()
        with pytest.raises(NotPossible):
            service.apologise(dossier, officer, dossier.version, reason=" ", until=local("2026-03-10 17:30"))
        with pytest.raises(NotPossible):
            service.apologise(
                dossier, officer, dossier.version, reason="chờ", until=local("2026-03-05 18:00")
            )
        form = service.apologise(
            dossier,
            officer,
            dossier.version,
            reason="Chờ xác minh ở nơi cư trú cũ",
            until=local("2026-03-10 17:30"),
        )
        db.session.commit()
        assert form.issued_at is not None and draft_of(dossier) is None
        assert (dossier.promised_at, dossier.due_at) == (local("2026-03-10 17:30"), local("2026-03-05 17:30"))
        service.decide(dossier, officer, dossier.version, outcome="xac-nhan", values={})
        service.pass_on(dossier, officer, dossier.version)
        db.session.commit()
    with office.working(), at("2026-03-10 09:00"):
        dossier = queries.by_id(dossier_id)
        assert dossier is not None
        service.take(dossier, office.staff("signatory"), dossier.version)
        service.sign(dossier, office.staff("signatory"), dossier.version)
        service.finish(dossier, office.staff("signatory"), dossier.version)
        assert dossier.outcome == "late"  # an apology does not make it in time
        db.session.commit()


def test_amber_and_late_are_told_once(office: Office) -> None:
    with office.working(), at("2026-03-02 08:00"):
        office.handled()
    step = Tending()
    for moment in (
        "2026-03-04 16:00",
        "2026-03-04 16:05",
        "2026-03-04 16:10",
        "2026-03-06 08:00",
        "2026-03-06 09:00",
    ):
        with office.app.app_context():
            step.step(local(moment))
    with office.working():
        kinds = [
            one.kind
            for one in db.session.scalars(select(Notice))
            if one.for_user_id == office.people["officer1"].user_id
        ]
        assert kinds.count("dossier.amber") == 1 and kinds.count("dossier.late") == 1
        assert _only().warned == "late"


def test_a_request_that_ran_out_is_told_once_and_the_office_may_stop(office: Office) -> None:
    with office.working(), at("2026-03-02 08:00"):
        dossier = office.handled()
        service.ask(dossier, office.staff("officer1"), dossier.version, [service.Wanted("Tờ khai")], days=2)
        db.session.commit()
    for moment in ("2026-03-04 17:00", "2026-03-05 08:00", "2026-03-05 08:05"):
        office.tend(moment)
    with office.working(), at("2026-03-05 09:00"):
        told = db.session.scalars(select(Notice).where(Notice.kind == "dossier.lapsed")).all()
        assert [one.for_user_id for one in told] == [office.people["officer1"].user_id]
        dossier = _only()
        service.stop(
            dossier, office.staff("officer1"), dossier.version, reason="Không bổ sung trong thời hạn"
        )
        db.session.commit()
        request = db.session.scalar(select(DossierRequest))
        assert request is not None and request.ended_at is not None
        assert dossier.state == "stopped" and dossier.paused_minutes > 0


def test_limits_follow_a_calendar_that_changes(office: Office, offices: Callable[..., Office]) -> None:
    other = offices(B)
    with office.working(), at("2026-03-02 08:00"):
        office.handled()
    with other.working(), at("2026-03-02 08:00"):
        other.handled()
    assert _recounted(office, "2026-03-02 09:00") == 0
    with office.working():
        _confirm(office, {"2026-03-04": "Nghỉ phòng chống bão"})
        db.session.commit()
    assert _recounted(office, "2026-03-03 09:00") == 1
    assert _recounted(office, "2026-03-03 09:01") == 0
    assert _recounted(other, "2026-03-03 09:00") == 0
    with office.working():
        dossier = _only()
        assert dossier.due_at == local("2026-03-06 17:30") == dossier.promised_at
        assert queries.events_of(dossier)[-1].verb == "recount"
        assert "06/03/2026" in str(queries.events_of(dossier)[-1].told)


def _recounted(office: Office, moment: str) -> int:
    with office.app.app_context():
        return recount_portal(office.portal, local(moment))


def _confirm(office: Office, off: dict[str, str]) -> None:
    hours = {
        str(day): [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in spans]
        for day, spans in USUAL_HOURS.items()
    }
    db.session.add(
        WorkYear(
            tenant_id=office.tenant_id,
            year=2026,
            hours=hours,
            off=[{"day": day, "name": name} for day, name in off.items()],
            worked=[],
            confirmed_at=datetime(2026, 3, 3),
        )
    )
    db.session.flush()
    touch(db.session(), office.tenant_id)


def _only() -> Dossier:
    found = db.session.scalar(select(Dossier))
    assert found is not None
    return found


def test_a_new_day_is_proposed_after_working_days(office: Office) -> None:
    with office.working(), at("2026-03-02 08:00"):
        office.handled()
    office.tend("2026-03-05 16:00")
    with office.working():
        draft = draft_of(_only())
        assert draft is not None and draft.values is not None
        assert datetime.fromisoformat(draft.values["proposed"]) == local("2026-03-10 17:30")
        assert draft.values["reason"] == ""


def test_what_is_due_on_the_day_it_comes_is_no_cause_for_an_apology_at_once(office: Office) -> None:
    same_day = replace(DEFINITION, deadlines=(Deadline(days=0),))
    service_id, version_id = office.offer(same_day)
    with office.working(), at("2026-03-02 14:00"):
        dossier = office.received(service_id=service_id, version_id=version_id)
        number = dossier.id
    for moment, ready in (
        ("2026-03-02 14:05", False),
        ("2026-03-02 16:25", False),
        ("2026-03-02 16:30", True),
    ):
        office.tend(moment)
        with office.working():
            found = queries.by_id(number)
            assert found is not None and (draft_of(found) is not None) is ready, moment
