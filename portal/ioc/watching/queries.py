"""Reads of watching: rules, alerts, of the portal in force."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select

from portal.extensions import db
from portal.ioc.watching.course import CLOSED, OPEN
from portal.ioc.watching.models import WatchAlert, WatchRule

OPENED, KNOWN, PAST = "mo", "da-biet", "da-het"
"""Views of the list: open and nobody knows of it yet, open and somebody does, closed."""
VIEWS = (OPENED, KNOWN, PAST)
Pair = tuple[WatchAlert, WatchRule]


def alerts(view: str) -> Select[WatchAlert, WatchRule]:
    """Alerts with their rules; the gravest and newest first, of past ones the last first."""
    statement = select(WatchAlert, WatchRule).join(
        WatchRule, (WatchRule.id == WatchAlert.rule_id) & (WatchRule.tenant_id == WatchAlert.tenant_id)
    )
    if view == PAST:
        return statement.where(WatchAlert.state == CLOSED).order_by(
            WatchAlert.closed_at.desc(), WatchAlert.id.desc()
        )
    known = WatchAlert.acknowledged_at.is_not(None)
    return statement.where(WatchAlert.state == OPEN, known if view == KNOWN else ~known).order_by(
        WatchAlert.severity.desc(), WatchAlert.opened_at.desc(), WatchAlert.id.desc()
    )


def rows(view: str, offset: int = 0, limit: int = 50) -> list[Pair]:
    """A page of the list."""
    found = db.session.execute(alerts(view).offset(offset).limit(limit))
    return [(alert, rule) for alert, rule in found]


def counts() -> dict[str, int]:
    """How many alerts each view has."""
    known = WatchAlert.acknowledged_at.is_not(None)
    statement = select(WatchAlert.state, known, func.count()).group_by(WatchAlert.state, known)
    found = dict.fromkeys(VIEWS, 0)
    for state, is_known, count in db.session.execute(statement):
        if state == CLOSED:
            found[PAST] += count
        elif state == OPEN:
            found[KNOWN if is_known else OPENED] += count
    return found


def waiting() -> int:
    """How many alerts are open that nobody knows of yet."""
    statement = select(func.count()).select_from(WatchAlert)
    where = (WatchAlert.state == OPEN, WatchAlert.acknowledged_at.is_(None))
    return int(db.session.scalar(statement.where(*where)) or 0)


def alert(alert_id: int) -> Pair | None:
    """An alert that opened once, with its rule."""
    statement = (
        select(WatchAlert, WatchRule)
        .join(WatchRule, (WatchRule.id == WatchAlert.rule_id) & (WatchRule.tenant_id == WatchAlert.tenant_id))
        .where(WatchAlert.id == alert_id, WatchAlert.state.in_((OPEN, CLOSED)))
    )
    found = db.session.execute(statement).first()
    return None if found is None else (found[0], found[1])


def rules() -> Sequence[WatchRule]:
    """All rules."""
    return db.session.scalars(select(WatchRule).order_by(WatchRule.id)).all()


def rule(rule_id: int) -> WatchRule | None:
    """A rule."""
    return db.session.scalar(select(WatchRule).where(WatchRule.id == rule_id))


def open_by_rule() -> dict[int, int]:
    """How many open alerts each rule has."""
    statement = (
        select(WatchAlert.rule_id, func.count()).where(WatchAlert.state == OPEN).group_by(WatchAlert.rule_id)
    )
    return {rule_id: int(count) for rule_id, count in db.session.execute(statement)}
