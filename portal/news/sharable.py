"""How a news item goes to other portals: what it says, in the section of the same name there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.accounts.permissions import Actor
from portal.news import service
from portal.news.models import NewsItem
from portal.news.queries import item_path
from portal.sharing.registry import Content, Sharable

_PLAIN = ("title", "lead", "body", "author", "picture_id", "picture_alt", "picture_caption")


def content(item: NewsItem) -> Content:
    """What an item says. Whether it leads the home page is each portal's own matter."""
    found: dict[str, Any] = {name: getattr(item, name) for name in _PLAIN}
    return found | {
        "tags": [tag.name for tag in item.tags],
        "section": [item.section.slug, item.section.name, item.section.position],
        "urgent_until": item.urgent_until.isoformat() if item.urgent_until else None,
    }


def _draft(said: Content, *, featured: bool) -> service.NewsDraft:
    slug, name, position = said["section"]
    until = said["urgent_until"]
    return service.NewsDraft(
        section_id=service.ensure_section(slug, name, position).id,
        tags=said["tags"],
        urgent_until=datetime.fromisoformat(until) if until else None,
        featured=featured,
        **{one: said[one] for one in _PLAIN},
    )


def create(said: Content, actor: Actor) -> NewsItem:
    """A draft that says this."""
    return service.write(_draft(said, featured=False), actor)


def rewrite(item: NewsItem, said: Content, actor: Actor, action: str) -> None:
    """Let an item say this."""
    service.rewrite(item, _draft(said, featured=item.featured), actor, action)


SHARABLE = Sharable("news", content, create, rewrite, item_path, pictures=("picture_id",))
