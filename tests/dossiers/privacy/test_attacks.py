"""What the download of one's data must not give away: what is not decided yet, what the office keeps to itself."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy import select

from portal.citizens.models import CitizenMessage
from portal.dossiers import moment, service
from portal.dossiers.forms import make
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import APOLOGY
from portal.dossiers.privacy import gathering
from portal.dossiers.referrals.models import Referral
from portal.extensions import db
from portal.tenancy.scope import all_tenants
from tests.dossiers.world import Office

CANARY = "Chim Yến Bạch Tạng"


def downloaded(office: Office, dossier_id: int) -> str:
    with office.app.app_context(), all_tenants("thử"):
        found = db.session.get(Dossier, (office.tenant_id, dossier_id))
        assert found is not None
        return json.dumps(gathering.of_dossier(found), ensure_ascii=False, default=str)


def test_a_decision_is_told_once_it_is_signed_and_no_sooner(app: Flask, office: Office) -> None:
    """Who could read the draft would know the refusal before the signatory has agreed to it."""
    with office.working():
        dossier = office.handled()
        officer = office.staff("officer1")
        service.decide(dossier, officer, dossier.version, outcome="xac-nhan", values={"noi-dung": CANARY})
        service.pass_on(dossier, officer, dossier.version)
        service.take(dossier, office.staff("signatory"), dossier.version)
        db.session.commit()
        number = dossier.id
    assert CANARY not in downloaded(office, number)
    with office.working():
        held = service_dossier(office, number)
        service.sign(held, office.staff("signatory"), held.version)
        db.session.commit()
    assert CANARY in downloaded(office, number)


INTERNAL = "(trao đổi nội bộ của cơ quan, không kèm theo)"


def test_notes_within_the_office_stay_there_and_that_there_is_one_is_told(app: Flask, office: Office) -> None:
    """Of a note by itself and of words that go along with a step: of the event, and of the step that ended."""
    with office.working():
        dossier = office.received()
        clerk = office.staff("clerk")
        service.note(dossier, clerk, dossier.version, text=CANARY)
        service.pass_on(dossier, clerk, dossier.version, note=CANARY)
        db.session.commit()
        number = dossier.id
    said = downloaded(office, number)
    assert CANARY not in said and said.count(INTERNAL) == 3
    assert '"verb": "note"' in said and '"verb": "pass"' in said


def test_ones_own_words_and_who_got_the_result_are_told(app: Flask, office: Office) -> None:
    with office.working():
        dossier = office.done()
        clerk = office.staff("clerk")
        service.hand_over(dossier, clerk, dossier.version, receiver="Trần Thị Nhận Thay", note=CANARY)
        other = office.submitted()
        other.citizen_id = 7
        service.withdraw(other, office.citizen(7), other.version, reason="Tôi đổi ý, không cần nữa")
        db.session.commit()
        given, withdrawn = dossier.id, other.id
    said = downloaded(office, given)
    assert "Đã trả kết quả cho Trần Thị Nhận Thay." in said and CANARY not in said
    assert "Tôi đổi ý, không cần nữa" in downloaded(office, withdrawn)
    with office.app.app_context():
        texts = [one.text for one in db.session.scalars(select(CitizenMessage))]
    assert any("Đã trả kết quả." in one for one in texts) and not any("Nhận Thay" in one for one in texts)


@pytest.mark.parametrize(("decided", "told"), [(False, False), (True, True)])
def test_what_another_office_found_is_told_with_the_decision(
    app: Flask, office: Office, decided: bool, told: bool
) -> None:
    """The district's words to the commune stay between them; its answer is a reason once there is a decision."""
    with office.working():
        dossier = office.done() if decided else office.handled()
        row = Referral(
            tenant_id=office.tenant_id, dossier_id=dossier.id, step_number=1, step_key="x", step_name="Thẩm định",
            code=dossier.code, title="x", to_portal_id=office.tenant_id, state="answered", carry_at=None,
            thread=[{"text": f"{CANARY} trao đổi"}], answer=f"{CANARY} trả lời",
        )  # fmt: skip
        db.session.add(row)
        db.session.commit()
        number = dossier.id
    said = downloaded(office, number)
    assert f"{CANARY} trao đổi" not in said and INTERNAL in said
    assert (f"{CANARY} trả lời" in said) == told
    assert ("có khi hồ sơ được quyết định" in said) != told


def test_an_apology_that_waits_for_its_reason_is_no_form_yet(app: Flask, office: Office) -> None:
    with office.working():
        dossier = office.handled()
        make(dossier, APOLOGY, {"reason": CANARY}, office.staff("clerk"), moment.now(), issued=False)
        db.session.commit()
        number = dossier.id
    assert CANARY not in downloaded(office, number)


def service_dossier(office: Office, dossier_id: int) -> Dossier:
    found = db.session.get(Dossier, (office.tenant_id, dossier_id))
    assert found is not None
    return found
