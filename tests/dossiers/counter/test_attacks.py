"""What somebody of the desk tries who means harm."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.dossiers.models_aside import DossierReading
from portal.extensions import db
from tests.dossiers.counter.conftest import At
from tests.dossiers.world import Office

ONE = "/quan-tri/mot-cua/ho-so/"


@pytest.mark.parametrize("slug", ["nhan", "bo-sung", "ghi-chu", "xem-truoc/bo-sung", "chuyen", "xin-loi"])
def test_no_form_shows_a_dossier_without_a_reading(office: Office, at_desk: At, slug: str) -> None:
    """An act that fails answers with the whole page: that is a reading like any other."""
    with office.working():
        number = office.submitted().id
    officer = at_desk("officer2")
    answer = officer.post(f"{ONE}{number}/{slug}", {"version": "0"})
    assert answer.status_code in {303, 403, 409, 422}
    with office.working():
        read = db.session.scalars(
            select(DossierReading.by_id).where(DossierReading.dossier_id == number)
        ).all()
        shows = "049190001234" in answer.text
        assert not shows or office.people["officer2"].user_id in read
