"""Tables of looking after things: notes that only the desk sees, reminders, acts on many things that can be undone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.owned import TenantOwned


class CareNote(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A short note on a thing for whoever works on it later ("hỏi chị Hoa trước khi sửa"); citizens never see it."""

    __tablename__ = "care_note"
    __table_args__ = (Index("ix_care_note_object", "tenant_id", "kind", "object_id"),)

    kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[int] = mapped_column(BigInteger)
    text: Mapped[str] = mapped_column(Text)
    pinned: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    edited_at: Mapped[datetime | None] = mapped_column(DateTime)


class ReviewReminder(TenantOwned, db.Model):  # type: ignore[name-defined]
    """People were told that a thing was to be looked at by `review_on`: once for each such day."""

    __tablename__ = "review_reminder"
    __table_args__ = (UniqueConstraint("tenant_id", "kind", "object_id"),)

    kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[int] = mapped_column(BigInteger)
    review_on: Mapped[date] = mapped_column(Date)


class BulkAct(TenantOwned, db.Model):  # type: ignore[name-defined]
    """One act on many things of a kind; `failed` are those it could not be done to: [{id, title, reason}].

    Its rows say what was before, so that whoever did it can undo it for a while.
    """

    __tablename__ = "bulk_act"
    __table_args__ = (Index("ix_bulk_act_mine", "tenant_id", "of_kind", "by_id", "at"),)

    of_kind: Mapped[str] = mapped_column(String(30))
    act: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[int | None] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    done: Mapped[int] = mapped_column(default=0)
    failed: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    undone_at: Mapped[datetime | None] = mapped_column(DateTime)


class BulkRow(TenantOwned, db.Model):  # type: ignore[name-defined]
    """What a thing was before an act on many (`before`) and after it (`after`, `version`): columns of its life."""

    __tablename__ = "bulk_row"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "act_id"],
            ["bulk_act.tenant_id", "bulk_act.id"],
            name="fk_bulk_row_act",
            ondelete="CASCADE",
        ),
        UniqueConstraint("tenant_id", "act_id", "thing_id"),
    )

    act_id: Mapped[int] = mapped_column(BigInteger)
    thing_id: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
