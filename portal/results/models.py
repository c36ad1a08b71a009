"""Tables of results: templates and their versions, the documents made of them, and the series that number them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, DateTime, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from portal.clock import utc_now
from portal.extensions import db
from portal.papers import models as _papers  # noqa: F401 - result_document refers to their table
from portal.sealing.columns import SealedJSON, SealedText
from portal.sealing.marks import MARK_LENGTH
from portal.tenancy.owned import TenantOwned, same_tenant

DRAFT, SIGNED, WITHDRAWN, REPLACED = "draft", "signed", "withdrawn", "replaced"
STATES = (DRAFT, SIGNED, WITHDRAWN, REPLACED)


class ResultTemplate(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A kind of result that this portal issues; `slug` is the key that services name. `current_id`: the version in
    force (0: none yet); `version` counts saves; `origin` and `origin_digest` tell what the starting content brought."""

    __tablename__ = "result_template"
    __table_args__ = (UniqueConstraint("tenant_id", "slug"),)

    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(300))
    current_id: Mapped[int] = mapped_column(BigInteger, default=0)
    version: Mapped[int] = mapped_column(Integer, default=1)
    origin: Mapped[str] = mapped_column(String(200), default="")
    origin_digest: Mapped[str] = mapped_column(String(64), default="")
    updated_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class ResultTemplateVersion(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A template as it was from `published_at` on; never changed: documents name it. Without `published_at` it is the
    draft of the desk."""

    __tablename__ = "result_template_version"
    __table_args__ = (
        same_tenant("template_id", "result_template"),
        Index("ix_result_template_version_order", "tenant_id", "template_id", "number"),
    )

    template_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int] = mapped_column(Integer)
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    published_at: Mapped[datetime | None] = mapped_column(DateTime)
    by_id: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = mapped_column(String(120), default="")


class ResultSeries(TenantOwned, db.Model):  # type: ignore[name-defined]
    """The last number that was given in a series and year: numbers follow each other without gaps, since one is given
    in the transaction that keeps the signed paper."""

    __tablename__ = "result_series"
    __table_args__ = (UniqueConstraint("tenant_id", "series", "year"),)

    series: Mapped[str] = mapped_column(String(60))
    year: Mapped[int] = mapped_column(Integer)
    last: Mapped[int] = mapped_column(Integer, default=0)


class ResultDocument(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A result of a matter (`subject_kind`, `subject_id`; `subject_code` is what trails may name).

    `values` are what was filled in, `initials` those of whom it is about: both sealed. `code` is what a stranger checks
    it by; `sha256` that of the signed file, which lies sealed as the paper `paper_id`. `replaces_id` is the document
    that this one stands for once it is signed. `version` counts acts (optimistic locking).
    """

    __tablename__ = "result_document"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        same_tenant("template_version_id", "result_template_version"),
        same_tenant("paper_id", "paper"),
        same_tenant("replaces_id", "result_document"),
        Index("ix_result_document_subject", "tenant_id", "subject_kind", "subject_id"),
        Index("ix_result_document_sha256", "tenant_id", "sha256"),
    )

    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    subject_code: Mapped[str] = mapped_column(String(60), default="")
    template_version_id: Mapped[int] = mapped_column(BigInteger)
    kind_name: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(10), default=DRAFT)
    code: Mapped[str] = mapped_column(String(20))
    values: Mapped[dict[str, Any]] = mapped_column(SealedJSON("result_document.values"))
    initials: Mapped[str] = mapped_column(SealedText("result_document.initials"), default="")
    owner_mark: Mapped[str] = mapped_column(String(MARK_LENGTH), default="")
    series: Mapped[str | None] = mapped_column(String(60))
    year: Mapped[int | None] = mapped_column(Integer)
    serial: Mapped[int | None] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(80), default="")
    issued_on: Mapped[date | None] = mapped_column(Date)
    paper_id: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    made_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    made_by_id: Mapped[int | None] = mapped_column(Integer)
    signed_at: Mapped[datetime | None] = mapped_column(DateTime)
    signed_by_id: Mapped[int | None] = mapped_column(Integer)
    signed_by: Mapped[str] = mapped_column(String(120), default="")
    ended_at: Mapped[datetime | None] = mapped_column(DateTime)
    ended_by_id: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(SealedText("result_document.reason"), default="")
    replaces_id: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(Integer, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}
