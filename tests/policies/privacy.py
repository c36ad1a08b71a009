"""Wishes to have something corrected; who reads how much."""

from __future__ import annotations

from portal.dossiers.privacy.models import CorrectionRequest
from portal.extensions import db
from portal.publishing.service import commit
from tests.dossiers.referrals.making import bare_dossier
from tests.factories import Factory

ROUTES = {
    "desk_correction.listing": "dossier.read",
    "desk_correction.one": "dossier.read",
    "watching.readings": "dossier.oversee",
}


def _correction(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with factory.acting(slug) as actor:
        dossier = bare_dossier(actor.tenant_id, text)
        row = CorrectionRequest(tenant_id=actor.tenant_id, dossier_id=dossier.id, text=text)
        db.session.add(row)
        commit()
        return row.id, ""


THINGS = {"correction": _correction}
