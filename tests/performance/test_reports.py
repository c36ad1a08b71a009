"""What is counted is what happened: against a plain count over every dossier, and after persons are forgotten."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.clock import from_local, to_local
from portal.dossiers import moment
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import DossierForm, DossierRequest, DossierStep
from portal.dossiers.party import system
from portal.dossiers.states import CLOSED, ONLINE
from portal.dossiers.tending.forgetting import forget
from portal.extensions import db
from portal.payments.models import PaymentDemand
from portal.performance import periods, reports, work
from portal.performance.reports import NUMBERS
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered, reading
from portal.workdays.queries import calendar_of
from tests.performance.making import HORIZON, made, portal_of, ready


def _plainly(period: periods.Period) -> Counter[str]:
    """The same numbers, dossier by dossier."""
    found: Counter[str] = Counter()
    begins, ends = period.begins, period.ends
    for one in db.session.scalars(select(Dossier)):
        end = one.done_at or one.closed_at
        if begins <= one.submitted_at < ends:
            found["submitted"] += 1
        if one.received_at is None:
            continue
        if begins <= one.received_at < ends:
            found["received"] += 1
            found["received_online"] += one.channel == ONLINE
        if one.received_at < begins and (end is None or end >= begins):
            found["carried_in"] += 1
        if one.received_at < ends and (end is None or end >= ends):
            found["open"] += 1
        if end is not None and begins <= end < ends:
            found[one.outcome or "withdrawn"] += 1
            found["judged"] += bool(one.outcome)
            found["spent"] += one.spent_minutes if one.outcome else 0
    for request in db.session.scalars(select(DossierRequest).where(DossierRequest.kind == "completion")):
        found["asked"] += begins <= request.asked_at < ends
    for form in db.session.scalars(select(DossierForm).where(DossierForm.kind == "04")):
        found["apologies"] += form.issued_at is not None and begins <= form.issued_at < ends
    for demand in db.session.scalars(select(PaymentDemand)):
        if demand.paid_at is not None and begins <= demand.paid_at < ends:
            found["paid"] += 1
            found["money"] += demand.amount
            found["paid_online"] += demand.paid_by != "cash"
    return found


def test_the_numbers_are_those_of_the_dossiers_and_stay_when_persons_are_forgotten(app: Flask) -> None:
    with app.app_context():
        portal = ready(app)
        made(portal, 300, seed=9)
        for key in ("2025-01", "2025-07", "2025-Q2", "2025"):
            period = periods.read(key)
            assert period is not None
            report = reports.report(portal, period)
            with entered(reading(portal.id)):
                plain = _plainly(period)
            assert {name: report.totals[name] for name in plain if name in NUMBERS} == {
                name: plain[name] for name in plain if name in NUMBERS
            }
            totals = report.totals
            assert totals["carried_in"] + totals["received"] == (
                totals["judged"] + totals["withdrawn"] + totals["open"]
            )
            assert totals["judged"] == totals["early"] + totals["on_time"] + totals["late"]
            for name in NUMBERS:
                assert totals[name] == sum(one.numbers[name] for one in report.services)
        before = reports.report(portal, period)
        with entered(editing(portal.id)), moment.at(HORIZON):
            for one in list(db.session.scalars(select(Dossier).where(Dossier.state.in_(CLOSED)))):
                forget(one, system(portal.id))
            db.session.commit()
        after = reports.report(portal, period)
        assert after.totals == before.totals and after.services == before.services
        assert after.stars == before.stars
        for code in ("2.1", "3.3", "3.6", "4.1", "5.4"):
            assert after.index.line(code) == before.index.line(code)


def test_steps_and_people_add_up(app: Flask) -> None:
    with app.app_context():
        portal = ready(app)
        made(portal, 120, seed=4)
        period = periods.read("2025")
        assert period is not None
        with entered(reading(portal.id)):
            calendar = calendar_of()
            steps, persons = work.steps(period), work.persons(period)
            ended = [one for one in db.session.scalars(select(DossierStep)) if one.ended_at is not None]
            within = [one for one in ended if period.begins <= one.ended_at < period.ends]
            assert sum(one.count for one in steps) == len(within)
            assert sum(one.minutes for one in steps) == sum(one.minutes for one in within)
            waited = sum(
                calendar.minutes_between(one.began_at, one.taken_at) for one in within if one.taken_at
            )
            assert sum(one.waited for one in steps) == waited
            assert sum(one.count for one in persons) == sum(one.by_id is not None for one in within)
            months = work.course([portal.id], period)
        report = reports.report(portal, period)
        assert len(months) == 12
        assert sum(one.received for one in months) == report.totals["received"]
        assert sum(one.late for one in months) == report.totals["late"]


def test_portals_beside_each_other_are_what_each_is_alone(app: Flask) -> None:
    with app.app_context():
        portal, other = ready(app), ready(app, "tam-tra")
        made(portal, 60, seed=1)
        made(other, 40, seed=2)
        period = periods.read("2025-Q3")
        assert period is not None
        found = reports.indexes(directory().living(), period, "thử")
        assert len(found) == 18
        for one in (portal, other, portal_of("tam-son")):
            alone = reports.report(one, period)
            assert found[one.id] == (alone.index, alone.totals)
        assert found[portal_of("tam-son").id][1]["received"] == 0


def test_what_is_late_while_it_is_open_is_late_and_what_waits_is_not(app: Flask) -> None:
    with app.app_context():
        portal = ready(app)
        lives = made(portal, 200, seed=6, horizon=from_local(datetime(2025, 6, 30, 23, 0)))
        period = periods.read("2025-06")
        assert period is not None
        totals = reports.report(portal, period).totals
        still = [one.dossier for one in lives if one.dossier["received_at"] and not one.dossier["closed_at"]]
        still = [one for one in still if not one["done_at"]]
        assert totals["open"] == len(still)
        late = [one for one in still if one["due_at"] < period.ends and one["paused_since"] is None]
        assert totals["open_late"] == len(late)


@pytest.mark.parametrize("text", ["", "2025-13", "2025-Q5", "1999", "2025-1", "2025-01-01", "２０２５", "x"])
def test_what_is_no_period(text: str) -> None:
    assert periods.read(text) is None


@given(day=st.dates(date(2001, 1, 1), date(2150, 12, 31)))
def test_every_day_lies_in_one_month_quarter_and_year(app_free: None, day: date) -> None:
    for kind in (periods.MONTH, periods.QUARTER, periods.YEAR):
        holding = [one for one in periods.choices(kind, day) if one.first <= day <= one.last]
        assert len(holding) == 1
        assert periods.read(holding[0].key) == holding[0]
        assert to_local(holding[0].begins).date() == holding[0].first
    assert periods.month_before(day).last < day.replace(day=1)


@pytest.fixture(scope="module")
def app_free() -> None:
    """Nothing: periods need no application."""
