"""The table of citizens' papers: who they belong to (blindly), what they are, where their sealed bytes lie."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.sealing.columns import SealedJSON, SealedText
from portal.sealing.marks import MARK_LENGTH
from portal.tenancy.owned import TenantOwned

UPLOAD, SCAN, RESULT, EXTRACT = "upload", "scan", "result", "extract"
SOURCES = (UPLOAD, SCAN, RESULT, EXTRACT)
"""Sent by the citizen, scanned at the counter, a result that the agency signed, taken from a register."""
RAW, READY, REFUSED = "raw", "ready", "refused"
"""As it came; looked at and fit to be read; looked at and of no use (`refused` says why)."""
UNREAD, READ, WORDLESS, UNABLE = "unread", "read", "wordless", "unable"
"""Its text: not looked for yet; known; there is none; this machine has no recogniser."""


class Paper(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A paper of a citizen. Its bytes lie sealed at `path` below the folder of papers, bound to this row's id.

    `owner_mark` is the blind mark of the identity number that it belongs to ("" where nobody was identified),
    `digest` the mark of the SHA-256 of its bytes: the same file is known again, and nothing more can be told from it.
    `fields` are what the text proposes ({"identity": …, "full_name": …, "issued_on": …}); `proposed_kind` likewise.
    `accepted` says that an officer took it as proof once, or that the agency made it: only such papers are offered
    again. `forget_on` is the day from which it may be deleted for good.
    """

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("tenant_id", "path"),
        Index("ix_paper_owner", "tenant_id", "owner_mark", "kind"),
        Index("ix_paper_citizen", "tenant_id", "citizen_id"),
        Index("ix_paper_digest", "tenant_id", "digest"),
        Index("ix_paper_forget_on", "forget_on"),
    )

    owner_mark: Mapped[str] = mapped_column(String(MARK_LENGTH), default="")
    citizen_id: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(60))
    proposed_kind: Mapped[str] = mapped_column(String(60), default="")
    name: Mapped[str] = mapped_column(SealedText("paper.name"))
    source: Mapped[str] = mapped_column(String(10))
    path: Mapped[str] = mapped_column(String(80))
    mime: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(Integer)
    pages: Mapped[int] = mapped_column(Integer, default=0)
    digest: Mapped[str] = mapped_column(String(MARK_LENGTH))
    state: Mapped[str] = mapped_column(String(10), default=RAW)
    refused: Mapped[str] = mapped_column(String(300), default="")
    reading: Mapped[str] = mapped_column(String(10), default=UNREAD)
    text: Mapped[str | None] = mapped_column(SealedText("paper.text"))
    fields: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("paper.fields"))
    number: Mapped[str | None] = mapped_column(SealedText("paper.number"))
    issued_by: Mapped[str | None] = mapped_column(SealedText("paper.issued_by"))
    issued_on: Mapped[str | None] = mapped_column(SealedText("paper.issued_on"))  # a day, ISO 8601
    accepted: Mapped[bool] = mapped_column(Boolean, default=False)
    valid_until: Mapped[date | None] = mapped_column(Date)
    forget_on: Mapped[date | None] = mapped_column(Date)
    kept_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    kept_by_id: Mapped[int | None] = mapped_column(Integer)
