"""Reads of news, each with a bounded number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import defer, selectinload

from portal.clock import utc_now
from portal.extensions import db
from portal.media import queries as media
from portal.news.models import NewsItem, NewsSection, NewsTag
from portal.news.service import NOTICES
from portal.publishing.counts import seen
from portal.publishing.listed import Falling, part, rising
from portal.publishing.models import GONE
from portal.publishing.service import visible
from portal.publishing.wanted import Wanted
from portal.sharing.queries import not_canonical

Card = dict[str, Any]
MOST_FOR_NOW = 100
OF_A_TAG = 20
"""So many items of each tag are looked at for what is related to an item."""


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


_ORDER = (Falling(NewsItem.publish_at), Falling(NewsItem.id))
_LATEST = tuple(one.column.desc() for one in _ORDER)


def _items() -> Select[Any]:
    return select(NewsItem).options(defer(NewsItem.body))


def _by_ids(ids: Iterable[int]) -> list[NewsItem]:
    """Those of these items that readers see, latest first. Found by their keys alone: with an order in the statement,
    SQLite walks the index of all items until it met them."""
    now = utc_now()
    found = [one for one in db.session.scalars(_items().where(NewsItem.id.in_(ids))) if one.is_visible(now)]
    return sorted(found, key=lambda one: (one.publish_at, one.id), reverse=True)


def _first_of(*lists: Select[Any]) -> set[int]:
    """The ids that these SELECTs answer, each with an end of its own, in one statement."""
    read = [select(one.subquery().c.id) for one in lists]
    return set(db.session.scalars(read[0] if len(read) == 1 else union_all(*read)))


def _latest_ids(limit: int) -> Select[Any]:
    return visible(select(NewsItem.id), NewsItem).order_by(*_LATEST).limit(limit)


def _narrowed(statement: Select[Any], section_id: int | None, tag: str | None) -> Select[Any]:
    statement = visible(statement, NewsItem)
    if section_id is not None:
        statement = statement.where(NewsItem.section_id == section_id)
    if tag is not None:
        statement = statement.where(NewsItem.id.in_(select(NewsTag.item_id).where(NewsTag.slug == tag)))
    return statement


def count_items(section_id: int | None = None, tag: str | None = None) -> int:
    """How many visible items a list has."""
    if tag is None:
        return seen(NewsItem) if section_id is None else seen(NewsItem, "section_id", section_id)
    statement = select(func.count()).select_from(NewsItem)
    return int(db.session.scalar(_narrowed(statement, section_id, tag)) or 0)


def list_items(
    offset: int, limit: int, section_id: int | None = None, tag: str | None = None, total: int | None = None
) -> list[Card]:
    """A part of a list, latest first; `total` is what `count_items` answered, where it was asked."""
    found = part(
        NewsItem, _items(), lambda one: _narrowed(one, section_id, tag), _ORDER, offset, limit, total
    )
    return cards(found)


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
    tagged = [_tagged(tag.slug) for tag in item.tags]
    near = _first_of(*tagged) - {item.id} if tagged else set()
    by_tag = _by_ids(near)[:limit] if near else []
    if len(by_tag) < limit:
        known = {item.id, *(one.id for one in by_tag)}
        ids = _first_of(_latest_ids(limit + 1).where(NewsItem.section_id == item.section_id))
        by_tag += [one for one in _by_ids(ids) if one.id not in known][: limit - len(by_tag)]
    return cards(by_tag)


def _tagged(slug: str) -> Select[Any]:
    """The items with a tag that were begun last."""
    tagged = select(NewsTag.item_id.label("id")).where(NewsTag.slug == slug)
    return tagged.order_by(NewsTag.item_id.desc()).limit(OF_A_TAG)


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


def _notices() -> Any:
    """The id of the section of notices; 0 where a portal has none."""
    return func.coalesce(select(NewsSection.id).where(NewsSection.slug == NOTICES).scalar_subquery(), 0)


def _pinned_first(limit: int, where: Any) -> list[Card]:
    """Pinned items, until their hour if they have one, then the others, each the latest first. Those with an hour are
    looked for by it: their index knows no other order, and few are pinned at a time."""
    until, now = NewsItem.urgent_until, utc_now()
    ids = _latest_ids(limit).where(where)
    for_now = ids.where(until > now).order_by(None).order_by(until.desc()).limit(MOST_FOR_NOW)
    pinned = _first_of(ids.where(NewsItem.featured.is_(True), until.is_(None)), for_now)
    items = _by_ids(pinned | _first_of(ids))
    return cards(sorted(items, key=lambda one: one.id not in pinned)[:limit])


def lead_stories(limit: int = 5) -> list[Card]:
    """What is pinned first, then the latest news."""
    return _pinned_first(limit, NewsItem.section_id != _notices())


def by_section(per_section: int = 4) -> list[dict[str, Any]]:
    """The latest items of each section but the notices, in four statements whatever the number of sections."""
    shown = sections()
    if not shown:
        return []
    latest = _latest_ids(per_section)
    items = _by_ids(_first_of(*(latest.where(NewsItem.section_id == one.id) for one in shown)))
    made = {item.id: one for item, one in zip(items, cards(items), strict=True)}
    return [
        {"name": section.name, "path": f"/tin-tuc/chuyen-muc/{section.slug}", "items": found}
        for section in shown
        if section.slug != NOTICES
        and (found := [made[item.id] for item in items if item.section_id == section.id])
    ]


def notices(limit: int = 5) -> list[Card]:
    """What is pinned first, then the latest notices."""
    return _pinned_first(limit, NewsItem.section_id == _notices())


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


def for_site_map(offset: int, limit: int) -> list[tuple[str, Any]]:
    """(slug, changed) of visible items whose canonical address is here, of so many, the first published first."""
    elsewhere = not_canonical("news")
    chosen = rising(NewsItem, lambda one: visible(one, NewsItem), _ORDER, offset, limit)
    statement = select(NewsItem.id, NewsItem.slug, NewsItem.updated_at).where(NewsItem.id.in_(chosen))
    found = db.session.execute(statement.order_by(NewsItem.id))
    return [(slug, changed) for item_id, slug, changed in found if item_id not in elsewhere]
