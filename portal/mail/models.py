"""Table of the e-mails that go out: written with the act that they tell of, sent afterwards."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.owned import TenantOwned

WAITING, SENT, FAILED = "waiting", "sent", "failed"


class OutgoingMail(TenantOwned, db.Model):  # type: ignore[name-defined]
    """One e-mail of plain text to one address; `reason` names what it is about ("invitation", "returned", …)."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (Index("ix_outgoing_mail_state", "tenant_id", "state", "next_try_at"),)

    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    next_try_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    leased_until: Mapped[datetime | None] = mapped_column(DateTime)  # somebody is sending it just now
    sent_at: Mapped[datetime | None] = mapped_column(DateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(300), default="")
