"""Tables of legal documents and their provisions."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import db
from portal.legal.body import body_of
from portal.publishing.models import Publishable
from portal.tenancy.owned import TenantShared, same_tenant

_NULLS_LAST = {"issued": "NULLS FIRST", "year": "NULLS FIRST"}
"""Read from its end, such an index of PostgreSQL gives the latest first and what has no date last, as SQLite's does."""


def _in_order(name: str, *narrowed_by: str, also: tuple[str, ...] = ()) -> Index:
    """An index that answers a list of what citizens see, the latest issued first, and how many there are, by itself."""
    order = [one for one in ("issued", "year", "id") if one not in narrowed_by]
    seen = ("publish_at", "expires_at", "shared")
    nulls = {one: said for one, said in _NULLS_LAST.items() if one in order}
    return Index(name, "tenant_id", "status", *narrowed_by, *order, *seen, *also, postgresql_ops=nulls)


class LegalDocument(TenantShared, Publishable, db.Model):  # type: ignore[name-defined]
    """A legal or directive document. `category` is normative (văn bản quy phạm pháp luật) or directive."""

    __tablename__ = "legal_document"
    __table_args__ = (
        UniqueConstraint("tenant_id", "slug"),
        UniqueConstraint("tenant_id", "natural_key"),
        Index("ix_legal_document_changed", "tenant_id", "updated_at", "id", "status"),
        Index("ix_legal_document_state", "tenant_id", "status", "updated_at", "id"),
        Index("ix_legal_document_review", "tenant_id", "status", "review_on"),
        Index("ix_legal_document_begins", "tenant_id", "publish_at", "status"),
        _in_order("ix_legal_document_list", also=("category",)),
        _in_order("ix_legal_document_type", "type"),
        _in_order("ix_legal_document_issuer", "issuer"),
        _in_order("ix_legal_document_year", "year"),
        Index("ix_legal_document_number", "number"),
        Index("ix_legal_document_number_key", "number_key"),
        Index("ix_legal_document_name_key", "name_key"),
    )
    kind = "legal"
    counted_by = ("type", "issuer", "year", "category")
    derived = frozenset(
        {"natural_key", "number_key", "name_key", "year", "preamble", "title_is_built", "needs_relating"}
    )

    natural_key: Mapped[str] = mapped_column(String(400))  # type + number + issuer, normalised
    number: Mapped[str] = mapped_column(String(80))
    type: Mapped[str] = mapped_column(String(60))
    category: Mapped[str] = mapped_column(String(12), default="normative")
    title: Mapped[str] = mapped_column(Text)
    title_is_built: Mapped[bool] = mapped_column(default=False)
    issuer: Mapped[str] = mapped_column(String(250), default="")
    signer: Mapped[str] = mapped_column(String(120), default="")
    signer_position: Mapped[str] = mapped_column(String(160), default="")
    issued: Mapped[date | None] = mapped_column(Date)
    year: Mapped[int | None]
    effective: Mapped[date | None] = mapped_column(Date)
    expires: Mapped[date | None] = mapped_column(Date)
    excerpt: Mapped[str] = mapped_column(Text, default="")
    preamble: Mapped[str] = mapped_column(Text, default="")
    closing: Mapped[str] = mapped_column(Text, default="")  # recipients and signature, as printed
    source: Mapped[str] = mapped_column(String(500), default="")
    number_key: Mapped[str] = mapped_column(String(80), default="")  # see naming.number_key
    name_key: Mapped[str] = mapped_column(String(300), default="")  # see naming.name_key
    text_state: Mapped[str] = mapped_column(String(10), default="full")  # "none": only its file is there
    needs_relating: Mapped[bool] = mapped_column(
        default=True
    )  # its text was not looked through for relations yet

    fields: Mapped[list[LegalField]] = relationship(
        cascade="all, delete-orphan", order_by="LegalField.id", passive_deletes=True
    )
    provisions: Mapped[list[Provision]] = relationship(
        cascade="all, delete-orphan",
        order_by="Provision.position",
        passive_deletes=True,
        back_populates="document",
    )

    def kept_elsewhere(self) -> dict[str, Any]:
        """Its whole text as it is edited, and the names of its fields."""
        return {"body": body_of(self), "fields": [one.name for one in self.fields]}


_ENDS = LegalDocument.expires_at.is_not(None)
Index(
    "ix_legal_document_ends",
    LegalDocument.tenant_id,
    LegalDocument.expires_at,
    LegalDocument.status,
    sqlite_where=_ENDS,
    postgresql_where=_ENDS,
)


class LegalField(TenantShared, db.Model):  # type: ignore[name-defined]
    """A field (lĩnh vực) of a document; documents meet over `slug`."""

    __tablename__ = "legal_field"
    __table_args__ = (
        same_tenant("document_id", "legal_document", ondelete="CASCADE"),
        Index("ix_legal_field_slug", "tenant_id", "slug", "document_id"),
        Index("ix_legal_field_document", "tenant_id", "document_id"),
    )
    counted_as = ("legal_document", "document_id", "field", ("slug", "name"))

    document_id: Mapped[int] = mapped_column(BigInteger)
    slug: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(200))


class Provision(TenantShared, db.Model):  # type: ignore[name-defined]
    """One article (or other unit) of a document, in order; `anchor` is its address on the page (dieu-5)."""

    __tablename__ = "provision"
    __table_args__ = (
        same_tenant("document_id", "legal_document", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "document_id", "anchor"),
        Index("ix_provision_order", "tenant_id", "document_id", "position"),
    )

    document_id: Mapped[int] = mapped_column(BigInteger)
    position: Mapped[int]
    unit: Mapped[str] = mapped_column(String(30), default="Điều")
    no: Mapped[str] = mapped_column(String(30), default="")
    anchor: Mapped[str] = mapped_column(String(60))
    chapter: Mapped[str] = mapped_column(Text, default="")
    heading: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")

    document: Mapped[LegalDocument] = relationship(back_populates="provisions")


class LegalRelation(TenantShared, db.Model):  # type: ignore[name-defined]
    """What a document does to another, or takes from it, by the words of its text or by an editor.

    The other end is named, not linked: it may be a document of another portal, or one that is not held yet.
    `target_key` is the natural key of a held document, else "?" and the key of its number or name.
    `state` is found (legal bases and references, which change nothing), proposed, confirmed or rejected.
    """

    __tablename__ = "legal_relation"
    __table_args__ = (
        same_tenant("document_id", "legal_document", ondelete="CASCADE"),
        Index("ix_legal_relation_document", "tenant_id", "document_id"),
        Index("ix_legal_relation_target", "tenant_id", "target_key", "state"),
        Index("ix_legal_relation_state", "tenant_id", "state"),
    )

    document_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(12))  # see relation_kinds
    state: Mapped[str] = mapped_column(String(10))
    target_key: Mapped[str] = mapped_column(String(400))
    target_type: Mapped[str] = mapped_column(String(60), default="")
    target_number: Mapped[str] = mapped_column(String(80), default="")
    target_title: Mapped[str] = mapped_column(Text, default="")
    target_anchors: Mapped[list[str]] = mapped_column(JSON, default=list)  # none: the whole document
    anchor: Mapped[str] = mapped_column(String(120), default="")  # of the provision that says so
    wording: Mapped[str] = mapped_column(Text, default="")
    effective: Mapped[date | None] = mapped_column(Date)  # where it is not the effective day of the document
    until: Mapped[date | None] = mapped_column(Date)  # end of a suspension
    decided_by: Mapped[str] = mapped_column(String(120), default="")

    document: Mapped[LegalDocument] = relationship(lazy="raise")
