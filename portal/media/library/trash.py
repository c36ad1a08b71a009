"""The verbs of the library's trash: away for thirty days, back at any time before, then gone for good."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portal.accounts.permissions import Actor, system_actor
from portal.clock import utc_now
from portal.extensions import db
from portal.media.library.places import Place, places_of
from portal.media.models import MediaFile, MediaUse
from portal.publishing.service import audit, commit
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants, editing, entered

log = logging.getLogger(__name__)
KEPT = timedelta(days=30)
HOUR = 3600.0


class InUse(ValueError):
    """The file is used: by what citizens see, which forbids taking it away, or by drafts, which has to be confirmed."""

    def __init__(self, places: list[Place]) -> None:
        super().__init__("in use")
        self.places = places

    @property
    def is_public(self) -> bool:
        """Whether citizens see one of the things that use it."""
        return any(one.is_public for one in self.places)


def trash(row: MediaFile, actor: Actor, *, from_drafts: bool = False) -> None:
    """Put a file into the trash (the caller commits); a second time is no error.

    Raises Forbidden; InUse where citizens see something that uses it, and where drafts use it unless `from_drafts`.
    """
    actor.require_edit(row.uploaded_by_id)
    places = places_of([row.id])[row.id]
    if places and (not from_drafts or any(one.is_public for one in places)):
        raise InUse(places)
    if row.trashed_at is None:
        row.trashed_at = utc_now()
        audit(actor, "media.trash", kind="media", object_id=row.id, detail=row.name)


def restore(row: MediaFile, actor: Actor) -> None:
    """Take a file out of the trash (the caller commits); a second time is no error. Raises Forbidden."""
    actor.require_edit(row.uploaded_by_id)
    if row.trashed_at is not None:
        row.trashed_at = None
        audit(actor, "media.untrash", kind="media", object_id=row.id, detail=row.name)


def ends_at(row: MediaFile) -> datetime | None:
    """When what lies in the trash is deleted for good (UTC)."""
    return row.trashed_at + KEPT if row.trashed_at is not None else None


def purge_due() -> int:
    """Delete what has lain in the trash for thirty days, in all portals, each file in a transaction of its own; how
    many. What citizens see by now comes back instead. Needs an application context, no scope."""
    with all_tenants("tìm tệp đã quá hạn trong thùng rác"):
        due = select(MediaFile.tenant_id, MediaFile.id).where(MediaFile.trashed_at < utc_now() - KEPT)
        found = db.session.execute(due).all()
    gone = 0
    for tenant_id, media_id in found:
        if directory().by_id(tenant_id) is not None:
            with entered(editing(tenant_id)):
                gone += _purge_one(media_id, system_actor(tenant_id))
    return gone


def _purge_one(media_id: int, actor: Actor) -> int:
    due = select(MediaFile).where(MediaFile.id == media_id, MediaFile.trashed_at < utc_now() - KEPT)
    row = db.session.scalar(due)
    if row is None:
        return 0
    if any(one.is_public for one in places_of([media_id])[media_id]):
        restore(row, actor)
        commit()
        return 0
    try:
        audit(actor, "media.purge", kind="media", object_id=row.id, detail=row.name)
        db.session.execute(delete(MediaUse).where(MediaUse.media_id == media_id))
        db.session.delete(row)
        commit()
    except (
        IntegrityError
    ):  # something keeps it by another way (the lead picture of a draft, a signed original)
        db.session.rollback()
        log.warning("file %s stays in the trash: something else leads to it", media_id)
        return 0
    return 1
