"""Who reads how many dossiers, for who answers for the office: counts, never what was read or of whom.

Reading what one never had anything to do with is marked where it is much. To have to do with a dossier is to have
acted on it, or to have had a step of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, exists, func, select

from portal.accounts.permissions import Actor
from portal.dossiers.models_aside import DossierReading
from portal.dossiers.models_course import DossierEvent, DossierStep
from portal.dossiers.referrals.models import ReferredReading
from portal.extensions import db

MANY = 10
"""Dossiers of others that somebody may look at in a period before it is marked, where they are the larger part."""


@dataclass(frozen=True)
class Watched:
    """What somebody read in a period: openings, dossiers, papers opened, dossiers they had nothing to do with, and how
    many steps of other offices."""

    name: str
    readings: int
    dossiers: int
    papers: int
    strange: int
    referred: int = 0

    @property
    def is_unusual(self) -> bool:
        """Whether somebody should ask why."""
        return self.strange >= MANY and self.strange * 2 > self.dossiers


def watched(since: datetime, until: datetime, actor: Actor) -> list[Watched]:
    """Everybody who read something here, those to be asked first. Raises Forbidden."""
    actor.require("dossier.oversee")
    acted = exists().where(
        DossierEvent.tenant_id == DossierReading.tenant_id,
        DossierEvent.dossier_id == DossierReading.dossier_id,
        DossierEvent.by_id == DossierReading.by_id,
    )
    had = exists().where(
        DossierStep.tenant_id == DossierReading.tenant_id,
        DossierStep.dossier_id == DossierReading.dossier_id,
        DossierStep.by_id == DossierReading.by_id,
    )
    each = (
        select(
            DossierReading.by_id,
            func.max(DossierReading.by_name).label("name"),
            func.count().label("readings"),
            func.sum(case((DossierReading.what == "paper", 1), else_=0)).label("papers"),
            func.max(case((acted, 1), (had, 1), else_=0)).label("known"),
        )
        .where(and_(DossierReading.at >= since, DossierReading.at < until))
        .group_by(DossierReading.by_id, DossierReading.dossier_id)
        .subquery()
    )
    statement = select(
        each.c.by_id,
        func.max(each.c.name),
        func.sum(each.c.readings),
        func.count(),
        func.sum(each.c.papers),
        func.sum(1 - each.c.known),
    ).group_by(each.c.by_id)
    rows = {one[0]: one for one in db.session.execute(statement)}
    above = _referred(since, until)
    found = [_of(rows.get(number), above.get(number, ("", 0))) for number in {*rows, *above}]
    return sorted(found, key=lambda one: (not one.is_unusual, -one.dossiers, one.name))


def _of(row: Any, above: tuple[str, int]) -> Watched:
    if row is None:
        return Watched(above[0], 0, 0, 0, 0, above[1])
    readings, dossiers, papers, strange = (int(value) for value in row[2:6])
    return Watched(row[1], readings, dossiers, papers, strange, above[1])


def _referred(since: datetime, until: datetime) -> dict[int | None, tuple[str, int]]:
    statement = (
        select(
            ReferredReading.by_id,
            func.max(ReferredReading.by_name),
            func.count(ReferredReading.referred_id.distinct()),
        )
        .where(ReferredReading.at >= since, ReferredReading.at < until)
        .group_by(ReferredReading.by_id)
    )
    return {one[0]: (one[1], int(one[2])) for one in db.session.execute(statement)}
