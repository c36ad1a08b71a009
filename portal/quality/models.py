"""Tables of the quality board: what was found, how it was on each day, what a portal says of its duties."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, Date, DateTime, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.owned import TenantOwned


class Finding(TenantOwned, db.Model):  # type: ignore[name-defined]
    """Something to be put right on a published thing (or on the portal itself: kind "portal", id 0).

    `place` tells where: the address that leads nowhere, the words of a link. Whoever puts it aside says why.
    """

    __tablename__ = "quality_finding"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "object_id", "rule", "place"),
        Index("ix_quality_finding_rule", "tenant_id", "rule"),
    )

    kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[int] = mapped_column(BigInteger)
    rule: Mapped[str] = mapped_column(String(30))
    place: Mapped[str] = mapped_column(String(300), default="")
    title: Mapped[str] = mapped_column(String(300), default="")
    first_seen: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    ignored_at: Mapped[datetime | None] = mapped_column(DateTime)
    ignored_by: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(String(300), default="")


class QualityDay(TenantOwned, db.Model):  # type: ignore[name-defined]
    """How many findings a whole look through the portal counted on a day, by rule."""

    __tablename__ = "quality_day"
    __table_args__ = (UniqueConstraint("tenant_id", "day"),)

    day: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)


class DutyNote(TenantOwned, db.Model):  # type: ignore[name-defined]
    """What a portal says of a mandatory section: other limits, that it does not apply, who is in charge of it.

    None and "" leave what decree.py says. `confirmed_at`: somebody looked and it still holds. `reminded_at`: the last
    time that whoever is in charge was told.
    """

    __tablename__ = "quality_duty"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    code: Mapped[str] = mapped_column(String(40))
    days: Mapped[int | None]
    every: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(200), default="")
    excused: Mapped[str] = mapped_column(String(300), default="")
    owner_id: Mapped[int | None] = mapped_column(Integer)
    owner_office: Mapped[str] = mapped_column(String(120), default="")
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime)
    confirmed_by: Mapped[str] = mapped_column(String(120), default="")
    reminded_at: Mapped[datetime | None] = mapped_column(DateTime)
    version: Mapped[int] = mapped_column(default=1)
