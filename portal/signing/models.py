"""What was found out about the signatures of stored PDFs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.owned import TenantShared, same_tenant


class SignatureCheck(TenantShared, db.Model):  # type: ignore[name-defined]
    """The check of one stored PDF, by the hash of its bytes; shared as the file is.

    `reports`: SignatureReport as JSON, empty for a file without signatures. `trust_digest`: which roots they were
    judged by. `original_id`: the file that the portal signed this one from, where it did.
    """

    __tablename__ = "signature_check"
    __table_args__ = (
        UniqueConstraint("tenant_id", "sha256"),
        same_tenant("original_id", "media_file"),
    )

    sha256: Mapped[str] = mapped_column(String(64))
    reports: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    trust_digest: Mapped[str] = mapped_column(String(64))
    checked_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    original_id: Mapped[int | None] = mapped_column(BigInteger)
