"""The table of what joins documents of the registers with legal documents of the portal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.exchange.registers import models as _registers  # noqa: F401 - links refer to their tables
from portal.extensions import db
from portal.legal import models as _legal  # noqa: F401 - links refer to their table
from portal.tenancy.owned import TenantOwned, same_tenant

PUBLISHED, SENT_ON = "published", "sent_on"


class DirectiveLink(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A document of a register and a legal document that belong together: the one was PUBLISHED as the other, or an
    outgoing document carries (SENT_ON) a published one to other offices."""

    __tablename__ = "directive_link"
    __table_args__ = (
        same_tenant("incoming_id", "incoming_document"),
        same_tenant("outgoing_id", "outgoing_document", ondelete="CASCADE"),
        same_tenant("legal_id", "legal_document", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "way", "incoming_id"),
        UniqueConstraint("tenant_id", "way", "outgoing_id"),
        CheckConstraint("(incoming_id IS NULL) <> (outgoing_id IS NULL)", name="one_register"),
        Index("ix_directive_link_legal", "tenant_id", "legal_id"),
    )

    way: Mapped[str] = mapped_column(String(10))
    incoming_id: Mapped[int | None] = mapped_column(BigInteger)
    outgoing_id: Mapped[int | None] = mapped_column(BigInteger)
    legal_id: Mapped[int] = mapped_column(BigInteger)
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
