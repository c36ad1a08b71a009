"""Which things appeared or ended by themselves, because their hour came."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from portal.extensions import db
from portal.publishing.models import PUBLISHED


def due_ids(model: Any, since: datetime, until: datetime) -> list[int]:
    """Ids of published things whose embargo or expiry lies in (since, until], UTC."""
    began = and_(model.publish_at > since, model.publish_at <= until)
    ended = and_(model.expires_at > since, model.expires_at <= until)
    return list(db.session.scalars(select(model.id).where(model.status == PUBLISHED, or_(began, ended))))


def all_ids(model: Any) -> list[int]:
    """Ids of all things of a kind, whatever their state."""
    return list(db.session.scalars(select(model.id).order_by(model.id)))


def ids_of_keys(keys: list[str]) -> dict[int, list[str]]:
    """Search keys ("kind:tenant:object[:part]") by object id."""
    found: dict[int, list[str]] = {}
    for key in keys:
        found.setdefault(int(key.split(":")[2]), []).append(key)
    return found
