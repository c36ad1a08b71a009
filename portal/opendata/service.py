"""The verbs of open data: have versions made now, take versions off, choose the terms of use."""

from __future__ import annotations

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.jobs.models import WAITING, Job
from portal.jobs.service import enqueue
from portal.opendata.jobs import ANEW, KIND
from portal.opendata.licences import LICENCES, SETTING
from portal.opendata.models import DatasetVersion
from portal.publishing.service import audit, touch
from portal.tenancy.models import Tenant

ACTION = "tenant.settings"
LONGEST_REASON = 300


class NoReason(ValueError):
    """Something that the public had is taken off, and nobody said why."""


def ask_anew(actor: Actor) -> Job:
    """Have the versions of today made from what is public now (the caller commits). Raises Forbidden."""
    actor.require(ACTION)
    job = enqueue(KIND, actor.tenant_id, actor, {ANEW: True})
    if job.state == WAITING:  # the follower may have asked already, for less
        job.payload = job.payload | {ANEW: True}
    audit(actor, "opendata.asked")
    return job


def take_off(row: DatasetVersion, reason: str, actor: Actor) -> bool:
    """Take a version off (the caller commits): nobody gets it any more, its bytes go with the next sweep of the store;
    that it was there stays to be seen. Whether it was still there. Raises Forbidden, NoReason."""
    actor.require(ACTION)
    said = reason.strip()[:LONGEST_REASON]
    if not said:
        raise NoReason
    if row.is_taken_off:
        return False
    row.rows_sha256 = row.index_sha256 = ""
    audit(
        actor,
        "opendata.taken_off",
        kind="dataset",
        object_id=row.id,
        detail=f"{row.slug} {row.number}: {said}",
    )
    touch(db.session(), actor.tenant_id)
    return True


def take_all_off(slug: str, reason: str, actor: Actor) -> int:
    """Take every version of a dataset off and have a new one made (the caller commits): where something stood in a text
    that must not be public, which was mended and not taken off. How many were. Raises Forbidden, NoReason."""
    rows = db.session.scalars(select(DatasetVersion).where(DatasetVersion.slug == slug)).all()
    count = sum(take_off(row, reason, actor) for row in rows)
    ask_anew(actor)
    return count


def choose_licence(code: str, actor: Actor) -> None:
    """Offer the portal's data under these terms (the caller commits and tells that the portal changed). Raises
    Forbidden, KeyError for terms that are not offered."""
    actor.require(ACTION)
    licence = LICENCES[code]
    tenant = db.session.scalars(select(Tenant).where(Tenant.id == actor.tenant_id)).one()
    tenant.settings = tenant.settings | {SETTING: licence.code}
    audit(actor, "settings", kind=SETTING, detail=licence.code)
