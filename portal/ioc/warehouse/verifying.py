"""Comparing the warehouse with what its sources say now."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.clock import today
from portal.extensions import db
from portal.ioc.warehouse.days import FIRST
from portal.ioc.warehouse.filling import fill, held, should_be
from portal.ioc.warehouse.marking import mark_all
from portal.ioc.warehouse.models import FactMark
from portal.ioc.warehouse.registry import warehouse
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered

log = logging.getLogger(__name__)
CHECK_EVERY = 3600
"""Seconds."""


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


def differences(
    tenant_ids: Iterable[int], day: date | None = None, *, settled: bool = False
) -> list[Difference]:
    """Recount everything that can be counted up to a day (default: today) and compare. Fill first: what is marked is
    told as a difference too, unless only `settled` sources are looked at, as beside people who go on writing."""
    until = day or today()
    found: list[Difference] = []
    for tenant_id in tenant_ids:
        for source in warehouse().sources.values():
            measures = [one.key for one in warehouse().of_source(source.key)]
            with entered(editing(tenant_id, writes=False)):
                marked = select(FactMark.id).where(FactMark.source == source.key).limit(1)
                if settled and db.session.scalar(marked) is not None:
                    continue
                before = held(measures, FIRST, until)
                now = should_be(tenant_id, source, FIRST, until, until, before)
            found.extend(
                Difference(tenant_id, source.key, *key, before.get(key, 0), now.get(key, 0))
                for key in sorted(now.keys() | before.keys())
                if now.get(key, 0) != before.get(key, 0)
            )
    return found


class Checking:
    """The follower's step: once an hour one portal is recounted and compared, each in its turn. A difference is a fault
    of ours or of the machine: it is logged as an error and counted anew."""

    def __init__(self) -> None:
        self._last = 0

    def step(self) -> int:
        """Look at the next portal; how many facts differed."""
        ids = sorted(one.id for one in directory().living())
        if not ids:
            return 0
        self._last = next((one for one in ids if one > self._last), ids[0])
        fill()
        found = differences([self._last], settled=True)
        if found:
            log.error(
                "%s daily facts of portal %s differ from a recount, the first: %s",
                len(found),
                self._last,
                found[0],
            )
            mark_differing(found)
        return len(found)


def mark_differing(found: Iterable[Difference]) -> None:
    """Have what differs counted again by the next step."""
    by_portal: dict[int, set[str]] = {}
    for one in found:
        by_portal.setdefault(one.tenant_id, set()).add(one.source)
    for tenant_id, sources in by_portal.items():
        with entered(editing(tenant_id)):
            mark_all([tenant_id], sources, db.session())
            db.session.commit()
