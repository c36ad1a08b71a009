"""The verbs of news: the only code that writes its tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.media import service as media
from portal.news.models import NewsItem, NewsSection, NewsTag
from portal.publishing.service import check_version, commit, record
from portal.publishing.slugs import slugify, unique_slug

NOTICES = "thong-bao"


@dataclass
class NewsDraft:
    """What a form or a file says of a news item; instants are UTC."""

    title: str
    lead: str
    body: str
    section_id: int
    slug: str = ""
    author: str = ""
    tags: list[str] = field(default_factory=list)
    picture_id: int | None = None
    picture_alt: str = ""
    picture_caption: str = ""
    featured: bool = False
    urgent_until: datetime | None = None


def ensure_section(slug: str, name: str, position: int) -> NewsSection:
    """The section with this slug in the tenant in force, made if it is not there (the caller commits)."""
    found = db.session.scalar(select(NewsSection).where(NewsSection.slug == slug))
    if found is None:
        found = NewsSection(slug=slug, name=name, position=position)
        db.session.add(found)
        db.session.flush()
    return found


def _apply(item: NewsItem, draft: NewsDraft) -> None:
    for name in (
        "title",
        "lead",
        "body",
        "section_id",
        "author",
        "picture_id",
        "picture_alt",
        "picture_caption",
        "featured",
        "urgent_until",
    ):
        setattr(item, name, getattr(draft, name))
    wanted = {slugify(tag, 80): tag.strip()[:80] for tag in draft.tags if tag.strip()}
    item.tags[:] = [tag for tag in item.tags if tag.slug in wanted]
    held = {tag.slug for tag in item.tags}
    item.tags.extend(
        NewsTag(tenant_id=item.tenant_id, slug=slug, name=name)
        for slug, name in wanted.items()
        if slug not in held
    )


def write(draft: NewsDraft, actor: Actor) -> NewsItem:
    """Make a draft item (the caller commits). Raises Forbidden."""
    actor.require("content.create")
    item = NewsItem(
        tenant_id=actor.tenant_id,
        slug=unique_slug(NewsItem, draft.slug or draft.title),
        created_by_id=actor.user_id,
        section_id=draft.section_id,
        title=draft.title,
    )
    db.session.add(item)
    _apply(item, draft)
    db.session.flush()
    _note_use(item)
    record(item, "create", actor, detail=item.title)
    return item


def create(draft: NewsDraft, actor: Actor) -> NewsItem:
    """Make a draft item. Raises Forbidden."""
    item = write(draft, actor)
    commit()
    return item


def save(
    item: NewsItem, draft: NewsDraft, seen_version: int, actor: Actor, action: str = "save", detail: str = ""
) -> None:
    """Save an edited item; its address stays. Raises Forbidden, StaleVersion."""
    actor.require_edit(item.created_by_id)
    check_version(item, seen_version)
    rewrite(item, draft, actor, action, detail)
    commit()


def move(item: NewsItem, section_id: int, actor: Actor) -> None:
    """Put an item into another section of its portal (the caller commits). Raises Forbidden, LookupError."""
    actor.require_edit(item.created_by_id)
    section = db.session.scalar(select(NewsSection).where(NewsSection.id == section_id))
    if section is None:
        raise LookupError(section_id)
    if section.id != item.section_id:
        item.section_id = section.id
        record(item, "move", actor, detail=section.name)
        db.session.expire(item, ["section"])


def rewrite(item: NewsItem, draft: NewsDraft, actor: Actor, action: str, detail: str = "") -> None:
    """Put a draft's content onto an item (the caller commits)."""
    _apply(item, draft)
    _note_use(item)
    record(item, action, actor, detail=detail or item.title)


def _note_use(item: NewsItem) -> None:
    media.note_uses(item, text=item.body, picture_id=item.picture_id)
