"""Tables of what people of the desk are told: each line leads to the thing that it is about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.owned import TenantOwned

AT_ONCE, DAILY, NEVER = "at_once", "daily", "never"
RHYTHMS = (AT_ONCE, DAILY, NEVER)


class Notice(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A notice to one person in one portal; `kind` names the occasion ("submitted", "returned", "assigned", …)."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_person", "tenant_id", "for_user_id", "read_at"),)

    for_user_id: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300))
    detail: Mapped[str] = mapped_column(String(500), default="")
    path: Mapped[str] = mapped_column(String(300))  # portal-relative, of the desk
    by_name: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    read_at: Mapped[datetime | None] = mapped_column(DateTime)


class MailPreference(db.Model):  # type: ignore[name-defined]
    """How often a person wants e-mails about notices, of all their portals: at once (without a row), daily, never.

    `digested_at` is up to when a daily summary has told them.
    """

    __tablename__ = "mail_preference"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    rhythm: Mapped[str] = mapped_column(String(10), default=AT_ONCE)
    digested_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
