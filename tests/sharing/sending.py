"""Sends things of a portal as a test needs it, through the verbs."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from portal.extensions import db
from portal.news.models import NewsItem
from portal.sharing import service
from portal.sharing.models import FOLLOW
from tests.factories import Factory


def send(factory: Factory, slug: str, news_id: int, to: Iterable[str], mode: str = FOLLOW) -> int:
    """Send a news item of portal `slug`; to how many it goes. Nothing is carried over yet."""
    portals = [factory.tenant_id(one) for one in to]
    with factory.acting(slug) as actor:
        item = db.session.scalar(select(NewsItem).where(NewsItem.id == news_id))
        assert item is not None
        return service.send(item, item.title, portals, mode, "", actor)
