"""The table of what somebody is writing and has not saved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.owned import TenantOwned


class WorkingCopy(TenantOwned, db.Model):  # type: ignore[name-defined]
    """What one person has written in one tab of a browser: no revision, and nobody else's to read.

    `tab` names the tab, `seq` counts what it sent: what comes late never replaces what is newer. `fields` are the
    values of the form (screens.filling), made from `of_version` of the thing and `of_correction` of what waits;
    `base` is the text of that correction, of which no revision is kept. `object_id` is None while something new is
    written.

    Up to `saved_seq` the writing is saved, as `saved_version` and `saved_correction`: what is left then is the memory
    of it, without the text unless that was merged with something else (`base` is then what the tab said).
    """

    __tablename__ = "working_copy"
    __table_args__ = (
        UniqueConstraint("tenant_id", "by_id", "tab"),
        Index("ix_working_copy_object", "tenant_id", "kind", "object_id"),
        Index("ix_working_copy_updated", "tenant_id", "updated_at"),
    )

    kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[int | None] = mapped_column(BigInteger)
    by_id: Mapped[int] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    tab: Mapped[str] = mapped_column(String(40))
    seq: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(300), default="")
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    base: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    of_version: Mapped[int] = mapped_column(default=0)
    of_correction: Mapped[int] = mapped_column(default=0)
    saved_seq: Mapped[int] = mapped_column(default=0)
    saved_version: Mapped[int] = mapped_column(default=0)
    saved_correction: Mapped[int] = mapped_column(default=0)
    saved_digest: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    @property
    def is_open(self) -> bool:
        """Whether it holds something that is not saved."""
        return self.seq > self.saved_seq
