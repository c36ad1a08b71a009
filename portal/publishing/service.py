"""The verbs that every published thing shares. A room's verb changes its rows, then calls `record`, then `commit`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, inspect, or_, select
from sqlalchemy.orm import Session

from portal.accounts.permissions import Actor, Forbidden
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.events import announce
from portal.publishing.models import DRAFT, PUBLISHED, WITHDRAWN, Change, Publishable, Revision
from portal.publishing.trail import audit


class StaleVersion(Exception):
    """Somebody saved the same text in between; nothing was overwritten (the answer is 409)."""


def fields_of(row: Any) -> dict[str, Any]:
    """All column values of a row as JSON-ready data."""
    data: dict[str, Any] = {}
    for column in inspect(row).mapper.column_attrs:
        value = getattr(row, column.key)
        data[column.key] = value.isoformat() if isinstance(value, date | datetime) else value
    return data


def check_version(row: Publishable, seen: int) -> None:
    """Raise StaleVersion unless the form was made from the present version of the row."""
    if row.version != seen:
        raise StaleVersion


def record(
    row: Any, action: str, actor: Actor, detail: str = "", extra: dict[str, Any] | None = None
) -> None:
    """Add revision, audit entry and change-log row for a changed row to the running transaction; tell its followers.

    `extra` holds what belongs to the thing but lies in other tables (provisions, papers), for the revision.
    """
    if actor.user_id is not None:
        row.updated_by_id = actor.user_id
    db.session.flush()
    number = db.session.scalar(
        select(func.coalesce(func.max(Revision.number), 0)).where(
            Revision.kind == row.kind, Revision.object_id == row.id
        )
    )
    db.session.add(
        Revision(
            tenant_id=row.tenant_id,
            kind=row.kind,
            object_id=row.id,
            number=(number or 0) + 1,
            by_id=actor.user_id,
            by_name=actor.name,
            data=fields_of(row) | (extra or {}),
        )
    )
    audit(actor, action, kind=row.kind, object_id=row.id, detail=detail)
    log_change(row.tenant_id, row.kind, row.id)
    announce(row, action, actor)


def log_change(tenant_id: int, kind: str, object_id: int) -> None:
    """Add a change-log row to the running transaction; its tenant's pages move on with the commit."""
    db.session.add(Change(of_tenant_id=tenant_id, kind=kind, object_id=object_id))
    touch(db.session(), tenant_id)


def touch(session: Session, tenant_id: int) -> None:
    """Note that this tenant's pages change with the commit of the session's transaction."""
    session.info.setdefault("touched_tenants", set()).add(tenant_id)


def publish(row: Publishable, actor: Actor, at: datetime | None = None) -> None:
    """Make a thing visible from `at` (UTC; now unless given). Raises Forbidden; the caller commits."""
    actor.require("content.publish")
    row.status = PUBLISHED
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
