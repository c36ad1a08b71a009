"""Reads of news, each with a bounded number of statements."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import defer, selectinload

from portal.clock import utc_now
from portal.extensions import db
from portal.media import queries as media
from portal.news.models import NewsItem, NewsSection, NewsTag
from portal.news.service import NOTICES
from portal.publishing.models import GONE
from portal.publishing.service import visible
from portal.publishing.wanted import Wanted
from portal.sharing.queries import not_canonical

Card = dict[str, Any]


def card(item: NewsItem, pictures: dict[int, Any]) -> Card:
    """An item as lists show it (see templates/web/README.md)."""
    picture = pictures.get(item.picture_id or 0)
    return {
        "id": item.id,
        "title": item.title,
        "path": item_path(item),
        "lead": item.lead,
        "picture": picture.described(item.picture_alt, item.picture_caption) if picture else None,
        "published_at": item.publish_at,
        "section_name": item.section.name,
        "section_slug": item.section.slug,
    }


def item_path(item: NewsItem) -> str:
    """Where citizens find an item."""
    return f"/tin-tuc/{item.slug}"


def cards(items: list[NewsItem]) -> list[Card]:
    """Items as cards: one statement more, for the pictures."""
    pictures = media.pictures({item.picture_id for item in items if item.picture_id})
    return [card(item, pictures) for item in items]


def _latest() -> Select[Any]:
    statement = select(NewsItem).options(defer(NewsItem.body))
    return visible(statement, NewsItem).order_by(NewsItem.publish_at.desc(), NewsItem.id.desc())


def _narrowed(statement: Select[Any], section_id: int | None, tag: str | None) -> Select[Any]:
    if section_id is not None:
        statement = statement.where(NewsItem.section_id == section_id)
    if tag is not None:
        statement = statement.where(NewsItem.tags.any(NewsTag.slug == tag))
    return statement


def count_items(section_id: int | None = None, tag: str | None = None) -> int:
    """How many visible items a list has."""
    statement = visible(select(func.count()).select_from(NewsItem), NewsItem)
    return int(db.session.scalar(_narrowed(statement, section_id, tag)) or 0)


def list_items(offset: int, limit: int, section_id: int | None = None, tag: str | None = None) -> list[Card]:
    """A part of a list, latest first."""
    return cards(list(db.session.scalars(_narrowed(_latest(), section_id, tag).offset(offset).limit(limit))))


def item_by_slug(slug: str) -> NewsItem | None:
    """A visible item with its tags."""
    statement = visible(select(NewsItem).where(NewsItem.slug == slug), NewsItem)
    found: NewsItem | None = db.session.scalar(statement.options(selectinload(NewsItem.tags)))
    return found


def was_withdrawn(slug: str) -> bool:
    """Whether an item that once stood here was taken off (the answer is 410, not 404)."""
    statement = select(NewsItem.id).where(NewsItem.slug == slug, NewsItem.status.in_(GONE))
    return db.session.scalar(statement.where(NewsItem.publish_at.is_not(None))) is not None


def related(item: NewsItem, limit: int = 3) -> list[Card]:
    """Items that share a tag, else of the same section, latest first."""
    slugs = [tag.slug for tag in item.tags]
    statement = _latest().where(NewsItem.id != item.id)
    by_tag = (
        list(db.session.scalars(statement.where(NewsItem.tags.any(NewsTag.slug.in_(slugs))).limit(limit)))
        if slugs
        else []
    )
    if len(by_tag) < limit:
        more = statement.where(
            NewsItem.section_id == item.section_id, NewsItem.id.not_in([one.id for one in by_tag])
        )
        by_tag += db.session.scalars(more.limit(limit - len(by_tag)))
    return cards(by_tag)


def sections() -> list[NewsSection]:
    """The enabled sections in order."""
    statement = select(NewsSection).where(NewsSection.enabled).order_by(NewsSection.position, NewsSection.id)
    return list(db.session.scalars(statement))


def section_by_slug(slug: str) -> NewsSection | None:
    """A section by its address."""
    return db.session.scalar(select(NewsSection).where(NewsSection.slug == slug))


def tag_name(slug: str) -> str | None:
    """How a tag is written."""
    return db.session.scalar(select(NewsTag.name).where(NewsTag.slug == slug).limit(1))


def _pinned_first(statement: Select[Any]) -> Select[Any]:
    """Pinned items, until their hour if they have one, then the others, each the latest first."""
    until = NewsItem.urgent_until
    pinned = or_(and_(NewsItem.featured, until.is_(None)), func.coalesce(until > utc_now(), False))
    return statement.order_by(None).order_by(pinned.desc(), NewsItem.publish_at.desc(), NewsItem.id.desc())


def lead_stories(limit: int = 5) -> list[Card]:
    """What is pinned first, then the latest news."""
    statement = _latest().where(NewsItem.section.has(NewsSection.slug != NOTICES))
    return cards(list(db.session.scalars(_pinned_first(statement).limit(limit))))


def by_section(per_section: int = 4) -> list[dict[str, Any]]:
    """The latest items of each section but the notices, in three statements whatever the number of sections."""
    rank = func.row_number().over(
        partition_by=NewsItem.section_id, order_by=(NewsItem.publish_at.desc(), NewsItem.id.desc())
    )
    ranked = visible(select(NewsItem.id, NewsItem.tenant_id, rank.label("rank")), NewsItem).subquery()
    wanted = select(ranked.c.id).where(ranked.c.rank <= per_section)
    items = list(db.session.scalars(_latest().where(NewsItem.id.in_(wanted))))
    made = {item.id: one for item, one in zip(items, cards(items), strict=True)}
    return [
        {"name": section.name, "path": f"/tin-tuc/chuyen-muc/{section.slug}", "items": found}
        for section in sections()
        if section.slug != NOTICES
        and (found := [made[item.id] for item in items if item.section_id == section.id])
    ]


def notices(limit: int = 5) -> list[Card]:
    """What is pinned first, then the latest notices."""
    statement = _latest().where(NewsItem.section.has(NewsSection.slug == NOTICES))
    return cards(list(db.session.scalars(_pinned_first(statement).limit(limit))))


def desk_statement(wanted: Wanted) -> Select[Any]:
    """The desk's list."""
    statement = select(NewsItem).options(defer(NewsItem.body))
    return wanted.narrow(statement, NewsItem)


def by_id(item_id: int) -> NewsItem | None:
    """One item of this portal, whatever its state."""
    return db.session.scalar(
        select(NewsItem).where(NewsItem.id == item_id).options(selectinload(NewsItem.tags))
    )


def visible_ids(ids: list[int]) -> set[int]:
    """Those of the items that citizens see now."""
    return set(db.session.scalars(visible(select(NewsItem.id).where(NewsItem.id.in_(ids)), NewsItem)))


def all_visible() -> list[tuple[str, Any]]:
    """(slug, changed) of every visible item whose canonical address is here, for the site map."""
    elsewhere = not_canonical("news")
    statement = visible(select(NewsItem.id, NewsItem.slug, NewsItem.updated_at), NewsItem).order_by(
        NewsItem.publish_at.desc()
    )
    found = db.session.execute(statement.limit(20000))
    return [(slug, changed) for item_id, slug, changed in found if item_id not in elsewhere]
