"""Tables of watching: rules, alerts, how each person wants to be told, who was told of what."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.ioc.watching.course import PENDING
from portal.tenancy.owned import TenantOwned, same_tenant
from portal.tenancy.versioned import Versioned

TOLD_LENGTH = 500


class WatchRule(Versioned, TenantOwned, db.Model):  # type: ignore[name-defined]
    """When a quantity is to raise an alert. Thresholds are hundredths of the quantity's unit as people read it.

    `days`: over how many days what happens is summed, today among them (1 where the quantity is how things stand).
    `hold_minutes`: for how long it must be so. `units` OWN: this office; BELOW: each office below it, by itself.
    `origin` names the default that it was made from, "" for a rule of somebody's own.
    """

    __tablename__ = "watch_rule"
    __table_args__ = (UniqueConstraint("tenant_id", "origin_key"),)
    kind = "watch_rule"

    quantity: Mapped[str] = mapped_column(String(60))
    days: Mapped[int] = mapped_column(Integer, default=1)
    is_above: Mapped[bool] = mapped_column(Boolean, default=True)
    threshold: Mapped[int] = mapped_column(BigInteger)
    calm: Mapped[int] = mapped_column(BigInteger)
    hold_minutes: Mapped[int] = mapped_column(Integer, default=0)
    severity: Mapped[int] = mapped_column(Integer)
    units: Mapped[str] = mapped_column(String(10))
    is_on: Mapped[bool] = mapped_column(Boolean, default=True)
    advice: Mapped[str] = mapped_column(String(TOLD_LENGTH), default="")
    origin_key: Mapped[str | None] = mapped_column(String(60))  # None is not unique: rules of one's own
    updated_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now, onupdate=utc_now)
    updated_by_name: Mapped[str] = mapped_column(String(120), default="")


class WatchAlert(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A rule that an office met: PENDING until it held long enough, OPEN, CLOSED. One that is not closed for
    each rule and office (`unit_id`, the number of its portal). Values are hundredths, as thresholds are;
    `severity` and `threshold` are those of the rule when the alert opened, so that its history stays true.
    `live` is 1 until it is closed, then None, which is never unique."""

    __tablename__ = "watch_alert"
    __table_args__ = (
        same_tenant("rule_id", "watch_rule", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "rule_id", "unit_id", "live"),
        Index("ix_watch_alert_state", "tenant_id", "state", "opened_at"),
    )
    kind = "watch_alert"

    rule_id: Mapped[int] = mapped_column(BigInteger)
    unit_id: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10), default=PENDING)
    live: Mapped[int | None] = mapped_column(Integer, default=1)
    severity: Mapped[int] = mapped_column(Integer)
    threshold: Mapped[int] = mapped_column(BigInteger)
    since: Mapped[datetime] = mapped_column(DateTime)
    opened_at: Mapped[datetime | None] = mapped_column(DateTime)
    calm_since: Mapped[datetime | None] = mapped_column(DateTime)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime)
    value: Mapped[int] = mapped_column(BigInteger)
    worst: Mapped[int] = mapped_column(BigInteger)
    seen_at: Mapped[datetime] = mapped_column(DateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(DateTime)
    acknowledged_by_id: Mapped[int | None] = mapped_column(Integer)
    acknowledged_by_name: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(TOLD_LENGTH), default="")


class WatchReader(TenantOwned, db.Model):  # type: ignore[name-defined]
    """How a person wants to be told in this portal. `least`: from which severity on, None for of no alert. Quiet
    hours are minutes of the Vietnamese day, from … until, over midnight where the end is the earlier; None for
    none. `briefing`: the morning briefing by e-mail; `briefed_on` is the day of the last one."""

    __tablename__ = "watch_reader"
    __table_args__ = (UniqueConstraint("tenant_id", "for_user_id"),)

    for_user_id: Mapped[int] = mapped_column(Integer)
    least: Mapped[int | None] = mapped_column(Integer)
    by_mail: Mapped[bool] = mapped_column(Boolean, default=False)
    quiet_from: Mapped[int | None] = mapped_column(Integer)
    quiet_until: Mapped[int | None] = mapped_column(Integer)
    briefing: Mapped[bool] = mapped_column(Boolean, default=False)
    briefed_on: Mapped[date | None] = mapped_column(Date)


class WatchTold(TenantOwned, db.Model):  # type: ignore[name-defined]
    """That somebody is to be told that an alert opened, or closed: written in the transaction in which it did,
    `told_at` in that of the telling. `due_at` is when, after quiet hours. Unique: nobody is told twice."""

    __tablename__ = "watch_told"
    __table_args__ = (
        same_tenant("alert_id", "watch_alert", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "alert_id", "for_user_id", "what"),
        Index("ix_watch_told_due", "tenant_id", "told_at", "due_at"),
    )

    alert_id: Mapped[int] = mapped_column(BigInteger)
    for_user_id: Mapped[int] = mapped_column(Integer)
    what: Mapped[str] = mapped_column(String(10))
    due_at: Mapped[datetime] = mapped_column(DateTime)
    told_at: Mapped[datetime | None] = mapped_column(DateTime)
