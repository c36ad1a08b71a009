"""Tables of the weekly work schedule."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Date, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import db
from portal.publishing.models import Publishable
from portal.tenancy.owned import TenantOwned, same_tenant


class WorkWeek(TenantOwned, Publishable, db.Model):  # type: ignore[name-defined]
    """The schedule of one week; `monday` is its first day.

    `agency`: whose schedule it is where that is not the portal's own any more (a commune that was merged), else "".
    """

    __tablename__ = "work_week"
    __table_args__ = (
        UniqueConstraint("tenant_id", "slug"),
        UniqueConstraint("tenant_id", "monday", "agency"),
    )
    kind = "schedule"

    monday: Mapped[date] = mapped_column(Date)
    title: Mapped[str] = mapped_column(String(200))
    agency: Mapped[str] = mapped_column(String(200), default="")

    entries: Mapped[list[WorkEntry]] = relationship(
        cascade="all, delete-orphan", order_by="(WorkEntry.day, WorkEntry.time)", passive_deletes=True
    )

    def kept_elsewhere(self) -> dict[str, Any]:
        """Its lines, by day and time."""
        ordered = sorted(self.entries, key=lambda one: (one.day, one.time))
        return {
            "entries": [[one.day.isoformat(), one.time, one.title, one.place, one.host] for one in ordered]
        }


class WorkEntry(TenantOwned, db.Model):  # type: ignore[name-defined]
    """One line of the schedule: day, time of day (HH:MM), what, where, chaired by which office."""

    __tablename__ = "work_entry"
    __table_args__ = (
        same_tenant("week_id", "work_week", ondelete="CASCADE"),
        Index("ix_work_entry_week", "tenant_id", "week_id"),
    )

    week_id: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[date] = mapped_column(Date)
    time: Mapped[str] = mapped_column(String(20), default="")
    title: Mapped[str] = mapped_column(String(400))
    place: Mapped[str] = mapped_column(String(300), default="")
    host: Mapped[str] = mapped_column(String(200), default="")
