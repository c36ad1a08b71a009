"""A commune that becomes part of another one while the district works: the answer finds the dossier."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from portal.dossiers.models import Dossier
from portal.dossiers.referrals import service
from portal.dossiers.referrals.models import Referral, Referred
from portal.extensions import db
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered, system_task
from tests.dossiers.referrals.world import Both
from tests.dossiers.world import at
from tests.merging.world import NEW, SON, THANH, broken_references, merge, undo


def _carried(both: Both, when: str) -> None:
    both.carry(when)
    with both.app.app_context():
        assert broken_references() == []


def test_the_answer_finds_the_dossier_where_it_is_now(app: Flask) -> None:
    both = Both(app, SON)
    both.sent()
    _carried(both, "2026-03-02 09:05")
    officer = both.above.people["officer1"]
    with app.app_context():
        number = merge(NEW, SON, THANH)
        home = directory().by_slug(NEW)
        assert home is not None
    with both.district() as row:
        service.take(row, row.version, officer)
        service.ask_back(row, "Thửa nào?", row.version, officer)
    _carried(both, "2026-03-02 10:01")
    with app.app_context(), entered(editing(home.id)), at("2026-03-02 10:05"):
        referral = db.session.scalars(select(Referral)).one()
        assert referral.state == "asking" and (referral.thread or [])[0]["text"] == "Thửa nào?"
    with both.district("2026-03-02 10:10") as row:
        assert row.from_portal_id == home.id
        service.answer(row, "Phù hợp.", row.version, officer)
    _carried(both, "2026-03-02 10:11")
    with app.app_context(), entered(editing(home.id)):
        assert db.session.scalars(select(Dossier)).one().step_key == "tham-dinh"
    with app.app_context():
        undo(number)
        assert broken_references() == []
        with system_task("thử"):
            son = directory().by_slug(SON)
            assert son is not None
            assert db.session.scalars(select(Referral.tenant_id)).all() == [son.id]
            assert len(db.session.scalars(select(Referred)).all()) == 1
