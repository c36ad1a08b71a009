"""Comparing the warehouse with what its sources say now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.clock import today
from portal.extensions import db
from portal.ioc.warehouse.days import FIRST
from portal.ioc.warehouse.filling import held, should_be
from portal.ioc.warehouse.marking import mark_all
from portal.ioc.warehouse.registry import warehouse
from portal.tenancy.scope import editing, entered


@dataclass(frozen=True)
class Difference:
    """A fact that the warehouse holds otherwise than a recount finds it (0: not at all)."""

    tenant_id: int
    source: str
    measure: str
    day: date
    dimension: str
    held: int
    counted: int


def differences(tenant_ids: Iterable[int], day: date | None = None) -> list[Difference]:
    """Recount everything that can be counted up to a day (default: today) and compare. Fill first: what is marked is
    told as a difference too."""
    until = day or today()
    found: list[Difference] = []
    for tenant_id in tenant_ids:
        for source in warehouse().sources.values():
            measures = [one.key for one in warehouse().of_source(source.key)]
            with entered(editing(tenant_id, writes=False)):
                before = held(measures, FIRST, until)
                now = should_be(tenant_id, source, FIRST, until, until, before)
            found.extend(
                Difference(tenant_id, source.key, *key, before.get(key, 0), now.get(key, 0))
                for key in sorted(now.keys() | before.keys())
                if now.get(key, 0) != before.get(key, 0)
            )
    return found


def mark_differing(found: Iterable[Difference]) -> None:
    """Have what differs counted again by the next step."""
    by_portal: dict[int, set[str]] = {}
    for one in found:
        by_portal.setdefault(one.tenant_id, set()).add(one.source)
    for tenant_id, sources in by_portal.items():
        with entered(editing(tenant_id)):
            mark_all([tenant_id], sources, db.session())
            db.session.commit()
