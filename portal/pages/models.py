"""Table of standing pages: a tree under /gioi-thieu/, with the sections that Decree 42/2022/NĐ-CP demands."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.publishing.models import Publishable
from portal.tenancy.owned import TenantOwned, same_tenant


class Page(TenantOwned, Publishable, db.Model):  # type: ignore[name-defined]
    """A standing page. `section` names the mandatory section that it answers, "" if none."""

    __tablename__ = "page"
    __table_args__ = (
        UniqueConstraint("tenant_id", "slug"),
        same_tenant("parent_id", "page"),
        Index("ix_page_changed", "tenant_id", "updated_at"),
        Index("ix_page_review", "tenant_id", "status", "review_on"),
        Index("ix_page_parent", "tenant_id", "parent_id", "position"),
    )
    kind = "page"

    parent_id: Mapped[int | None] = mapped_column(BigInteger)
    section: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
