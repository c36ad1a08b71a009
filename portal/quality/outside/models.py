"""Tables of the links that leave a portal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.quality.outside.verdicts import NEW
from portal.tenancy.owned import TenantOwned, same_tenant

LONGEST_ADDRESS = 600


class OutsideLink(TenantOwned, db.Model):  # type: ignore[name-defined]
    """An address of another server that stands on a portal, as it is written there, and what is known of it.

    `status` and `reason` are those of verdicts.py. `first_failed_at` is since when every check failed, `answered_at`
    the last time that the server said anything, `next_at` when it is asked again. Gone with the last place it stands.
    """

    __tablename__ = "quality_link"
    __table_args__ = (
        UniqueConstraint("tenant_id", "address"),
        Index("ix_quality_link_due", "next_at"),
        Index("ix_quality_link_status", "tenant_id", "status"),
    )

    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    host: Mapped[str] = mapped_column(String(255), default="")
    status: Mapped[str] = mapped_column(String(10), default=NEW)
    reason: Mapped[str] = mapped_column(String(20), default="")
    checked_at: Mapped[datetime | None] = mapped_column(DateTime)
    answered_at: Mapped[datetime | None] = mapped_column(DateTime)
    first_failed_at: Mapped[datetime | None] = mapped_column(DateTime)
    next_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)


class OutsideUse(TenantOwned, db.Model):  # type: ignore[name-defined]
    """That an address stands on a published thing (or on the portal itself: kind "portal", id 0)."""

    __tablename__ = "quality_link_use"
    __table_args__ = (
        same_tenant("link_id", "quality_link", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "link_id", "kind", "object_id"),
        Index("ix_quality_link_use_thing", "tenant_id", "kind", "object_id"),
    )

    link_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[int] = mapped_column(BigInteger)
