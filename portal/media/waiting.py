"""Files that wait with a correction: on the desk they are there already, citizens get them when it is let through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.media import service
from portal.media.models import MediaUse
from portal.media.queries import WAITING


def _mine(thing: Any) -> tuple[Any, ...]:
    return (
        MediaUse.tenant_id == thing.tenant_id,
        MediaUse.kind == thing.kind,
        MediaUse.object_id == thing.id,
    )


def is_waiting(thing: Any, use_id: int) -> bool:
    """Whether this use of a file by the thing waits."""
    statement = select(MediaUse.id).where(*_mine(thing), MediaUse.id == use_id, MediaUse.role == WAITING)
    return db.session.scalar(statement) is not None


def settle(thing: Any, removed: Sequence[int], actor: Actor) -> None:
    """Let the files that wait be attached, and those of `removed` go off (the caller commits)."""
    uses = db.session.scalars(select(MediaUse).where(*_mine(thing), MediaUse.role == WAITING)).all()
    for use in uses:
        media = use.media
        db.session.delete(use)
        db.session.flush()
        service.attach(media, thing, actor, title=use.title)
    for use_id in removed:
        service.detach(thing, use_id, actor)


def drop(thing: Any) -> None:
    """Take the files that wait off the thing; they stay in the library (the caller commits)."""
    db.session.execute(delete(MediaUse).where(*_mine(thing), MediaUse.role == WAITING))
