"""A made-up year of a commune: the warehouse, filled in pieces, equals a recount and what the counter's reports say."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.clock import from_local, to_local
from portal.dossiers.models import Dossier
from portal.extensions import db
from portal.ioc.warehouse import facts, filling
from portal.ioc.warehouse.verifying import differences
from portal.performance.counting import Tally, tallies
from portal.performance.making.year import Asked, make
from portal.performance.periods import Period, month
from portal.tenancy.directory import Portal
from portal.tenancy.scope import entered, reading
from tests.performance.making import HORIZON, ready
from tests.thorough import THOROUGH

COUNT = 4_000 if THOROUGH else 240
HALF = date(2025, 6, 30)
SAME = {
    "dossiers": "received",
    "dossiers_online": "received_online",
    "dossiers_done": "judged",
    "dossiers_done_late": "late",
    "dossiers_minutes": "spent",
    "dossiers_with_papers": "with_papers",
    "dossiers_digitised": "digitised",
    "fees_paid": "paid",
    "fees_paid_online": "paid_online",
    "fees_money": "money",
    "ratings": "rated",
}
"""Measure → the same number of the counter's reports, which count whole periods by statements of their own."""


def _made(portal: Portal, first: date, last: date, horizon: datetime, seed: int) -> None:
    for _counts in make(portal, Asked(first, last, COUNT // 2, seed, horizon=horizon), force=True):
        pass


def _of_reports(tenant: int, period: Period) -> Tally:
    with entered(reading(tenant)):
        return tallies([tenant], period)[tenant]


def _late_on(rows: list[Dossier], day: date) -> int:
    """Late at the end of a day, looked at one by one."""
    late = 0
    for one in rows:
        ended = one.done_at or one.closed_at
        is_open = to_local(one.received_at).date() <= day and (ended is None or to_local(ended).date() > day)
        waits = ended is None and one.paused_since is not None and one.paused_since <= one.due_at
        late += is_open and not waits and to_local(one.due_at).date() < day
    return late


@pytest.mark.thorough
def test_a_year_agrees_with_a_recount_and_with_the_reports(app: Flask) -> None:
    with app.app_context():
        portal = ready(app)
        _made(portal, date(2025, 1, 1), HALF, from_local(datetime(2025, 6, 30, 23, 59)), 1)
        filling.fill(HALF)
        assert differences([portal.id], HALF) == []
        _made(portal, date(2025, 7, 1), date(2025, 12, 31), HORIZON, 2)
        filling.fill(date(2025, 10, 3))
        filling.fill()
        assert differences([portal.id]) == []
        for number in range(1, 13):
            _compare_month(portal.id, month(2025, number))
        with entered(reading(portal.id)):
            rows = list(db.session.scalars(select(Dossier).where(Dossier.received_at.is_not(None))))
            course = facts.by_day(["dossiers_late"], date(2025, 2, 1), date(2025, 12, 31), [portal.id])
            days = course["dossiers_late"]
            assert max(days.values()) > 0
            for back in range(0, 330, 11):
                day = date(2025, 12, 31) - timedelta(days=back)
                assert days[day] == _late_on(rows, day), day


def _compare_month(tenant: int, period: Period) -> None:
    tally = _of_reports(tenant, period)
    with entered(reading(tenant)):
        found = facts.total([*SAME, "dossiers_open"], period.first, period.last, [tenant])
    assert {key: found[key] for key in SAME} == {key: tally.total(one) for key, one in SAME.items()}
    assert found["dossiers_open"] == tally.total("open"), period.key
