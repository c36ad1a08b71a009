"""Reads of the outbox for administrators: to whom, what about, what became of it; never the text."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from portal.extensions import db
from portal.mail.models import FAILED, SENT, WAITING, OutgoingMail

STATES = (WAITING, SENT, FAILED)


def _of(state: str) -> Select[Any]:
    statement = select(OutgoingMail)
    return statement.where(OutgoingMail.state == state) if state in STATES else statement


def count(state: str = "") -> int:
    """How many e-mails there are in a state."""
    return int(db.session.scalar(select(func.count()).select_from(_of(state).subquery())) or 0)


def rows(state: str, offset: int, limit: int) -> list[OutgoingMail]:
    """E-mails in a state, newest first."""
    statement = _of(state).order_by(OutgoingMail.created_at.desc(), OutgoingMail.id.desc())
    return list(db.session.scalars(statement.offset(offset).limit(limit)))


def by_id(mail_id: int) -> OutgoingMail | None:
    """One e-mail of the portal in force."""
    return db.session.scalar(select(OutgoingMail).where(OutgoingMail.id == mail_id))
