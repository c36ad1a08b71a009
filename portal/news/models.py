"""Tables of news: sections, items, their tags."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import db
from portal.publishing.models import Publishable
from portal.tenancy.owned import TenantOwned, same_tenant


class NewsSection(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A section of a portal's news; the one with slug `thong-bao` holds the notices."""

    __tablename__ = "news_section"
    __table_args__ = (UniqueConstraint("tenant_id", "slug"),)

    slug: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(default=0)
    enabled: Mapped[bool] = mapped_column(default=True)


class NewsItem(TenantOwned, Publishable, db.Model):  # type: ignore[name-defined]
    """A news item or notice: title, lead, Markdown body, lead picture."""

    __tablename__ = "news_item"
    __table_args__ = (
        UniqueConstraint("tenant_id", "slug"),
        same_tenant("section_id", "news_section"),
        same_tenant("picture_id", "media_file"),
        Index("ix_news_item_changed", "tenant_id", "updated_at", "id", "status"),
        Index("ix_news_item_state", "tenant_id", "status", "updated_at", "id"),
        Index("ix_news_item_begins", "tenant_id", "publish_at", "status"),
        Index("ix_news_item_review", "tenant_id", "status", "review_on"),
        Index("ix_news_item_list", "tenant_id", "status", "publish_at", "id", "expires_at", "section_id"),
        Index("ix_news_item_section", "tenant_id", "section_id", "status", "publish_at", "id", "expires_at"),
    )
    kind = "news"
    grouped_by = "section_id"
    counted_by = ("section_id",)

    section_id: Mapped[int] = mapped_column(BigInteger)
    title: Mapped[str] = mapped_column(String(300))
    lead: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    author: Mapped[str] = mapped_column(String(120), default="")
    picture_id: Mapped[int | None] = mapped_column(BigInteger)
    picture_alt: Mapped[str] = mapped_column(String(300), default="")
    picture_caption: Mapped[str] = mapped_column(String(300), default="")
    featured: Mapped[bool] = mapped_column(default=False)
    # Until when the item is pinned. Named for what it was once: urgent notices have a room of their own (alerts), which
    # asks for the right to issue them; revisions and exports of that time go on saying so.
    urgent_until: Mapped[datetime | None] = mapped_column(DateTime)

    section: Mapped[NewsSection] = relationship(lazy="joined", innerjoin=True, viewonly=True)
    tags: Mapped[list[NewsTag]] = relationship(
        cascade="all, delete-orphan", order_by="NewsTag.id", overlaps="tags"
    )

    def kept_elsewhere(self) -> dict[str, Any]:
        """The names of its tags."""
        return {"tags": [tag.name for tag in self.tags]}


def _few(name: str, *columns: Any, of: Any) -> Index:
    """An index of the few rows of which something holds."""
    return Index(name, NewsItem.tenant_id, *columns, sqlite_where=of, postgresql_where=of)


_few("ix_news_item_pinned", NewsItem.status, NewsItem.publish_at, NewsItem.id, of=NewsItem.featured.is_(True))
_few("ix_news_item_until", NewsItem.urgent_until, of=NewsItem.urgent_until.is_not(None))
_few("ix_news_item_ends", NewsItem.expires_at, NewsItem.status, of=NewsItem.expires_at.is_not(None))


class NewsTag(TenantOwned, db.Model):  # type: ignore[name-defined]
    """A tag on one item; items meet over `slug`."""

    __tablename__ = "news_tag"
    __table_args__ = (
        same_tenant("item_id", "news_item", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "item_id", "slug"),
        Index("ix_news_tag_slug", "tenant_id", "slug", "item_id"),
    )

    item_id: Mapped[int] = mapped_column(BigInteger)
    slug: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(80))
