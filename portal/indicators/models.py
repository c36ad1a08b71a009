"""Tables of indicators: what the district asks for and aims at, and what each portal handed in.

The catalogue and the targets lie with the portal at the top of the tree and are shared downward. Reports and figures
lie with the portal that handed them in; they name an indicator by its code. A figure is an integer in the smallest unit
of its indicator: 1.234,5 with one decimal is 12345. Nothing here is ever a float.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, DateTime, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.owned import TenantOwned, TenantShared, same_tenant
from portal.tenancy.versioned import Versioned

UP, DOWN, NEITHER = "up", "down", "neither"
SUM, MEAN, LAST, OWN = "sum", "mean", "last", "own"
"""How the figure of the portal above is made: the sum of this period's; the mean weighted by another indicator; the sum
of the latest figure of each unit; entered by the portal above itself."""

DRAFT, SUBMITTED, RETURNED, APPROVED, ACCEPTED = "draft", "submitted", "returned", "approved", "accepted"
STATES = (DRAFT, SUBMITTED, RETURNED, APPROVED, ACCEPTED)
COUNTED = (APPROVED, ACCEPTED)
"""Where the figures of a report count: in sums, on public pages, towards targets."""

WAITING, DONE, REFUSED = "waiting", "done", "refused"


class Indicator(Versioned, TenantShared, db.Model):  # type: ignore[name-defined]
    """An indicator of the catalogue.

    `collected_from` are ids of the portals that hand it in, none for all below; `days` is the deadline, counted in days
    after the end of a period. `accumulates`: figures of a year add up (births), else the last one tells (population).
    `least` and `most` are in the smallest unit; `change_percent` is the largest plausible change against the period
    before; `part_of` names the indicator that this is a part of. `open`: citizens see approved figures; `shown_from`:
    it counts persons or households, and what is below this is not told to the public (0: it counts none; `small.py`);
    `rate_of` names the indicator that a rate is of (poor households of a rate of poverty): both are hidden together.
    """

    __tablename__ = "indicator"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(60))
    field: Mapped[str] = mapped_column(String(30))
    period: Mapped[str] = mapped_column(String(10))
    decimals: Mapped[int] = mapped_column(SmallInteger, default=0)
    better: Mapped[str] = mapped_column(String(10), default=NEITHER)
    made: Mapped[str] = mapped_column(String(10), default=SUM)
    weight_code: Mapped[str] = mapped_column(String(40), default="")
    accumulates: Mapped[bool] = mapped_column(default=False)
    least: Mapped[int | None] = mapped_column(BigInteger)
    most: Mapped[int | None] = mapped_column(BigInteger)
    change_percent: Mapped[int | None] = mapped_column()
    part_of: Mapped[str] = mapped_column(String(40), default="")
    definition: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(300), default="")
    collected_from: Mapped[list[Any]] = mapped_column(JSON, default=list)
    days: Mapped[int] = mapped_column(SmallInteger, default=10)
    active_from: Mapped[date] = mapped_column(Date)
    active_until: Mapped[date | None] = mapped_column(Date)
    open: Mapped[bool] = mapped_column(default=False)
    shown_from: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    rate_of: Mapped[str] = mapped_column(String(40), default="", server_default="")
    position: Mapped[int] = mapped_column(default=0)
    origin: Mapped[str] = mapped_column(String(200), default="")
    origin_digest: Mapped[str] = mapped_column(String(64), default="")
    changed_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)


class IndicatorEdit(TenantOwned, db.Model):  # type: ignore[name-defined]
    """What an indicator said from an instant on: its columns as `data`, who wrote it and why."""

    __tablename__ = "indicator_edit"
    __table_args__ = (
        same_tenant("indicator_id", "indicator", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "indicator_id", "number"),
    )

    indicator_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int] = mapped_column()
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(String(500), default="")
    by_id: Mapped[int | None] = mapped_column()
    by_name: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)


class IndicatorTarget(Versioned, TenantShared, db.Model):  # type: ignore[name-defined]
    """What a unit is to reach in a year: `unit` is the slug of its portal, `value` in the smallest unit."""

    __tablename__ = "indicator_target"
    __table_args__ = (UniqueConstraint("tenant_id", "code", "year", "unit"),)

    code: Mapped[str] = mapped_column(String(40))
    year: Mapped[int] = mapped_column(SmallInteger)
    unit: Mapped[str] = mapped_column(String(60))
    value: Mapped[int] = mapped_column(BigInteger)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)


class IndicatorReport(Versioned, TenantOwned, db.Model):  # type: ignore[name-defined]
    """What a portal hands in for a period, all indicators due together.

    `writer_id` is who changed a figure last: with four eyes they do not approve. `reason` are the words with which it
    was returned last, `returned_by` who said them. `soon_told_at`, `late_told_at`: the reminder went out.
    """

    __tablename__ = "indicator_report"
    __table_args__ = (
        UniqueConstraint("tenant_id", "period_key"),
        Index("ix_indicator_report_state", "tenant_id", "state", "due_on"),
        Index("ix_indicator_report_period", "period_key", "state"),
    )

    period_key: Mapped[str] = mapped_column(String(10))
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10), default=DRAFT)
    writer_id: Mapped[int | None] = mapped_column()
    writer_name: Mapped[str] = mapped_column(String(120), default="")
    wrote_at: Mapped[datetime | None] = mapped_column(DateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(DateTime)
    submitter_id: Mapped[int | None] = mapped_column()
    submitter_name: Mapped[str] = mapped_column(String(120), default="")
    first_submitted_at: Mapped[datetime | None] = mapped_column(DateTime)
    approved_at: Mapped[datetime | None] = mapped_column(DateTime)
    approver_name: Mapped[str] = mapped_column(String(120), default="")
    accepted_at: Mapped[datetime | None] = mapped_column(DateTime)
    accepter_name: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(String(1000), default="")
    returned_by: Mapped[str] = mapped_column(String(160), default="")
    soon_told_at: Mapped[datetime | None] = mapped_column(DateTime)
    late_told_at: Mapped[datetime | None] = mapped_column(DateTime)


class IndicatorFigure(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A figure of a report. `value` None: there is none, `note` says why; else `note` explains what is unusual.

    Once the report was approved, `value` only changes together with a revision.
    """

    __tablename__ = "indicator_figure"
    __table_args__ = (
        same_tenant("report_id", "indicator_report", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "report_id", "code"),
        Index("ix_indicator_figure_code", "tenant_id", "code"),
    )

    report_id: Mapped[int] = mapped_column(BigInteger)
    code: Mapped[str] = mapped_column(String(40))
    value: Mapped[int | None] = mapped_column(BigInteger)
    decimals: Mapped[int] = mapped_column(SmallInteger, default=0)
    note: Mapped[str] = mapped_column(String(1000), default="")


class IndicatorRevision(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A value that a figure had or is to have: number 1 is the first that was approved; the last done one is the value.

    `before` and `value` are in the smallest unit. A revision waits until somebody else than `asker_id` decides.
    """

    __tablename__ = "indicator_revision"
    __table_args__ = (
        same_tenant("figure_id", "indicator_figure", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "figure_id", "number"),
        Index("ix_indicator_revision_state", "tenant_id", "state"),
    )

    figure_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int] = mapped_column()
    before: Mapped[int | None] = mapped_column(BigInteger)
    value: Mapped[int | None] = mapped_column(BigInteger)
    decimals: Mapped[int] = mapped_column(SmallInteger, default=0)
    note: Mapped[str] = mapped_column(String(1000), default="")
    reason: Mapped[str] = mapped_column(String(1000), default="")
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    asker_id: Mapped[int | None] = mapped_column()
    asker_name: Mapped[str] = mapped_column(String(120), default="")
    asked_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    decider_id: Mapped[int | None] = mapped_column()
    decider_name: Mapped[str] = mapped_column(String(120), default="")
    decided_at: Mapped[datetime | None] = mapped_column(DateTime)
    answer: Mapped[str] = mapped_column(String(500), default="")
