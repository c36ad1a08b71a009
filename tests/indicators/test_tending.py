"""People are reminded once before a deadline and once after it, whoever owes nothing is left alone."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from portal.accounts.service import create_user, grant
from portal.extensions import db
from portal.indicators import periods
from portal.indicators.tending import remind
from portal.notices.models import Notice
from tests.conftest import PASSWORD, A, B
from tests.factories import Factory
from tests.indicators.making import BIRTHS, at, define, handed_in, report

MARCH = periods.period("month", 2026, 3)
DUE = date(2026, 4, 10)


def _people(app: Flask, factory: Factory) -> None:
    with app.app_context():
        for slug in (A, B):
            for role in ("author", "counter_clerk"):
                grant(
                    create_user(f"{role}@{slug}.example", role, PASSWORD),
                    factory.tenant_id(slug),
                    role,
                    is_district=False,
                )
        db.session.commit()


def _told(app: Flask, slug: str) -> list[str]:
    with app.app_context(), at(app, slug):
        return list(
            db.session.scalars(select(Notice.title).where(Notice.kind == "indicator.due").order_by(Notice.id))
        )


def test_a_deadline_is_told_once_before_and_once_after(app: Flask, factory: Factory) -> None:
    define(factory, BIRTHS)
    _people(app, factory)
    handed_in(app, B, MARCH, {"tre-sinh": 3})
    soon = "Sắp đến hạn nộp số liệu tháng 3 năm 2026"
    late = "Quá hạn nộp số liệu tháng 3 năm 2026"
    with app.app_context():
        for day in (DUE - timedelta(days=3), DUE - timedelta(days=1), DUE):
            remind(day)
    assert _told(app, A).count(soon) == 1 and late not in _told(app, A)
    with app.app_context():
        for day in (DUE + timedelta(days=1), DUE + timedelta(days=9)):
            remind(day)
    assert _told(app, A).count(late) == 1
    assert soon not in _told(app, B) and late not in _told(app, B)
    assert report(app, A, MARCH).state == "draft"


def test_a_report_that_was_begun_by_a_reminder_is_typed_as_any_other(app: Flask, factory: Factory) -> None:
    define(factory, BIRTHS)
    with app.app_context():
        remind(DUE)
    assert report(app, A, MARCH).version == 1
    handed_in(app, A, MARCH, {"tre-sinh": 3})  # by a form that was opened before the reminder
    with app.app_context():
        at_first = remind(DUE + timedelta(days=1))
        assert (at_first >= 16, remind(DUE + timedelta(days=1))) == (True, 0)
