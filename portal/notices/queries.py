"""Reads of notices: one person's, of the portal in force."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from portal.extensions import db
from portal.notices.models import Notice


def _of(user_id: int, unread: bool) -> Select[Any]:
    statement = select(Notice).where(Notice.for_user_id == user_id)
    return statement.where(Notice.read_at.is_(None)) if unread else statement


def count(user_id: int, *, unread: bool = True) -> int:
    """How many notices a person has; of those not read yet unless told otherwise."""
    return int(db.session.scalar(select(func.count()).select_from(_of(user_id, unread).subquery())) or 0)


def rows(user_id: int, unread: bool, offset: int, limit: int) -> list[Notice]:
    """A person's notices, newest first."""
    statement = _of(user_id, unread).order_by(Notice.at.desc(), Notice.id.desc())
    return list(db.session.scalars(statement.offset(offset).limit(limit)))


def own(user_id: int, notice_id: int) -> Notice | None:
    """A notice to this person."""
    return db.session.scalar(select(Notice).where(Notice.id == notice_id, Notice.for_user_id == user_id))
