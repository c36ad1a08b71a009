"""The table of what citizens ask to have corrected, decided by the office that holds the dossier."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import BigInteger, DateTime, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.sealing.columns import SealedText
from portal.tenancy.owned import TenantOwned, same_tenant
from portal.tenancy.versioned import Versioned

OPEN, CORRECTED, DECLINED = "open", "corrected", "declined"
LABELS = {
    OPEN: (_l("Chờ xem xét"), "info"),
    CORRECTED: (_l("Đã đính chính"), "good"),
    DECLINED: (_l("Không đính chính"), "neutral"),
}


class CorrectionRequest(Versioned, TenantOwned, db.Model):  # type: ignore[name-defined]
    """A citizen's wish to have a dossier put right, in their words, and what the office answered."""

    __tablename__ = "correction_request"
    __table_args__ = (
        same_tenant("dossier_id", "dossier", ondelete="CASCADE"),
        Index("ix_correction_request_state", "tenant_id", "state", "asked_at"),
        Index("ix_correction_request_dossier", "tenant_id", "dossier_id"),
    )

    dossier_id: Mapped[int] = mapped_column(BigInteger)
    text: Mapped[str | None] = mapped_column(SealedText("correction_request.text"))
    state: Mapped[str] = mapped_column(String(10), default=OPEN)
    answer: Mapped[str | None] = mapped_column(SealedText("correction_request.answer"))
    asked_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    decided_at: Mapped[datetime | None] = mapped_column(DateTime)
    decided_by_id: Mapped[int | None] = mapped_column(Integer)
    decided_by_name: Mapped[str] = mapped_column(String(120), default="")
