"""Corrections of what is published: kept aside until somebody else lets them through.

The verbs here keep, submit, return and drop a correction. Letting one through is the screens' (screens/workflow): only
a room's own form and verb can put the words onto the thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.answering import OwnText, is_own_text, last_written
from portal.publishing.models import DRAFT, PUBLISHED, SUBMITTED
from portal.publishing.models_workflow import Correction
from portal.publishing.service import StaleVersion, audit
from portal.publishing.transitions import RETURN, ReasonMissing, WrongState


def correction_of(kind: str, object_id: int) -> Correction | None:
    """The correction of a thing that waits."""
    return db.session.scalar(
        select(Correction).where(Correction.kind == kind, Correction.object_id == object_id)
    )


def check_seen(held: Correction | None, seen: int) -> None:
    """Raise StaleVersion unless this is the state of the correction that somebody has before them; 0: none."""
    if (held.version if held else 0) != seen:
        raise StaleVersion


def keep(thing: Any, title: str, fields: Mapping[str, Any], seen: int, actor: Actor) -> Correction:
    """Keep what somebody wrote for a published thing (the caller commits). `seen` is the version of the correction that
    they had before them, 0: none. Raises Forbidden, StaleVersion, WrongState."""
    actor.require_edit(thing.created_by_id)
    if thing.status != PUBLISHED:
        raise WrongState("correct", thing.status)
    held = correction_of(thing.kind, thing.id)
    check_seen(held, seen)
    if held is None:
        held = Correction(
            tenant_id=actor.tenant_id, kind=thing.kind, object_id=thing.id, begun_by_id=actor.user_id
        )
        db.session.add(held)
    held.title, held.fields = title[:300], dict(fields)
    held.base_revision = last_written(thing)
    _touch(held, actor)
    audit(actor, "correction.save", kind=thing.kind, object_id=thing.id, detail=title)
    return held


def note_files(held: Correction, actor: Actor, removed: int | None = None) -> None:
    """A file came with the correction; or the use `removed` of one goes off when it is let through (the caller
    commits)."""
    if removed is not None and removed not in held.removed:
        held.removed = [*held.removed, removed]
    _touch(held, actor)
    audit(actor, "correction.save", kind=held.kind, object_id=held.object_id, detail=held.title)


def _touch(held: Correction, actor: Actor) -> None:
    held.by_id, held.by_name, held.updated_at = actor.user_id, actor.name, utc_now()
    held.state = DRAFT if held.state is None else held.state
    db.session.flush()


def submit(held: Correction, thing: Any, actor: Actor) -> None:
    """Ask for approval of a correction (the caller commits). Raises Forbidden, WrongState."""
    actor.require_edit(thing.created_by_id)
    _go(held, DRAFT, SUBMITTED, "correction.submit", actor)


def take_back(held: Correction, thing: Any, actor: Actor) -> None:
    """Take a submitted correction back, to go on writing (the caller commits). Raises Forbidden, WrongState."""
    actor.require_edit(thing.created_by_id)
    _go(held, SUBMITTED, DRAFT, "correction.take_back", actor)


def send_back(held: Correction, actor: Actor, reason: str) -> None:
    """Return a submitted correction to who wrote it (the caller commits).

    Raises Forbidden, WrongState, ReasonMissing.
    """
    actor.require("content.publish")
    if not reason.strip():
        raise ReasonMissing(RETURN)
    _go(held, SUBMITTED, DRAFT, "correction.return", actor, reason.strip())


def _go(held: Correction, start: str, end: str, action: str, actor: Actor, detail: str = "") -> None:
    if held.state != start:
        raise WrongState(action, held.state)
    held.state = end
    db.session.flush()
    audit(actor, action, kind=held.kind, object_id=held.object_id, detail=detail or held.title)


def drop(held: Correction, thing: Any, actor: Actor) -> None:
    """Throw a correction away; the published text stays as it is (the caller commits). Raises Forbidden."""
    if held.by_id != actor.user_id and held.begun_by_id != actor.user_id:
        actor.require("content.publish")
    actor.require_edit(thing.created_by_id)
    audit(actor, "correction.drop", kind=held.kind, object_id=held.object_id, detail=held.title)
    db.session.delete(held)
    db.session.flush()


def require_may_apply(held: Correction, thing: Any, actor: Actor) -> None:
    """Whether this person may let a correction through now. Raises Forbidden (OwnText for who wrote it last, with four
    eyes), WrongState where the thing is no longer published, StaleVersion where its text has changed since."""
    actor.require("content.publish")
    if is_own_text(held.by_id, actor):
        raise OwnText("content.publish")
    if thing.status != PUBLISHED:
        raise WrongState("correct", thing.status)
    if held.base_revision != last_written(thing):
        raise StaleVersion
