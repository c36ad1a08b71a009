"""What is personal ends with its term, and is in no trail, notice or mail of the desk."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from portal.dossiers import service
from portal.dossiers.models import DossierMark, DossierPaper
from portal.dossiers.models_aside import DossierRating
from portal.dossiers.models_course import DossierEvent, DossierForm, DossierStep
from portal.dossiers.submissions import GivenPaper
from portal.extensions import db
from portal.mail.models import OutgoingMail
from portal.notices.models import Notice
from portal.papers.models import Paper
from portal.publishing.models import AuditEntry
from tests.dossiers.test_around import only, paper_of
from tests.dossiers.world import Office, at


def test_after_its_term_a_dossier_is_a_number_in_a_statistic(office: Office) -> None:
    with office.working(), at("2026-03-02 09:00"):
        dossier = office.done(papers=[GivenPaper("giay-to", paper_of(office))])
        service.hand_over(dossier, office.staff("clerk"), dossier.version, receiver="Nguyễn Thị Hồng Hạnh")
        service.rate(
            dossier, office.citizen(), access=5, attitude=5, pace=4, result=5, remark="Cảm ơn cô Hạnh"
        )
        db.session.commit()
        assert dossier.forget_on == date(2046, 3, 2)
    assert office.tend("2046-03-01 20:00") == 0
    assert office.tend("2046-03-02 20:00") == 1
    assert office.tend("2046-03-02 20:05") == 0
    with office.working():
        found = only()
        for name in ("applicant", "applicant_name", "answers", "guide_answers", "decision", "citizen_id"):
            assert getattr(found, name) is None, name
        assert (found.state, found.outcome, found.spent_minutes) == (
            "returned",
            "early",
            dossier.spent_minutes,
        )
        events = db.session.scalars(select(DossierEvent).where(DossierEvent.verb != "forget")).all()
        assert events and not any(one.told or one.note for one in events)
        assert not any(one.values for one in db.session.scalars(select(DossierForm)))
        assert not any(one.note for one in db.session.scalars(select(DossierStep)))
        assert db.session.scalar(select(func.count()).select_from(DossierMark)) == 0
        assert only(DossierRating).remark is None and only(DossierRating).pace == 4
        assert only(DossierPaper).paper_id is None and only(Paper).forget_on == date(2046, 3, 2)
        assert [one for one in db.session.scalars(select(Notice.path)) if str(found.id) in one] == []


def test_nothing_of_a_person_is_in_trail_notices_or_mails_of_the_desk(office: Office) -> None:
    with office.working(), at("2026-03-02 09:00"):
        dossier = office.handled()
        service.stop(dossier, office.staff("officer1"), dossier.version, reason="Hạnh không có hộ khẩu")
        db.session.commit()
        said = [f"{one.action} {one.detail} {one.by_name}" for one in db.session.scalars(select(AuditEntry))]
        said += [f"{one.title} {one.detail} {one.path}" for one in db.session.scalars(select(Notice))]
        said += [f"{one.subject} {one.text}" for one in db.session.scalars(select(OutgoingMail))]
        assert len(said) > 8 and not any("Hạnh" in one or "0491" in one for one in said)
