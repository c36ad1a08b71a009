"""What an act on many things keeps of each, so that it can be undone; undoing what changed their state.

Each thing is changed in a transaction of its own with its row here: whatever happens in the middle, what was done is
known and can be undone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, DateTime, delete, inspect, select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.models_care import BulkAct, BulkRow
from portal.publishing.service import record
from portal.publishing.transitions import PUBLISH, SUBMIT, TAKE_BACK, WITHDRAW
from portal.publishing.workflow import await_hours

UNDOABLE = timedelta(minutes=10)
KEPT = timedelta(days=1)
STATE = ("status", "publish_at", "expires_at", "review_on")
CONTRARY = {PUBLISH: WITHDRAW, WITHDRAW: PUBLISH, SUBMIT: TAKE_BACK}
"""The act that an undoing is for those who follow things (proofs, signatures, relations) and for the audit trail."""


class TooLate(ValueError):
    """The act was undone already, is older than ten minutes, or is somebody else's."""


def begin(kind: str, act: str, actor: Actor) -> BulkAct:
    """Begin an act on many things of a kind (the caller commits); those of yesterday are forgotten."""
    old = select(BulkAct.id).where(BulkAct.at < utc_now() - KEPT)
    ids = list(db.session.scalars(old))
    for model, column in ((BulkRow, BulkRow.act_id), (BulkAct, BulkAct.id)):
        db.session.execute(delete(model).where(column.in_(ids)))
    begun = BulkAct(tenant_id=actor.tenant_id, of_kind=kind, act=act, by_id=actor.user_id)
    db.session.add(begun)
    db.session.flush()
    return begun


def held(thing: Any, columns: Iterable[str]) -> dict[str, Any]:
    """What these columns of a thing hold, as JSON-ready data."""
    values = {one: getattr(thing, one) for one in columns}
    return {one: v.isoformat() if isinstance(v, date | datetime) else v for one, v in values.items()}


def read(thing: Any, data: dict[str, Any]) -> dict[str, Any]:
    """The values that `held` wrote down."""
    columns = inspect(type(thing)).columns
    found: dict[str, Any] = {}
    for name, value in data.items():
        if value is not None and isinstance(columns[name].type, DateTime):
            value = datetime.fromisoformat(value)
        elif value is not None and isinstance(columns[name].type, Date):
            value = date.fromisoformat(value)
        found[name] = value
    return found


def note(begun: BulkAct, thing: Any, before: dict[str, Any]) -> None:
    """Keep what a thing was before the act (the caller commits, together with the act on it)."""
    db.session.flush()
    db.session.add(
        BulkRow(
            tenant_id=begun.tenant_id,
            act_id=begun.id,
            thing_id=thing.id,
            version=thing.version,
            before=before,
            after=held(thing, before),
        )
    )
    begun.done += 1  # here, so that an act that ends in the middle can be undone as far as it went


def finish(begun: BulkAct, failed: list[dict[str, Any]]) -> None:
    """Say to which things the act could not be done (the caller commits)."""
    begun.failed = failed


def last_of(kind: str, actor: Actor) -> BulkAct | None:
    """The person's last act on things of a kind, while it can be undone, or its undoing is news."""
    mine = (BulkAct.of_kind == kind, BulkAct.by_id == actor.user_id, BulkAct.at > utc_now() - UNDOABLE)
    return db.session.scalar(
        select(BulkAct).where(*mine).order_by(BulkAct.at.desc(), BulkAct.id.desc()).limit(1)
    )


def to_undo(kind: str, act_id: int, actor: Actor) -> BulkAct | None:
    """An act of this portal on things of a kind, None where there is none. Raises TooLate unless the person may undo
    it now."""
    found = db.session.scalar(select(BulkAct).where(BulkAct.id == act_id, BulkAct.of_kind == kind))
    if found is not None and (
        found.by_id != actor.user_id or found.undone_at is not None or found.at <= utc_now() - UNDOABLE
    ):
        raise TooLate
    return found


def rows_of(begun: BulkAct) -> list[BulkRow]:
    """What is still to be undone of an act, the last first."""
    return list(
        db.session.scalars(select(BulkRow).where(BulkRow.act_id == begun.id).order_by(BulkRow.id.desc()))
    )


def is_as_left(thing: Any, row: BulkRow, *, whole: bool) -> bool:
    """Whether a thing is still as the act left it: in the columns of the act, with `whole` in all it says."""
    return held(thing, row.after) == row.after and (not whole or thing.version == row.version)


def put_back_state(thing: Any, act: str, before: dict[str, Any], actor: Actor) -> None:
    """Give a thing the state and hours back that it had before `act` (the caller commits). Its text is the one that it
    had then. Raises Forbidden."""
    if act == SUBMIT:
        actor.require_edit(thing.created_by_id)
    else:
        actor.require("content.withdraw" if act == PUBLISH else "content.publish")
    for name, value in read(thing, before).items():
        setattr(thing, name, value)
    record(thing, CONTRARY[act], actor, detail="hoàn tác")
    await_hours(thing)


def undone(begun: BulkAct, refused: list[dict[str, Any]]) -> None:
    """Note that an act was undone, but for those things (the caller commits)."""
    begun.undone_at, begun.failed = utc_now(), refused
    db.session.execute(delete(BulkRow).where(BulkRow.act_id == begun.id))
