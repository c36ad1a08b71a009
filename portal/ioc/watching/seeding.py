"""Every office has the default rules, those of later versions too; what somebody put right or switched off stays
so."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from portal.extensions import db
from portal.ioc.warehouse.facts import reading_all
from portal.ioc.watching.defaults import BELOW, DEFAULTS, Default
from portal.ioc.watching.models import WatchRule
from portal.tenancy.directory import Portal
from portal.tenancy.scope import editing, entered


def seed(portals: Iterable[Portal]) -> int:
    """Give these offices the default rules that they lack; how many were made. Needs no scope."""
    with reading_all():
        rows = db.session.execute(select(WatchRule.tenant_id, WatchRule.origin_key))
        held = {(tenant, key) for tenant, key in rows if key is not None}
    made = 0
    for portal in portals:
        missing = [
            one
            for one in DEFAULTS.values()
            if (portal.id, one.key) not in held and (one.units != BELOW or portal.descendants)
        ]
        if missing:
            with entered(editing(portal.id)):
                db.session.add_all(rule_of(one, portal.id) for one in missing)
                db.session.commit()
        made += len(missing)
    return made


def rule_of(one: Default, tenant_id: int) -> WatchRule:
    """A default as a row; `advice` is looked up in the default as long as nobody wrote another one."""
    return WatchRule(
        tenant_id=tenant_id,
        quantity=one.figure,
        days=one.days,
        is_above=one.is_above,
        threshold=round(one.threshold * 100),
        calm=round(one.calm * 100),
        hold_minutes=one.hold_minutes,
        severity=one.severity,
        units=one.units,
        origin_key=one.key,
    )
