"""A dossier from handing in to the result in hand, by its verbs."""

from __future__ import annotations

from sqlalchemy import select

from portal.dossiers import service
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import APPOINTMENT, DossierEvent, DossierStep
from portal.extensions import db
from portal.publishing.models import AuditEntry
from tests.dossiers.world import Office, at, local


def test_the_whole_way_to_the_result(office: Office) -> None:
    with office.working(), at("2026-03-02 09:00"):
        dossier = office.submitted()
        assert dossier.code == "000.15.18.H47-260302-0001" or dossier.code.endswith("-260302-0001")
        assert dossier.state == "new" and dossier.due_at is None
    with office.working(), at("2026-03-02 10:00"):
        dossier = db.session.scalar(select(Dossier))
        assert dossier is not None
        form = service.receive(dossier, office.staff("clerk"), dossier.version)
        assert form.kind == APPOINTMENT and form.values is not None
        assert form.values["applicant"]["name"] == "Nguyễn Thị Hồng Hạnh"
        assert dossier.due_at == local("2026-03-05 17:30") == dossier.promised_at
        assert dossier.holder_id == office.people["clerk"].user_id
        service.pass_on(dossier, office.staff("clerk"), dossier.version)
        assert dossier.holder_id is None and dossier.step_role == "case_officer"
        service.take(dossier, office.staff("officer1"), dossier.version)
        db.session.commit()
    with office.working(), at("2026-03-03 10:00"):
        dossier = db.session.scalar(select(Dossier))
        assert dossier is not None
        service.decide(dossier, office.staff("officer1"), dossier.version, outcome="xac-nhan", values={})
        service.pass_on(dossier, office.staff("officer1"), dossier.version)
        service.take(dossier, office.staff("signatory"), dossier.version)
        service.sign(dossier, office.staff("signatory"), dossier.version)
        service.finish(dossier, office.staff("signatory"), dossier.version)
        assert (dossier.state, dossier.outcome, dossier.holder_id) == ("done", "early", None)
        service.hand_over(dossier, office.staff("clerk2"), dossier.version, receiver="Nguyễn Thị Hồng Hạnh")
        assert dossier.state == "returned" and dossier.spent_minutes == 480
        service.rate(dossier, office.citizen(), access=5, attitude=4, pace=5, result=5)
        db.session.commit()
    with office.working():
        events = db.session.scalars(select(DossierEvent).order_by(DossierEvent.number)).all()
        assert [one.verb for one in events] == [
            "submit", "receive", "pass", "take", "decide", "pass", "take", "sign", "finish", "return", "rate",
        ]  # fmt: skip
        assert [one.minutes for one in db.session.scalars(select(DossierStep).order_by(DossierStep.number))] == [
            0, 480, 0, 0,
        ]  # fmt: skip
        trail = db.session.scalars(select(AuditEntry).where(AuditEntry.kind == "dossier")).all()
        assert len(trail) == len(events)
        assert {one.detail for one in trail} == {events[0].dossier_id and trail[0].detail}
        assert "Hạnh" not in "".join(one.detail for one in trail)
