"""Tables of administrative procedures: what a citizen needs to know, part by part."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import db
from portal.publishing.models import Publishable
from portal.tenancy.owned import TenantShared, same_tenant


class Procedure(TenantShared, Publishable, db.Model):  # type: ignore[name-defined]
    """An administrative procedure (thủ tục hành chính) with its code in the national catalogue."""

    __tablename__ = "procedure"
    __table_args__ = (
        UniqueConstraint("tenant_id", "slug"),
        UniqueConstraint("tenant_id", "code"),
        Index("ix_procedure_changed", "tenant_id", "updated_at"),
        Index("ix_procedure_review", "tenant_id", "status", "review_on"),
        Index("ix_procedure_list", "tenant_id", "status", "name"),
        Index("ix_procedure_field", "tenant_id", "field"),
    )
    kind = "procedure"

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(String(200), default="")
    levels: Mapped[str] = mapped_column(String(80), default="")  # "|xã|huyện|": one LIKE finds a level
    service_level: Mapped[str] = mapped_column(String(20), default="thong-tin")
    procedure_kind: Mapped[str] = mapped_column(String(200), default="")
    decision: Mapped[str] = mapped_column(String(200), default="")
    subjects: Mapped[list[str]] = mapped_column(JSON, default=list)
    executing_agency: Mapped[str] = mapped_column(Text, default="")
    competent_agency: Mapped[str] = mapped_column(Text, default="")
    coordinating_agency: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(Text, default="")
    steps: Mapped[str] = mapped_column(Text, default="")  # Markdown
    results: Mapped[list[str]] = mapped_column(JSON, default=list)
    conditions: Mapped[str] = mapped_column(Text, default="")  # Markdown
    keywords: Mapped[list[str]] = mapped_column(JSON, default=list)
    description: Mapped[str] = mapped_column(Text, default="")
    popular: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(500), default="")

    ways: Mapped[list[ProcedureWay]] = relationship(
        cascade="all, delete-orphan", order_by="ProcedureWay.position", passive_deletes=True
    )
    papers: Mapped[list[ProcedurePaper]] = relationship(
        cascade="all, delete-orphan", order_by="ProcedurePaper.position", passive_deletes=True
    )
    bases: Mapped[list[ProcedureBasis]] = relationship(
        cascade="all, delete-orphan", order_by="ProcedureBasis.position", passive_deletes=True
    )

    def kept_elsewhere(self) -> dict[str, Any]:
        """Its ways, papers and legal bases, in order."""
        return {
            "ways": [_parts(one, "channel", "time", "fee", "note") for one in self.ways],
            "papers": [
                _parts(one, "name", "case", "form", "originals", "copies", "note") for one in self.papers
            ],
            "bases": [_parts(one, "number", "title") for one in self.bases],
        }


def _parts(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _of_procedure(table: str) -> tuple[object, ...]:
    return (
        same_tenant("procedure_id", "procedure", ondelete="CASCADE"),
        Index(f"ix_{table}_order", "tenant_id", "procedure_id", "position"),
    )


class ProcedureWay(TenantShared, db.Model):  # type: ignore[name-defined]
    """A way of submitting: channel (truc-tiep, truc-tuyen, buu-chinh) with its time limit and fee."""

    __tablename__ = "procedure_way"
    __table_args__ = _of_procedure("procedure_way")

    procedure_id: Mapped[int] = mapped_column(BigInteger)
    position: Mapped[int]
    channel: Mapped[str] = mapped_column(String(20))
    time: Mapped[str] = mapped_column(Text, default="")
    fee: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")


class ProcedurePaper(TenantShared, db.Model):  # type: ignore[name-defined]
    """A paper of the dossier, within a case ("" where there is only one); form is a file name to download."""

    __tablename__ = "procedure_paper"
    __table_args__ = _of_procedure("procedure_paper")

    procedure_id: Mapped[int] = mapped_column(BigInteger)
    position: Mapped[int]
    case: Mapped[str] = mapped_column(Text, default="")
    name: Mapped[str] = mapped_column(Text)
    form: Mapped[str] = mapped_column(Text, default="")  # one file name a line
    originals: Mapped[int | None]
    copies: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")


class ProcedureBasis(TenantShared, db.Model):  # type: ignore[name-defined]
    """A legal basis: number as printed and title; linked at reading where the document is held."""

    __tablename__ = "procedure_basis"
    __table_args__ = _of_procedure("procedure_basis")

    procedure_id: Mapped[int] = mapped_column(BigInteger)
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(120), default="")
    title: Mapped[str] = mapped_column(Text, default="")
