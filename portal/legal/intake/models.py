"""Tables of files that come in: what was brought, what was read on each page, what was proposed from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.media.held import IN_STORE
from portal.tenancy.owned import TenantOwned, same_tenant

WAITING, READING, READ, NO_TEXT = "waiting", "reading", "read", "no_text"
REFUSED, FAILED, CANCELLED, CONFIRMED = "refused", "failed", "cancelled", "confirmed"
ACTIVE = (WAITING, READING)
READY = (READ, NO_TEXT)


class IntakeFile(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A file that somebody brought. Its bytes lie in the store under `sha256`; the same bytes are one row.

    `kind` and `name` are told by the content once it was read; `searchable_sha256` is the copy of a scan in which the
    recognised text lies under the picture.
    """

    __tablename__ = "intake_file"
    __table_args__ = (
        UniqueConstraint("tenant_id", "sha256"),
        same_tenant("document_id", "legal_document"),
        Index("ix_intake_file_list", "tenant_id", "created_at"),
    )

    sha256: Mapped[str] = mapped_column(String(64), info=IN_STORE)
    name: Mapped[str] = mapped_column(String(160))
    size: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[str] = mapped_column(String(12), default=WAITING)
    reason: Mapped[str] = mapped_column(String(500), default="")
    pages_total: Mapped[int] = mapped_column(default=0)
    encoding: Mapped[str] = mapped_column(String(40), default="")
    notes: Mapped[list[str]] = mapped_column(JSON, default=list)
    proposals: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    signatures: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    body: Mapped[str] = mapped_column(Text, default="")  # the text in its structure, as it will be edited
    closing: Mapped[str] = mapped_column(Text, default="")
    outline: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)  # [unit, how many]
    searchable_sha256: Mapped[str] = mapped_column(String(64), default="", info=IN_STORE)
    document_id: Mapped[int | None] = mapped_column(BigInteger)
    created_by_id: Mapped[int | None] = mapped_column(Integer)
    created_by_name: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}


class IntakePage(TenantOwned, db.Model):  # type: ignore[name-defined]
    """What was read on one page; `words` are [text, x0, y0, x1, y1] in fractions of the page."""

    __tablename__ = "intake_page"
    __table_args__ = (
        same_tenant("file_id", "intake_file", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "file_id", "number"),
    )

    file_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(10), default="text")
    confidence: Mapped[float | None]
    words: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    width: Mapped[float] = mapped_column(default=0.0)
    height: Mapped[float] = mapped_column(default=0.0)
