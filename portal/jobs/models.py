"""The table of jobs: what is to be done beside the web workers, how far it is, who asked for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.owned import TenantOwned

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
ACTIVE = (WAITING, RUNNING)


class Job(TenantOwned, db.Model):  # type: ignore[name-defined]
    """One thing to do for one subject of a tenant; asked for again, it is the same row.

    A table of ours instead of a queue's own: a job is written in one transaction with the rows that it is about, the
    tenancy scope holds for it, and pages read its progress like any other row.
    """

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "subject_id"),
        Index("ix_job_state", "state", "tenant_id", "id"),
    )

    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(String(500), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    cancel_wanted: Mapped[bool] = mapped_column(default=False)
    worker: Mapped[str] = mapped_column(
        String(60), default=""
    )  # whose sign of life to look at; see presence.py
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    started_at: Mapped[datetime | None] = mapped_column(DateTime)
    finished_at: Mapped[datetime | None] = mapped_column(DateTime)
    heartbeat_at: Mapped[datetime | None] = mapped_column(DateTime)
    alive_at: Mapped[datetime | None] = mapped_column(DateTime)  # by the database's clock; see beating.py
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")


class Lease(db.Model):  # type: ignore[name-defined]
    """Which process over all machines does something alone, and until when (by the database's clock)."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(60))
    until: Mapped[datetime] = mapped_column(DateTime)
