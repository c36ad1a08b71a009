"""Screens on walls: secret links that show figures to whoever holds them, given out and withdrawn by who may set.

A screen has no hand to sign in again every morning, and a person's session must not hang on a wall for months: so the
link opens one page that shows figures and nothing else, for a time, until it is withdrawn. Of the secret the SHA-256
is kept.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.ioc.warehouse.models import WallScreen
from portal.publishing.service import audit

SET = "ioc.set"
DAYS = (7, 30, 90, 365)
USUAL_DAYS = 90
SEEN_EVERY = timedelta(minutes=10)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def make(name: str, days: int, actor: Actor) -> tuple[WallScreen, str]:
    """A link for a screen (the caller commits), and its secret, told only now. Raises Forbidden."""
    actor.require(SET)
    token = secrets.token_urlsafe(24)
    lasting = days if days in DAYS else USUAL_DAYS
    row = WallScreen(
        tenant_id=actor.tenant_id,
        name=name.strip()[:120],
        token_digest=_digest(token),
        made_by_name=actor.name,
        ends_at=utc_now() + timedelta(days=lasting),
    )
    db.session.add(row)
    db.session.flush()
    audit(actor, "ioc.screen", kind=row.kind, object_id=row.id, detail=f"{row.name}, {lasting} ngày")
    return row, token


def withdraw(row: WallScreen, actor: Actor) -> None:
    """Close a link at once (the caller commits); again changes nothing. Raises Forbidden."""
    actor.require(SET)
    if row.withdrawn_at is None:
        row.withdrawn_at = utc_now()
        audit(actor, "ioc.screen_withdrawn", kind=row.kind, object_id=row.id, detail=row.name)


def is_live(row: WallScreen, now: datetime) -> bool:
    """Whether it opens at this UTC instant."""
    return row.withdrawn_at is None and row.ends_at > now


def find(token: str) -> WallScreen | None:
    """The live screen of a secret in the portal in force."""
    row = db.session.scalar(select(WallScreen).where(WallScreen.token_digest == _digest(token)))
    return row if row is not None and is_live(row, utc_now()) else None


def by_id(number: int) -> WallScreen | None:
    """A screen of the portal in force."""
    if number >= 2**63:
        return None
    return db.session.scalar(select(WallScreen).where(WallScreen.id == number))


def listed() -> list[WallScreen]:
    """The screens of the portal in force, those that open first, then the newest."""
    rows = db.session.scalars(select(WallScreen).order_by(WallScreen.made_at.desc()).limit(200))
    now = utc_now()
    return sorted(rows, key=lambda one: not is_live(one, now))


def wants_note(row: WallScreen, now: datetime) -> bool:
    """Whether it is time to note again that a screen was seen."""
    return row.seen_at is None or now - row.seen_at >= SEEN_EVERY


def note_seen(number: int, now: datetime) -> None:
    """Note that a screen asked (the caller commits)."""
    row = by_id(number)
    if row is not None:
        row.seen_at = now
