"""When portals become one, dossiers go along whole, with their clock; undoing brings them back."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from portal.dossiers import queries, service
from portal.dossiers.models import Dossier, DossierNumber
from portal.extensions import db
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered, system_task
from tests.dossiers.world import Office, at, local
from tests.merging.world import NEW, SON, THANH, broken_references, merge, undo


def _where() -> dict[str, str]:
    with system_task("thử"):
        rows = db.session.execute(select(Dossier.code, Dossier.tenant_id)).all()
    slugs = {one.id: one.slug for one in directory().all()}
    return {code: slugs[tenant] for code, tenant in rows}


def test_dossiers_go_along_and_come_back(app: Flask) -> None:
    offices = [Office(app, slug, code="1.001193") for slug in (SON, THANH)]
    codes: dict[str, str] = {}
    for office in offices:
        with office.working(), at("2026-03-02 09:00"):
            dossier = office.handled()
            asked = office.received()
            service.ask(asked, office.staff("clerk"), asked.version, [service.Wanted("Tờ khai")])
            db.session.commit()
            codes |= {dossier.code: office.slug, asked.code: office.slug}
    assert len(codes) == 4
    with app.app_context():
        number = merge(NEW, SON, THANH)
        assert broken_references() == []
        assert set(_where()) == set(codes) and set(_where().values()) == {NEW}
        home = directory().by_slug(NEW)
        assert home is not None
        with entered(editing(home.id)), at("2026-03-02 10:00"):
            for code in codes:
                found = queries.by_code(code)
                assert (
                    found is not None
                    and found.applicant is not None
                    and found.due_at == local("2026-03-05 17:30")
                )
                assert found.applicant["name"] == "Nguyễn Thị Hồng Hạnh"
                assert queries.events_of(found)[-1].after == found.state and queries.steps_of(found)
                assert service.facts_of(found).step is not None
                if found.state == "completing":
                    service.complete(found, service.citizen(home.id, 7), text="Đã sửa")
            db.session.rollback()
            assert db.session.scalars(select(DossierNumber)).all() == []
        undo(number)
        assert broken_references() == [] and _where() == codes
