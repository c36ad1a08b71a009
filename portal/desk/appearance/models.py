"""The table of appearances that somebody tries out before saving."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.owned import TenantOwned


class AppearanceDraft(TenantOwned, db.Model):  # type: ignore[name-defined]
    """The one appearance of a portal that a person tries out; the next one takes its place."""

    __tablename__ = "appearance_draft"
    __table_args__ = (UniqueConstraint("tenant_id", "by_id"),)

    by_id: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now, onupdate=utc_now)
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
