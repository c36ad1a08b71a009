"""What the download of one's data must not give away: what is not decided yet, what the office keeps to itself."""

from __future__ import annotations

import json

from flask import Flask

from portal.dossiers import service
from portal.dossiers.models import Dossier
from portal.dossiers.privacy import gathering
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


def test_notes_within_the_office_stay_there(app: Flask, office: Office) -> None:
    with office.working():
        dossier = office.received()
        service.note(dossier, office.staff("clerk"), dossier.version, text=CANARY)
        db.session.commit()
        number = dossier.id
    said = downloaded(office, number)
    assert CANARY not in said and '"verb": "note"' in said


def service_dossier(office: Office, dossier_id: int) -> Dossier:
    found = db.session.get(Dossier, (office.tenant_id, dossier_id))
    assert found is not None
    return found
