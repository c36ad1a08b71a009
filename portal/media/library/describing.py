"""The verb that says what a picture shows, where it is from, and which point of it stays in sight."""

from __future__ import annotations

from dataclasses import dataclass

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.media.library.places import places_of
from portal.media.models import MediaFile
from portal.publishing.answering import NeedsApproval
from portal.publishing.service import audit, touch


@dataclass(frozen=True)
class Description:
    """What is said of a file: for those who do not see it, below it, whose it is; the point in per cent (0–100)."""

    alt: str
    caption: str
    credit: str
    focus_x: int = 50
    focus_y: int = 50


def describe(row: MediaFile, said: Description, actor: Actor) -> bool:
    """Keep a description (the caller commits); whether anything changed. Pages that show the picture are made anew, so
    that of a file on a public page is for who may publish.

    Raises Forbidden (answering.NeedsApproval), ValueError for a point outside of the picture.
    """
    actor.require_edit(row.uploaded_by_id)
    if not (0 <= said.focus_x <= 100 and 0 <= said.focus_y <= 100):
        raise ValueError("outside of the picture")
    before = Description(row.alt, row.caption, row.credit, row.focus_x, row.focus_y)
    if before == said:
        return False
    if not actor.may("content.publish") and any(one.is_public for one in places_of([row.id])[row.id]):
        raise NeedsApproval("content.publish")
    row.alt, row.caption, row.credit = said.alt, said.caption, said.credit
    row.focus_x, row.focus_y = said.focus_x, said.focus_y
    audit(actor, "media.describe", kind="media", object_id=row.id, detail=row.name)
    touch(db.session(), row.tenant_id)
    return True
