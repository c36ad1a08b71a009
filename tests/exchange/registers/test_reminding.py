"""Reminders of deadlines: before, after, once each, one notice a person, anew for a new deadline."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from portal.clock import from_local
from portal.exchange.registers import handling
from portal.exchange.registers.handling import Assignment
from portal.exchange.registers.models import IncomingDocument
from portal.exchange.registers.reminding import remind
from portal.extensions import db
from portal.notices.models import Notice
from tests.exchange.registers.world import Office


def _at(text: str) -> datetime:
    return from_local(datetime.fromisoformat(text))


def _given(office: Office, due: date, to: str = "officer1") -> int:
    row = office.accepted()
    handling.assign(row, Assignment(office.people[to].user_id), None, office.people["leader"])
    row.due = due
    db.session.commit()
    return row.id


def _told(office: Office, kind: str) -> list[tuple[int, str]]:
    with office.working():
        rows = db.session.scalars(select(Notice).where(Notice.kind == f"exchange.{kind}").order_by(Notice.id))
        return [(one.for_user_id, one.title) for one in rows]


def test_each_is_reminded_once_before_and_once_after(office: Office) -> None:
    officer, leader = office.people["officer1"].user_id, office.people["leader"].user_id
    admin = office.people["admin"].user_id
    with office.working():
        ids = [_given(office, date(2026, 3, 9)) for _one in range(7)]  # a Monday
        _given(office, date(2026, 3, 25))
        done = _given(office, date(2026, 3, 9))
        row = db.session.get(IncomingDocument, (office.tenant_id, done))
        assert row is not None
        handling.finish(row, "Xong", None, office.people["officer1"])
        db.session.commit()
    with office.app.app_context():
        assert remind(_at("2026-03-05 08:00")) == 0
        assert remind(_at("2026-03-06 06:30")) == 0, "before seven"
        assert remind(_at("2026-03-06 08:00")) == 7, "Friday is the working day before"
        assert remind(_at("2026-03-06 09:00")) == 0
        assert remind(_at("2026-03-07 09:00")) == 0, "a Saturday"
        assert remind(_at("2026-03-10 08:00")) == 7
        assert remind(_at("2026-03-11 08:00")) == 0
    assert _told(office, "remind_soon") == [(officer, "7 văn bản đến sắp hết hạn xử lý")]
    late = "7 văn bản đến đã quá hạn xử lý"
    assert sorted(_told(office, "remind_late")) == sorted([(officer, late), (leader, late), (admin, late)])
    with office.working():
        row = db.session.get(IncomingDocument, (office.tenant_id, ids[0]))
        assert row is not None
        row.due = date(2026, 3, 13)
        db.session.commit()
    with office.app.app_context():
        assert remind(_at("2026-03-12 08:00")) == 1, "a new deadline is reminded of anew"
        assert remind(_at("2026-03-12 08:05")) == 0


def test_what_was_taken_back_is_not_reminded_of(office: Office) -> None:
    with office.working():
        number = _given(office, date(2026, 3, 9))
        row = db.session.get(IncomingDocument, (office.tenant_id, number))
        assert row is not None
        row.taken_back_at = _at("2026-03-02 08:00")
        db.session.commit()
    with office.app.app_context():
        assert remind(_at("2026-03-10 08:00")) == 0
