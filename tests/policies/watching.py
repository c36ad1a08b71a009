"""Alerts of the operations centre, their rules, the briefing."""

from __future__ import annotations

from portal.clock import utc_now
from portal.extensions import db
from portal.ioc.watching import defaults
from portal.ioc.watching.course import OPEN, WARNING
from portal.ioc.watching.models import WatchAlert, WatchRule
from tests.factories import Factory

ROUTES = {
    "desk_watch_alert.listing": "ioc.read",
    "desk_watch_alert.opened": "ioc.read",
    "desk_watch_alert.wishes": "ioc.read",
    "desk_watch_rule.listing": "ioc.read",
    "desk_watch_rule.new": "ioc.set",
    "desk_watch_rule.edit": "ioc.set",
    "desk_watch_rule.act": "ioc.set",
    "desk_briefing.page": "ioc.read",
    "desk_briefing.sheet": "ioc.read",
}
VALUES = {"desk_watch_rule.act": {"act": "tat"}}


def make_rule(factory: Factory, slug: str, text: str = "", **more: object) -> tuple[int, str]:
    """A rule of one's own: more than nine dossiers late."""
    with factory.acting(slug) as actor:
        values: dict[str, object] = {
            "quantity": "dossiers_late",
            "threshold": 1000,
            "calm": 500,
            "severity": WARNING,
            "units": defaults.OWN,
            "advice": text,
        }
        row = WatchRule(tenant_id=actor.tenant_id, **(values | more))
        db.session.add(row)
        db.session.commit()
        return row.id, ""


def make_alert(factory: Factory, slug: str, text: str = "", **more: object) -> tuple[int, str]:
    """An open alert of such a rule."""
    rule_id, _slug = make_rule(factory, slug, text)
    with factory.acting(slug) as actor:
        now = utc_now()
        values: dict[str, object] = {
            "unit_id": actor.tenant_id,
            "state": OPEN,
            "severity": WARNING,
            "threshold": 1000,
            "since": now,
            "opened_at": now,
            "value": 1200,
            "worst": 1500,
            "seen_at": now,
        }
        row = WatchAlert(tenant_id=actor.tenant_id, rule_id=rule_id, **(values | more))
        db.session.add(row)
        db.session.commit()
        return row.id, ""


THINGS = {"watch_rule": make_rule, "watch_alert": make_alert}
