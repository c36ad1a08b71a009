"""The verbs that every published thing shares. A room's verb changes its rows, then calls `record`, then `commit`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.accounts.permissions import Actor, Forbidden
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing import answering
from portal.publishing.care import begin_review
from portal.publishing.contents import changed_words, contents_of, says_else
from portal.publishing.events import announce
from portal.publishing.models import DRAFT, PUBLISHED, WITHDRAWN, Change, Publishable, Revision
from portal.publishing.trail import audit

IMPORT = "import"
"""The act of imports by the batch, which keep no texts in their revisions."""


class StaleVersion(Exception):
    """Somebody saved the same text in between; nothing was overwritten (the answer is 409)."""


def check_version(row: Publishable, seen: int) -> None:
    """Raise StaleVersion unless the form was made from the present version of the row."""
    if row.version != seen:
        raise StaleVersion


def record(row: Any, action: str, actor: Actor, detail: str = "") -> None:
    """Add revision, audit entry and change-log row for a changed row to the running transaction; tell its followers."""
    writer = answering.behalf() or answering.Writer(actor.user_id, actor.name)
    if writer.id is not None:
        row.updated_by_id = writer.id
    if action != "create":  # where only articles or papers changed, the version must move all the same
        row.updated_at = utc_now()
    db.session.flush()
    revise(row, action, actor, detail)
    log_change(row.tenant_id, row.kind, row.id)
    announce(row, action, actor)


def revise(row: Any, action: str, actor: Actor, detail: str = "") -> None:
    """Add revision and audit entry of an act that left the row itself as it is (a file attached): its version stays,
    so that nobody who has its form open meets a conflict (the caller commits)."""
    last = db.session.execute(
        select(Revision.number, Revision.data)
        .where(Revision.kind == row.kind, Revision.object_id == row.id)
        .order_by(Revision.number.desc())
        .limit(1)
    ).first()
    data = contents_of(row)
    if last is not None and says_else(last.data, data) and answering.note_change(row, action, actor):
        db.session.flush()
        data = contents_of(row)
    writer = answering.behalf()
    added, removed = changed_words(last.data if last else {}, data, passed_over=type(row).derived)
    db.session.add(
        Revision(
            tenant_id=row.tenant_id,
            kind=row.kind,
            object_id=row.id,
            number=(last.number if last else 0) + 1,
            by_id=writer.id if writer else actor.user_id,
            by_name=writer.name if writer else actor.name,
            action=action,
            detail=detail[:500],
            of_version=row.version,
            status=row.status,
            added=added,
            removed=removed,
            data=data,
        )
    )
    audit(actor, action, kind=row.kind, object_id=row.id, detail=detail)


def keep_imported(row: Any) -> None:
    """Before the first change of what an import wrote: complete its revision, which was kept short, while the text is
    still there (the caller commits). The change can be compared and taken back like any other."""
    last = db.session.scalar(
        select(Revision)
        .where(Revision.kind == row.kind, Revision.object_id == row.id)
        .order_by(Revision.number.desc())
        .limit(1)
    )
    if last is not None and last.action == IMPORT:
        last.data, last.of_version, last.status = contents_of(row), row.version, row.status


def log_change(tenant_id: int, kind: str, object_id: int) -> None:
    """Add a change-log row to the running transaction; its tenant's pages move on with the commit."""
    db.session.add(Change(of_tenant_id=tenant_id, kind=kind, object_id=object_id))
    touch(db.session(), tenant_id)


def touch(session: Session, tenant_id: int) -> None:
    """Note that this tenant's pages change with the commit of the session's transaction."""
    session.info.setdefault("touched_tenants", set()).add(tenant_id)


def publish(row: Publishable, actor: Actor, at: datetime | None = None) -> None:
    """Make a thing visible from `at` (UTC; now unless given). Raises Forbidden (with four eyes: answering.OwnText for
    whoever wrote it last); the caller commits."""
    actor.require("content.publish")
    answering.require_other_eyes(row, actor)
    row.status = PUBLISHED
    begin_review(row)
    # A second's grace: the page that is asked for in the same instant must already see it.
    row.publish_at = at or row.publish_at or utc_now() - timedelta(seconds=1)
    record(row, "publish", actor)


def withdraw(row: Publishable, actor: Actor, reason: str = "") -> None:
    """Take a thing off the public pages; it stays on the desk. Raises Forbidden; the caller commits."""
    actor.require("content.withdraw")
    row.status = WITHDRAWN
    record(row, "withdraw", actor, detail=reason)


def back_to_draft(row: Publishable, actor: Actor) -> None:
    """Make a withdrawn thing a draft again. Raises Forbidden; the caller commits."""
    actor.require("content.edit")
    row.status = DRAFT
    record(row, "redraft", actor)


def visible(statement: Any, model: Any, now: datetime | None = None) -> Any:
    """Narrow a SELECT to what citizens see now: published, begun, not expired."""
    instant = now or utc_now()
    return statement.where(
        model.status == PUBLISHED,
        model.publish_at <= instant,
        or_(model.expires_at.is_(None), model.expires_at > instant),
    )


def commit() -> None:
    """Commit the verb's transaction; the touched tenants' pages move on (see portal.web.freshness)."""
    if answering.is_rehearsal():
        db.session.flush()
        return
    db.session.commit()


__all__ = [
    "Forbidden",
    "StaleVersion",
    "audit",
    "check_version",
    "commit",
    "publish",
    "record",
    "visible",
    "withdraw",
]
