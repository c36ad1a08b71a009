"""Tables beside the dossiers: unfinished ones, ratings, who read what, and people of the counter."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, DateTime, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.sealing.columns import SealedJSON, SealedText
from portal.tenancy.owned import TenantOwned, same_tenant
from portal.tenancy.versioned import Versioned


class DossierDraft(Versioned, TenantOwned, db.Model):  # type: ignore[name-defined]
    """What a citizen has not sent yet: answers so far, papers ({paper key: [id of `paper`]}), the version begun with.

    `draft_key` is unguessable and becomes the submit key of the dossier; `citizen_id` is whose it is (None: begun at
    the counter). Gone after `expires_at`, or once it was submitted.
    """

    __tablename__ = "dossier_draft"
    __table_args__ = (
        same_tenant("service_id", "service", ondelete="CASCADE"),
        same_tenant("version_id", "service_version", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "draft_key"),
        Index("ix_dossier_draft_citizen", "citizen_id"),
        Index("ix_dossier_draft_expires", "tenant_id", "expires_at"),
    )

    service_id: Mapped[int] = mapped_column(BigInteger)
    version_id: Mapped[int] = mapped_column(BigInteger)
    draft_key: Mapped[str] = mapped_column(String(60))
    citizen_id: Mapped[int | None] = mapped_column(BigInteger)
    applicant: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("dossier_draft.applicant"))
    answers: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("dossier_draft.answers"))
    guide_answers: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("dossier_draft.guide_answers"))
    papers: Mapped[dict[str, list[int]]] = mapped_column(JSON, default=dict)
    delivery: Mapped[str] = mapped_column(String(12), default="")
    delivery_address: Mapped[dict[str, Any] | None] = mapped_column(
        SealedJSON("dossier_draft.delivery_address")
    )
    begun_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    saved_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(DateTime)


class DossierRating(TenantOwned, db.Model):  # type: ignore[name-defined]
    """What a citizen says at the end: four questions of Decision 766/QĐ-TTg, each from 1 to 5, and a remark."""

    __tablename__ = "dossier_rating"
    __table_args__ = (
        same_tenant("dossier_id", "dossier", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "dossier_id"),
        Index("ix_dossier_rating_at", "tenant_id", "rated_at"),
    )

    dossier_id: Mapped[int] = mapped_column(BigInteger)
    access: Mapped[int] = mapped_column(Integer)  # finding out and handing in
    attitude: Mapped[int] = mapped_column(Integer)
    pace: Mapped[int] = mapped_column(Integer)
    result: Mapped[int] = mapped_column(Integer)
    remark: Mapped[str | None] = mapped_column(SealedText("dossier_rating.remark"))
    rated_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)


class DossierReading(TenantOwned, db.Model):  # type: ignore[name-defined]
    """Somebody of the office opened a dossier, or a paper of it; citizens can see these rows."""

    __tablename__ = "dossier_reading"
    __table_args__ = (
        same_tenant("dossier_id", "dossier", ondelete="CASCADE"),
        Index("ix_dossier_reading_dossier", "tenant_id", "dossier_id", "at"),
        Index("ix_dossier_reading_person", "tenant_id", "by_id", "at"),
    )

    dossier_id: Mapped[int] = mapped_column(BigInteger)
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    what: Mapped[str] = mapped_column(String(20), default="dossier")
    paper_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)


class CounterPerson(Versioned, TenantOwned, db.Model):  # type: ignore[name-defined]
    """What is known of somebody who works on dossiers here: their units, when they are away, who stands in."""

    __tablename__ = "counter_person"
    __table_args__ = (UniqueConstraint("tenant_id", "user_id"),)

    user_id: Mapped[int] = mapped_column(Integer)
    units: Mapped[list[str]] = mapped_column(JSON, default=list)
    away_from: Mapped[date | None] = mapped_column(Date)
    away_to: Mapped[date | None] = mapped_column(Date)
    stand_in_id: Mapped[int | None] = mapped_column(Integer)
