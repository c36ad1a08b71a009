"""The verbs of a thing's life: submit, take back, return, approve, publish, withdraw; the hours of coming and going.

Each checks the table of transitions and the person's rights again, changes the thing, records it; the caller commits.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing import service
from portal.publishing.answering import is_own_text, last_writer, require_other_eyes
from portal.publishing.models import PUBLISHED, Publishable
from portal.publishing.models_workflow import APPEARS, ENDS, Correction, DraftComment, DueAct
from portal.publishing.service import record
from portal.publishing.transitions import (
    APPROVE,
    PUBLISH,
    REDRAFT,
    RETURN,
    SUBMIT,
    TAKE_BACK,
    TRANSITIONS,
    WITHDRAW,
    ReasonMissing,
    Transition,
    WrongState,
    transition,
)

LONGEST = timedelta(days=3650)


class InvalidHour(ValueError):
    """An hour that cannot be: in the past, the end before the beginning, or further off than ten years."""


def _may(actor: Actor, one: Transition, author_id: int | None) -> bool:
    return actor.may(one.action) or (
        one.own and author_id is not None and author_id == actor.user_id and actor.may("content.edit_own")
    )


def possible(row: Publishable, actor: Actor) -> dict[str, bool]:
    """The verbs that this person may use on the thing as it is; False: only four eyes are in the way."""
    found: dict[str, bool] = {}
    writer: int | None = None
    asked = False
    for verb, one in TRANSITIONS.items():
        if row.status not in one.froms or not _may(actor, one, row.created_by_id):
            continue
        if one.other_eyes and not asked:
            writer, asked = last_writer(row), True
        found[verb] = not (one.other_eyes and is_own_text(writer, actor))
    return found


def submit(row: Publishable, actor: Actor) -> None:
    """Ask somebody who may for approval. Raises Forbidden, WrongState."""
    _go(row, SUBMIT, actor)


def take_back(row: Publishable, actor: Actor) -> None:
    """Take back what was submitted, to go on writing. Raises Forbidden, WrongState."""
    _go(row, TAKE_BACK, actor)


def send_back(row: Publishable, actor: Actor, reason: str) -> None:
    """Give what was submitted back to who wrote it. Raises Forbidden, WrongState, ReasonMissing."""
    _go(row, RETURN, actor, reason)


def approve(row: Publishable, actor: Actor) -> None:
    """Let a text through that may then be published. Raises Forbidden (OwnText), WrongState."""
    _go(row, APPROVE, actor)


def _go(row: Publishable, verb: str, actor: Actor, reason: str = "") -> None:
    one = TRANSITIONS[verb]
    if one.own:
        actor.require_edit(row.created_by_id)
    else:
        actor.require(one.action)
    transition(verb, row.status)
    if one.needs_reason and not reason.strip():
        raise ReasonMissing(verb)
    if one.other_eyes:
        require_other_eyes(row, actor)
    row.status = one.to
    record(row, verb, actor, detail=reason.strip())


def publish(
    row: Publishable, actor: Actor, at: datetime | None = None, until: datetime | None = None
) -> None:
    """Publish now, or at `at`; it ends by itself at `until` (UTC both). Raises Forbidden, WrongState, InvalidHour."""
    actor.require("content.publish")
    transition(PUBLISH, row.status)
    _check_hours(at, until)
    if at is not None and row.is_visible(utc_now()):
        raise WrongState(PUBLISH, row.status)  # citizens see it: it can go, not hide until later
    if at is None and row.publish_at is not None and row.publish_at > utc_now():
        row.publish_at = None  # "now" was asked for, whatever was fixed before
    row.expires_at = until
    service.publish(row, actor, at)
    await_hours(row)


def set_end(row: Publishable, actor: Actor, until: datetime | None) -> None:
    """Let what is published end by itself at `until`, or no longer. Raises Forbidden, WrongState, InvalidHour."""
    actor.require("content.publish")
    if row.status != PUBLISHED:
        raise WrongState("hours", row.status)
    _check_hours(row.publish_at if row.publish_at and row.publish_at > utc_now() else None, until)
    row.expires_at = until
    record(row, "hours", actor)
    await_hours(row)


def withdraw(row: Publishable, actor: Actor, reason: str) -> None:
    """Take off the public pages, saying why. Raises Forbidden, WrongState, ReasonMissing."""
    actor.require("content.withdraw")
    transition(WITHDRAW, row.status)
    if not reason.strip():
        raise ReasonMissing(WITHDRAW)
    service.withdraw(row, actor, reason.strip())
    await_hours(row)


def redraft(row: Publishable, actor: Actor) -> None:
    """Make what was withdrawn or approved a draft again. Raises Forbidden, WrongState."""
    actor.require("content.edit")
    transition(REDRAFT, row.status)
    service.back_to_draft(row, actor)


def publish_or_submit(row: Publishable, actor: Actor) -> bool:
    """Publish what was just made; where four eyes ask for somebody else, submit it: False. Raises Forbidden."""
    actor.require("content.publish")
    transition(PUBLISH, row.status)
    if is_own_text(last_writer(row), actor):
        submit(row, actor)
        return False
    publish(row, actor)
    return True


def _check_hours(at: datetime | None, until: datetime | None) -> None:
    now = utc_now()
    for hour in (at, until):
        if hour is not None and not now < hour < now + LONGEST:
            raise InvalidHour(hour.isoformat())
    if at is not None and until is not None and until <= at:
        raise InvalidHour(until.isoformat())


def forget(kind: str, object_id: int) -> None:
    """Delete what waits for a thing and what is said about it, where it is deleted for good (the caller commits)."""
    for model in (Correction, DraftComment, DueAct):
        db.session.execute(delete(model).where(model.kind == kind, model.object_id == object_id))


def await_hours(row: Publishable) -> None:
    """Note the hours at which a thing will come and go by itself, so that people are told then."""
    thing: Any = row
    mine = (DueAct.kind == thing.kind, DueAct.object_id == thing.id, DueAct.tenant_id == thing.tenant_id)
    db.session.execute(delete(DueAct).where(*mine))
    if row.status != PUBLISHED:
        return
    now = utc_now()
    for event, hour in ((APPEARS, row.publish_at), (ENDS, row.expires_at)):
        if hour is not None and hour > now:
            db.session.add(
                DueAct(
                    tenant_id=thing.tenant_id, kind=thing.kind, object_id=thing.id, event=event, due_at=hour
                )
            )
