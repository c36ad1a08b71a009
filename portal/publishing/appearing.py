"""Which things appeared or ended by themselves, because their hour came."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from portal.extensions import db
from portal.publishing.models import PUBLISHED


def due_ids(model: Any, since: datetime, until: datetime) -> dict[int, int]:
    """Published things whose embargo or expiry lies in (since, until], UTC: id → tenant."""
    began = and_(model.publish_at > since, model.publish_at <= until)
    ended = and_(model.expires_at > since, model.expires_at <= until)
    found = db.session.execute(
        select(model.id, model.tenant_id).where(model.status == PUBLISHED, or_(began, ended))
    )
    return dict(found.all())


def all_ids(model: Any) -> list[int]:
    """Ids of all things of a kind, whatever their state."""
    return list(db.session.scalars(select(model.id).order_by(model.id)))


def ids_of_keys(keys: list[str]) -> dict[int, list[str]]:
    """Search keys ("kind:tenant:object[:part]") by object id."""
    found: dict[int, list[str]] = {}
    for key in keys:
        found.setdefault(int(key.split(":")[2]), []).append(key)
    return found


def find_ids(model: Any, columns: list[Any], text: str, limit: int) -> list[int]:
    """Ids of things of which one of the columns holds the text (slow; for when the index cannot serve)."""
    held = [column.icontains(text, autoescape=True) for column in columns]
    return list(
        db.session.scalars(select(model.id).where(model.status == PUBLISHED, or_(*held)).limit(limit))
    )
