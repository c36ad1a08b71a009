"""Looking at the warehouse again and again: rules are met, alerts open, go on and close. One transaction for
each office."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from portal.clock import to_local, utc_now
from portal.extensions import db
from portal.ioc.warehouse.facts import reading_all
from portal.ioc.watching.course import (
    CLOSED,
    ENDED,
    OPEN,
    OPENED,
    PENDING,
    Course,
    Limits,
    due_at,
    next_course,
)
from portal.ioc.watching.defaults import BELOW
from portal.ioc.watching.models import WatchAlert, WatchReader, WatchRule, WatchTold
from portal.ioc.watching.seeding import seed
from portal.ioc.watching.values import Wanted, values_of
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import editing, entered

EVERY = 300
"""Seconds between two looks."""
KEPT = timedelta(days=1100)
"""How long a closed alert stays in the list: three years, as long as facts are looked at."""
Seen = dict[tuple[Wanted, int], int | None]


@dataclass(frozen=True)
class Rule:
    """A rule while it is looked at."""

    id: int
    wanted: Wanted
    limits: Limits
    severity: int
    units: str


def look(now: datetime | None = None, seen: Seen | None = None) -> int:
    """Look at everything once; how many alerts opened or closed. `seen` stands in for the warehouse. Needs an
    application context and no scope."""
    instant = now or utc_now()
    living = directory().living()
    seed(living)
    with reading_all():
        rules = _rules_on()
        wanted = {one.wanted for those in rules.values() for one in those}
        ids = [one.id for one in living]
        values = values_of(wanted, ids, to_local(instant).date()) if seen is None else seen
    return sum(_look_at(one, rules.get(one.id, []), values, instant) for one in living)


def _rules_on() -> dict[int, list[Rule]]:
    found: dict[int, list[Rule]] = defaultdict(list)
    for row in db.session.scalars(select(WatchRule).where(WatchRule.is_on)):
        limits = Limits(row.is_above, row.threshold, row.calm, timedelta(minutes=row.hold_minutes))
        found[row.tenant_id].append(
            Rule(row.id, Wanted(row.quantity, row.days), limits, row.severity, row.units)
        )
    return found


def units_of(portal: Portal, units: str) -> list[int]:
    """The offices that a rule of a portal looks at."""
    if units != BELOW:
        return [portal.id]
    living = {one.id for one in directory().living()}
    return [one for one in portal.descendants if one in living]


def _look_at(portal: Portal, rules: list[Rule], seen: Seen, now: datetime) -> int:
    """One office's rules; how many of its alerts opened or closed."""
    changed = 0
    with entered(editing(portal.id)):
        live = {
            (row.rule_id, row.unit_id): row
            for row in db.session.scalars(select(WatchAlert).where(WatchAlert.live == 1))
        }
        for rule in rules:
            for unit in units_of(portal, rule.units):
                row = live.pop((rule.id, unit), None)
                changed += _follow(portal.id, rule, unit, row, seen.get((rule.wanted, unit)), now)
        for row in live.values():  # its rule was switched off, or its office is no more
            changed += end(row, now)
        db.session.execute(delete(WatchAlert).where(WatchAlert.closed_at < now - KEPT))
        db.session.commit()
    return changed


def _follow(
    tenant_id: int, rule: Rule, unit: int, row: WatchAlert | None, value: int | None, now: datetime
) -> int:
    before = None if row is None else course_of(row)
    after = next_course(before, value, rule.limits, now)
    if after is None:
        if row is not None:  # what was pending did not hold
            db.session.delete(row)
        return 0
    if row is None:
        row = WatchAlert(tenant_id=tenant_id, rule_id=rule.id, unit_id=unit)
        db.session.add(row)
    elif value is None:
        return 0
    is_new = after.state == OPEN and (before is None or before.state != OPEN)
    if is_new or after.state == PENDING:
        row.severity, row.threshold = rule.severity, rule.limits.threshold
    row.since, row.value, row.worst, row.seen_at = after.since, after.value, after.worst, now
    row.opened_at, row.calm_since = after.opened_at, after.calm_since
    if after.state == CLOSED:
        return end(row, now)
    row.state = after.state
    if is_new:
        db.session.flush()
        _tell_opened(row, now)
    return int(is_new)


def course_of(row: WatchAlert) -> Course:
    """Where an alert is, as the pure rules know it."""
    return Course(row.state, row.since, row.value, row.worst, row.opened_at, row.calm_since, row.closed_at)


def end(row: WatchAlert, now: datetime) -> int:
    """Close an alert, and tell those who are told that it opened; one that never opened is forgotten (the caller
    commits). How many closed."""
    if row.state == PENDING:
        db.session.delete(row)
        return 0
    row.state, row.live, row.closed_at = CLOSED, None, now
    told = db.session.scalars(
        select(WatchTold.for_user_id).where(WatchTold.alert_id == row.id, WatchTold.what == OPENED)
    ).all()
    readers = {one.for_user_id: one for one in db.session.scalars(select(WatchReader))}
    for user_id in told:
        reader = readers.get(user_id)
        begins, ends = (reader.quiet_from, reader.quiet_until) if reader else (None, None)
        _tell(row, user_id, ENDED, due_at(now, row.severity, begins, ends))
    return 1


def _tell_opened(row: WatchAlert, now: datetime) -> None:
    wants = WatchReader.least <= row.severity
    for reader in db.session.scalars(select(WatchReader).where(wants)):
        _tell(
            row, reader.for_user_id, OPENED, due_at(now, row.severity, reader.quiet_from, reader.quiet_until)
        )


def _tell(row: WatchAlert, user_id: int, what: str, due: datetime) -> None:
    db.session.add(
        WatchTold(tenant_id=row.tenant_id, alert_id=row.id, for_user_id=user_id, what=what, due_at=due)
    )
