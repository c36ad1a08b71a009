"""Tables of the warehouse: facts, what has to be counted again, how far the counting is."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, DateTime, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.owned import TenantOwned
from portal.tenancy.versioned import Versioned


class DailyFact(TenantOwned, db.Model):  # type: ignore[name-defined]
    """What a measure came to on a day of Vietnam in one portal, by a dimension ("" where the measure has none).

    `value` is a whole number in the unit of the measure. Of a flow it is what happened on that day, of a level by how
    much it changed (the level is the sum up to a day), of a sample what was seen last on that day. Zeros have no row.
    """

    __tablename__ = "daily_fact"
    __table_args__ = (
        UniqueConstraint("tenant_id", "measure", "day", "dimension"),
        Index("ix_daily_fact_read", "measure", "tenant_id", "day", "dimension", "value"),
    )

    measure: Mapped[str] = mapped_column(String(40))
    day: Mapped[date] = mapped_column(Date)
    dimension: Mapped[str] = mapped_column(String(40), default="")
    value: Mapped[int] = mapped_column(BigInteger)


class FactMark(TenantOwned, db.Model):  # type: ignore[name-defined]
    """Something of a source changed that counts on this day (None: on any day): written in the transaction of the
    change, gone in the transaction that counted anew."""

    __tablename__ = "fact_mark"
    __table_args__ = (Index("ix_fact_mark_source", "tenant_id", "source"),)

    source: Mapped[str] = mapped_column(String(30))
    day: Mapped[date | None] = mapped_column(Date)


class FactReach(TenantOwned, db.Model):  # type: ignore[name-defined]
    """Up to which day a source was counted in a portal, and when that was done last."""

    __tablename__ = "fact_reach"
    __table_args__ = (UniqueConstraint("tenant_id", "source"),)

    source: Mapped[str] = mapped_column(String(30))
    through: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)


class FigureTarget(Versioned, TenantOwned, db.Model):  # type: ignore[name-defined]
    """What a figure shall come to in a year, in hundredths of the figure's unit as people read it."""

    __tablename__ = "figure_target"
    __table_args__ = (UniqueConstraint("tenant_id", "figure", "year"),)
    kind = "figure_target"

    figure: Mapped[str] = mapped_column(String(40))
    year: Mapped[int] = mapped_column(Integer)
    hundredths: Mapped[int] = mapped_column(BigInteger)
    basis: Mapped[str] = mapped_column(String(300), default="")
    updated_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now, onupdate=utc_now)
    updated_by_name: Mapped[str] = mapped_column(String(120), default="")


class WallScreen(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A screen on a wall that may show figures without a person signed in: by a secret link of which only the digest is
    kept, until it is withdrawn or its time is over."""

    __tablename__ = "wall_screen"
    __table_args__ = (UniqueConstraint("tenant_id", "token_digest"),)
    kind = "wall_screen"

    name: Mapped[str] = mapped_column(String(120))
    token_digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    made_by_name: Mapped[str] = mapped_column(String(120), default="")
    ends_at: Mapped[datetime] = mapped_column(DateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime)
    seen_at: Mapped[datetime | None] = mapped_column(DateTime)
