"""Table of reading figures: how often a page was read on a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.tenancy.owned import TenantOwned


class VisitDay(TenantOwned, db.Model):  # type: ignore[name-defined]
    """How often something was done with a page on a day (acts.ACTS). What is old stands on the first of its month.

    Two rows may speak of the same page and day, after portals were merged: figures are sums.
    """

    __tablename__ = "visit_day"
    __table_args__ = (
        Index("ix_visit_day_day", "tenant_id", "day", "act"),
        Index("ix_visit_day_path", "tenant_id", "path", "day"),
    )

    day: Mapped[date] = mapped_column(Date)
    act: Mapped[str] = mapped_column(String(10))
    path: Mapped[str] = mapped_column(String(200))
    count: Mapped[int] = mapped_column(BigInteger)
