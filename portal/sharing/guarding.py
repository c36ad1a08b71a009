"""What sharing does beside every act on a thing of a shared kind, in its transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update

from portal.accounts.permissions import Actor, Forbidden
from portal.clock import utc_now
from portal.extensions import db
from portal.media.models import MediaUse
from portal.media.queries import WAITING
from portal.publishing.models import PUBLISHED
from portal.publishing.transitions import PUBLISH, WITHDRAW
from portal.publishing.trash import RESTORE, TRASH
from portal.sharing.models import FOLLOWING, SharedCopy, Sharing
from portal.sharing.placing import is_placing
from portal.sharing.queries import copy_of
from portal.sharing.registry import sharable
from portal.sharing.service import note_writing


class FollowsOriginal(Forbidden):
    """A copy follows its original: nobody writes on it here before it is detached (the answer is 403)."""


def acted(row: Any, action: str, actor: Actor) -> None:
    """A thing was changed: its sharings are due, and so is the answer where it is itself a copy. Raises
    FollowsOriginal for what a portal may not do with a copy that follows: anything but hiding it and showing it
    again."""
    _mark_sent(row)
    copy = copy_of(row.kind, row.id)
    if copy is None or is_placing():
        return
    if copy.state == FOLLOWING:
        _hide_or_refuse(copy, row, action)
    else:
        note_writing(copy, row)
        if action == PUBLISH:
            copy.went_along = False
    copy.due_at = utc_now()


def _hide_or_refuse(copy: SharedCopy, row: Any, action: str) -> None:
    if action in {WITHDRAW, TRASH}:
        copy.hidden = True
    elif action == PUBLISH and copy.live and same_hours(copy, row):
        copy.hidden = False
    elif action != RESTORE:
        raise FollowsOriginal("content.edit")


def same_hours(copy: SharedCopy, row: Any) -> bool:
    """Whether a copy comes and goes with its original. It may be shown again after it was hidden, not at hours of its
    own."""
    ends: datetime | None = row.expires_at
    return row.status == PUBLISHED and ends == copy.expires_at


def _mark_sent(row: Any) -> None:
    db.session.execute(
        update(Sharing)
        .where(
            Sharing.tenant_id == row.tenant_id,
            Sharing.kind == row.kind,
            Sharing.object_id == row.id,
        )
        .values(due_at=utc_now(), tries=0)
        .execution_options(synchronize_session=False)
    )


def file_attached(use: MediaUse, thing: Any, actor: Actor) -> None:
    """A file was attached (a listener of portal.media.arrivals)."""
    if use.role != WAITING:
        _files_changed(thing, actor)


def file_detached(thing: Any, actor: Actor) -> None:
    """A file was taken off (a listener of portal.media.arrivals)."""
    _files_changed(thing, actor)


def _files_changed(thing: Any, actor: Actor) -> None:
    if sharable(thing.kind) is not None and not is_placing():
        db.session.flush()
        acted(thing, "files", actor)
