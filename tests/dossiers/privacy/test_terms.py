"""The end of keeping: what is personal goes by itself, figures stay as they were; who reads much is seen."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.dossiers import queries, service
from portal.dossiers.models import Dossier
from portal.dossiers.models_aside import DossierRating
from portal.dossiers.models_course import DossierEvent, DossierForm, DossierRequest, DossierStep
from portal.dossiers.privacy import forgetting, watching
from portal.dossiers.privacy.models import CorrectionRequest
from portal.extensions import db
from portal.papers.models import Paper
from portal.papers.sweeping import forget_due
from portal.payments.models import PaymentDemand
from portal.results.models import ResultDocument
from portal.sealing.columns import SealedJSON
from portal.tenancy.scope import system_task
from tests.conftest import A, Browser
from tests.dossiers.privacy.test_rights import HELD, _beside
from tests.dossiers.privacy.world import (
    citizen_of,
    fill_with_canaries,
    only_dossier,
    sealed_columns,
    whole_life,
)
from tests.dossiers.world import Office, at, local


def _figures() -> dict[str, Any]:
    """What statistics count, from plain columns alone."""
    kept: dict[str, Any] = {}
    for kind in (Dossier, DossierStep, DossierRequest, DossierForm, DossierRating):
        columns = [
            one
            for one in kind.__table__.columns
            if type(one.type).__name__ in {"Integer", "BigInteger", "DateTime", "Date", "String", "Boolean"}
            and one.key not in {"forgotten_at", "citizen_id", "version", "last_event"}
        ]
        rows = [
            tuple(getattr(row, one.key) for one in columns) for row in db.session.scalars(select(kind)).all()
        ]
        kept[kind.__tablename__] = sorted(rows, key=str)
    kept["events"] = db.session.execute(
        select(DossierEvent.verb, func.count())
        .where(DossierEvent.verb != "forget")
        .group_by(DossierEvent.verb)
    ).all()
    return kept


@pytest.mark.tcvn("7.1.5.3.d")
def test_after_the_term_no_sealed_column_says_anything_and_every_figure_stays(
    app: Flask, office: Office
) -> None:
    citizen_of(app, 7)
    number = whole_life(office, 7, "Hoàng-Yến")
    with app.app_context(), system_task("thử"):
        dossier = only_dossier(number)
        rows: list[Any] = [dossier, *_beside(office, dossier)]
        rows[1].made_at = datetime(2026, 3, 2)
        fill_with_canaries([*rows, *db.session.scalars(select(Paper))])
        db.session.commit()
    with office.working():
        before = _figures()
        assert forgetting.due(date(2046, 3, 2)) == [(only_dossier(number).title, 1, date(2046, 3, 2))]
        assert forgetting.due(date(2046, 3, 1)) == []
    office.tend("2046-03-01 23:00")
    with office.working():
        assert only_dossier(number).forgotten_at is None
    assert office.tend("2046-03-02 09:00") >= 1
    with app.app_context():
        assert forget_due(date(2046, 3, 2)) >= 1
        assert forgetting.forget_payers(local("2046-03-02 09:00")) == 1
    with office.working():
        assert _figures() == before
        assert forgetting.due(date(2056, 1, 1)) == []
        said: list[str] = []
        for entity, column in sealed_columns():
            if entity in HELD and hasattr(entity, "tenant_id"):
                values = [getattr(row, column.key) for row in db.session.scalars(select(entity)).all()]
                empty: tuple[Any, ...] = (
                    (None, "", {}, []) if isinstance(column.type, SealedJSON) else (None, "")
                )
                said += [f"{entity.__tablename__}.{column.key}" for one in values if one not in empty]
        assert said == []
        assert db.session.scalars(select(CorrectionRequest.text)).all() == [None]
        assert db.session.scalars(select(ResultDocument.initials)).all() == [""]


def test_who_paid_is_kept_as_long_as_the_books_and_no_longer(app: Flask, office: Office) -> None:
    def payers() -> list[str]:
        with office.working():
            return [one.payer_name for one in db.session.scalars(select(PaymentDemand))]

    with office.working(), at("2026-03-02 09:00"):
        dossier = office.received()
        service.charge(dossier, office.staff("clerk"), dossier.version)
        service.withdraw(dossier, office.citizen())
        dossier.forget_on = date(2031, 3, 2)
        open_one = office.received()
        service.charge(open_one, office.staff("clerk"), open_one.version)
        for demand in db.session.scalars(select(PaymentDemand)):
            demand.made_at = local("2026-03-02 09:00")  # money has the clock of the day
        db.session.commit()
    office.tend("2031-03-02 09:00")
    with app.app_context():
        assert forgetting.forget_payers(local("2031-03-02 10:00")) == 0
        assert "" not in payers()
        assert forgetting.forget_payers(local("2036-03-04 10:00")) == 1
        assert sorted(payers()) == ["", "Nguyễn Thị Hồng Hạnh"]
        assert forgetting.forget_payers(local("2036-03-04 10:00")) == 0


def test_reading_what_is_not_ones_own_is_seen_as_a_number(app: Flask, office: Office) -> None:
    officer, other = office.people["officer1"], office.people["officer2"]
    with office.working(), at("2026-03-02 09:00"):
        for _each in range(watching.MANY):
            dossier = office.handled("officer1")
            queries.opened(dossier.id, officer)
            queries.opened(dossier.id, other)
            queries.opened(dossier.id, other, "paper")
        db.session.commit()
        leader = office.people["signatory"]
        since, until = datetime(2026, 3, 1), datetime(2026, 3, 3)
        found = {one.name: one for one in watching.watched(since, until, leader)}
        assert (found[officer.name].dossiers, found[officer.name].strange) == (watching.MANY, 0)
        watched = found[other.name]
        assert (watched.readings, watched.dossiers, watched.papers) == (20, 10, 10)
        assert watched.strange == 10 and watched.is_unusual and not found[officer.name].is_unusual
        assert watching.watched(datetime(2026, 2, 1), datetime(2026, 2, 2), leader) == []


def test_the_administrator_sees_numbers_and_no_dossier(app: Flask, office: Office, signed_in: Any) -> None:
    with office.working():
        dossier = office.handled()
        for name in ("officer1", "officer2"):
            queries.opened(dossier.id, office.people[name])
        db.session.commit()
        code = dossier.code
    admin = signed_in(A, "tenant_admin")
    page = admin.get("/quan-tri/du-lieu-ca-nhan/").text
    assert "Cán bộ officer2" in page and code not in page and "Hạnh" not in page
    assert admin.get("/quan-tri/du-lieu-ca-nhan/?ngay=365").status_code == 200
    assert admin.get("/quan-tri/dinh-chinh/").status_code == 403
    clerk = Browser(app, A)
    clerk.sign_in(f"clerk@{A}.example")
    assert clerk.get("/quan-tri/du-lieu-ca-nhan/").status_code == 403
