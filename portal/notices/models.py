"""Table of what people of the desk are told: each line leads to the thing that it is about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.owned import TenantOwned


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
