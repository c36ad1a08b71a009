"""Reports of indicators that offices owe: seen, kept in the warehouse, and an alert for who must hand them in."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from portal.clock import today
from portal.extensions import db
from portal.indicators.periods import MONTH, up_to
from portal.ioc.warehouse import filling
from portal.ioc.warehouse.registry import warehouse
from portal.ioc.watching.looking import look
from portal.ioc.watching.models import WatchAlert, WatchRule
from portal.tenancy.scope import editing, entered
from tests.conftest import DISTRICT, A, B
from tests.factories import Factory
from tests.indicators.making import BIRTHS, define, handed_in, last_month


def owed(app: Flask, factory: Factory) -> dict[str, int]:
    """What is seen of A, B and the district."""
    with app.app_context():
        found = warehouse().observations["reports"].seen()
    return {slug: next(iter(found[factory.tenant_id(slug)]))[2] for slug in (A, B, DISTRICT)}


def test_who_owes_reports_is_counted_and_warned(app: Flask, factory: Factory) -> None:
    assert owed(app, factory) == {A: 0, B: 0, DISTRICT: 0}  # nothing is asked yet
    define(factory, BIRTHS)
    months = up_to(MONTH, last_month().first, 3)  # none is older than a quarter after its deadline
    late = [one for one in months if today() - timedelta(days=90) <= BIRTHS.due_on(one) < today()]
    assert owed(app, factory) == {A: len(late), B: len(late), DISTRICT: 0}
    handed_in(app, A, late[0], {"tre-sinh": 12})
    assert owed(app, factory) == {A: len(late) - 1, B: len(late), DISTRICT: 0}
    with app.app_context():
        filling.observe(warehouse().observations["reports"])
        look()
        with entered(editing(factory.tenant_id(B))):
            rules = select(WatchRule.id).where(WatchRule.origin_key == "reports-late")
            alert = db.session.scalars(select(WatchAlert).where(WatchAlert.rule_id.in_(rules))).one()
            assert (alert.state, alert.value) == ("open", len(late) * 100)
