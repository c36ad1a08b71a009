"""The verbs of the trash: taken away, and back for thirty days."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.publishing.models import DRAFT, PUBLISHED, TRASHED, Publishable
from portal.publishing.service import record
from portal.publishing.transitions import WrongState
from portal.publishing.workflow import await_hours

KEPT = timedelta(days=30)
TRASH, RESTORE = "trash", "untrash"


def may_trash(row: Publishable, actor: Actor) -> bool:
    """Whether this person may put the thing into the trash as it is. What citizens see is withdrawn first, with its
    reason."""
    own = row.created_by_id is not None and row.created_by_id == actor.user_id
    return row.status not in {PUBLISHED, TRASHED} and (actor.may("content.edit") or own)


def trash(row: Publishable, actor: Actor) -> None:
    """Put a thing into the trash (the caller commits). Raises Forbidden; WrongState for what is published."""
    actor.require_edit(row.created_by_id)
    if row.status in {PUBLISHED, TRASHED}:
        raise WrongState(TRASH, row.status)
    row.trashed_from, row.status, row.trashed_at = row.status, TRASHED, utc_now()
    record(row, TRASH, actor)
    await_hours(row)


def restore(row: Publishable, actor: Actor) -> None:
    """Take a thing out of the trash, in the state that it had (the caller commits). Raises Forbidden, WrongState."""
    actor.require_edit(row.created_by_id)
    if row.status != TRASHED:
        raise WrongState(RESTORE, row.status)
    row.status, row.trashed_from, row.trashed_at = row.trashed_from or DRAFT, "", None
    record(row, RESTORE, actor)


def ends_at(row: Publishable) -> datetime | None:
    """When what lies in the trash is deleted for good (UTC)."""
    return row.trashed_at + KEPT if row.trashed_at is not None else None
