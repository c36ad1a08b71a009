"""Table of the years that a portal decided: hours, days off, compensatory days; whether somebody confirmed them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.owned import TenantShared


class WorkYear(TenantShared, db.Model):  # type: ignore[name-defined]
    """A year of a portal's office. It counts once it is confirmed; the portals below that have none of their own count
    by it too (`shared` from then on).

    `hours`: weekday ("0" is Monday) → stretches ["07:30", "11:30"]; `off`: {"day", "name"}; `worked`: {"day", "hours",
    "note"}. Days are ISO dates of this year, times those of Vietnam (`shapes.py` reads and writes them).
    """

    __tablename__ = "work_year"
    __table_args__ = (UniqueConstraint("tenant_id", "year"),)

    year: Mapped[int] = mapped_column(SmallInteger)
    hours: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    off: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    worked: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    cutoff: Mapped[str] = mapped_column(String(5), default="15:00")
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(Integer)
    confirmed_by: Mapped[str] = mapped_column(String(120), default="")
    changed_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now, onupdate=utc_now)
    version: Mapped[int] = mapped_column(Integer, default=1)
    __mapper_args__ = {"version_id_col": version}
