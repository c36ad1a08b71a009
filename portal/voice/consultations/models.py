"""Table of drafts that citizens comment on."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, Date, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.publishing.models import Publishable
from portal.tenancy.owned import TenantOwned


class Consultation(TenantOwned, Publishable, db.Model):  # type: ignore[name-defined]
    """A draft with the days between which comments are taken, both included, and what became of them.

    `groups` of the summary: [{group, opinions, answer}].
    """

    __tablename__ = "consultation"
    __table_args__ = (
        UniqueConstraint("tenant_id", "slug"),
        Index("ix_consultation_changed", "tenant_id", "updated_at"),
        Index("ix_consultation_review", "tenant_id", "status", "review_on"),
        Index("ix_consultation_list", "tenant_id", "status", "closes_on"),
    )
    kind = "consultation"

    title: Mapped[str] = mapped_column(String(300))
    lead: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    office: Mapped[str] = mapped_column(String(200), default="")
    opens_on: Mapped[date] = mapped_column(Date)
    closes_on: Mapped[date] = mapped_column(Date)
    summary: Mapped[str] = mapped_column(Text, default="")
    groups: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    def is_open(self, day: date) -> bool:
        """Whether comments are taken on this day."""
        return self.opens_on <= day <= self.closes_on

    def is_over(self, day: date) -> bool:
        """Whether the time for comments has passed."""
        return day > self.closes_on

    @property
    def is_summarised(self) -> bool:
        """Whether there is a summary to show."""
        return bool(self.summary.strip() or self.groups)
