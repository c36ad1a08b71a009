"""What sharing does beside every act on a thing of a shared kind, in its transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import update

from portal.accounts.permissions import Actor, Forbidden
from portal.clock import utc_now
from portal.extensions import db
from portal.media.models import MediaFile, MediaUse
from portal.media.queries import WAITING
from portal.publishing.models import PUBLISHED
from portal.publishing.transitions import PUBLISH, REDRAFT, WITHDRAW
from portal.publishing.trash import TRASH
from portal.sharing.contents import digest_of, gathered
from portal.sharing.models import FOLLOWING, SharedCopy, Sharing
from portal.sharing.placing import is_placing
from portal.sharing.queries import copy_of
from portal.sharing.registry import sharable
from portal.sharing.service import note_writing


class FollowsOriginal(Forbidden):
    """A copy follows its original: nobody writes on it here before it is detached (the answer is 403)."""


def acted(row: Any, action: str, actor: Actor) -> None:
    """A thing was changed: its sharings are due, and so is the answer where it is itself a copy. Raises
    FollowsOriginal where a copy that follows would say something else than its original, or come and go at other hours:
    a portal may hide it and show it again, and look after it."""
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


def keeps_following(row: MediaFile, things: Sequence[Any]) -> str | None:
    """Why a file must stay as it is (a guard of portal.media.replacing): a copy that follows its original shows it."""
    for one in things:
        copy = copy_of(one.kind, one.id)
        if copy is not None and copy.tenant_id == row.tenant_id and copy.state == FOLLOWING:
            return _(
                "Tệp đi cùng bài theo bản gốc của cổng khác: %(title)s. Cổng gốc thay thì ở đây thay theo.",
                title=copy.title,
            )
    return None


def _hide_or_refuse(copy: SharedCopy, row: Any, action: str) -> None:
    if action in {WITHDRAW, TRASH, REDRAFT}:
        copy.hidden = True
    elif action == PUBLISH and copy.live:
        copy.hidden = False
    hours = (row.publish_at, row.expires_at) == (copy.publish_at, copy.expires_at)
    if row.status == PUBLISHED and not (copy.live and hours):
        raise FollowsOriginal("content.edit")  # it comes and goes with the original
    room = sharable(row.kind)
    if room is not None and digest_of(gathered(room, row)) != copy.digest:
        raise FollowsOriginal("content.edit")


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
