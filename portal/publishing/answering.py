"""Who answers for the words that citizens read: four eyes, and what a person may not change by themselves.

A portal with four eyes (a setting of it) lets nobody approve or publish what they changed last. Whoever may not
publish, or works in such a portal, changes nothing that is published by saving it: it waits as a correction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from portal.accounts.permissions import Actor, Forbidden
from portal.extensions import db
from portal.publishing.models import APPROVED, DRAFT, PUBLISHED, Revision
from portal.publishing.transitions import TRANSITIONS
from portal.tenancy.directory import directory

SETTING = "four_eyes"
WRITING = ("create", "save", "restore", "correct", "attach", "detach", "media.replace")
"""Acts that change what a thing says; others count where they changed words."""
LIFE = frozenset({*TRANSITIONS, "hours"})
"""Acts that leave the words alone. What changed beside them (a file was signed) was nobody's writing."""


class OwnText(Forbidden):
    """Four eyes: who changed a text last neither approves nor publishes it (the answer is 403 and an audit entry)."""


class NeedsApproval(Forbidden):
    """What citizens see may not be changed by this person without somebody else's approval."""


@dataclass(frozen=True)
class Writer:
    """Who wrote what somebody else lets through."""

    id: int | None
    name: str


_behalf: ContextVar[Writer | None] = ContextVar("publishing_behalf", default=None)
_rehearsing: ContextVar[bool] = ContextVar("publishing_rehearsing", default=False)


def four_eyes(tenant_id: int) -> bool:
    """Whether this portal asks for a second person before anything goes to citizens."""
    portal = directory().by_id(tenant_id)
    return portal is not None and bool(portal.settings.get(SETTING))


def last_writer(row: Any) -> int | None:
    """The person who changed what a thing says last; None: nobody, it was loaded or imported."""
    wrote = or_(Revision.action.in_(WRITING), Revision.added > 0, Revision.removed > 0)
    statement = select(Revision.by_id).where(Revision.kind == row.kind, Revision.object_id == row.id, wrote)
    return db.session.scalar(statement.order_by(Revision.number.desc()).limit(1))


def last_written(row: Any) -> int:
    """The number of the revision that changed what a thing says last; 0 where none is kept."""
    wrote = or_(Revision.action.in_(WRITING), Revision.added > 0, Revision.removed > 0)
    statement = select(Revision.number).where(Revision.kind == row.kind, Revision.object_id == row.id, wrote)
    return db.session.scalar(statement.order_by(Revision.number.desc()).limit(1)) or 0


def is_own_text(writer_id: int | None, actor: Actor) -> bool:
    """Whether four eyes keep this person from letting through what `writer_id` wrote."""
    return actor.user_id is not None and writer_id == actor.user_id and four_eyes(actor.tenant_id)


def require_other_eyes(row: Any, actor: Actor) -> None:
    """Raise OwnText where four eyes ask for somebody else than the last writer."""
    if actor.user_id is not None and four_eyes(actor.tenant_id) and last_writer(row) == actor.user_id:
        raise OwnText("content.publish")


def must_wait(actor: Actor) -> bool:
    """Whether this person's changes of what is published wait for somebody's approval."""
    return actor.user_id is not None and (four_eyes(actor.tenant_id) or not actor.may("content.publish"))


def note_change(row: Any, action: str, actor: Actor) -> bool:
    """A person changed what a thing says: refuse it where it must be approved first; what was approved is a draft again
    (True: the row was changed). Raises NeedsApproval. Called by `service.revise` of every change."""
    if action in LIFE:
        return False
    allowed = _rehearsing.get() or _behalf.get() is not None
    if row.status == PUBLISHED and must_wait(actor) and not allowed:
        raise NeedsApproval("content.publish")
    if row.status == APPROVED and actor.user_id is not None:
        row.status = DRAFT
        return True
    return False


@contextmanager
def written_by(writer: Writer) -> Iterator[None]:
    """Let somebody's correction through: revisions made within are theirs, audit entries those of who acts."""
    token = _behalf.set(writer)
    try:
        yield
    finally:
        _behalf.reset(token)


def behalf() -> Writer | None:
    """Whose correction is being let through."""
    return _behalf.get()


@contextmanager
def rehearsal() -> Iterator[None]:
    """Try a verb to see what would come of it: nothing within is committed, everything is rolled back at the end."""
    token = _rehearsing.set(True)
    try:
        yield
    finally:
        _rehearsing.reset(token)
        db.session.rollback()


def is_rehearsal() -> bool:
    """Whether commits must not happen now."""
    return _rehearsing.get()
