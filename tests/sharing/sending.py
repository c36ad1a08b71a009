"""Sends things of a portal as a test needs it, through the verbs, and tells where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.news import service as news
from portal.news.models import NewsItem, NewsSection
from portal.publishing import workflow
from portal.sharing import service
from portal.sharing.delivering import deliver
from portal.sharing.models import FOLLOW, SharedCopy, Sharing
from portal.tenancy.directory import directory
from tests.factories import Factory


def send(factory: Factory, slug: str, news_id: int, to: Iterable[str], mode: str = FOLLOW) -> int:
    """Send a news item of portal `slug`; to how many it goes. Nothing is carried over yet."""
    portals = [factory.tenant_id(one) for one in to]
    with factory.acting(slug) as actor:
        item = db.session.scalar(select(NewsItem).where(NewsItem.id == news_id))
        assert item is not None
        return service.send(item, item.title, portals, mode, "", actor)


def carry(app: Flask) -> int:
    """What the follower does; sharing is carried over."""
    with app.app_context():
        return deliver()


def communes(app: Flask) -> list[str]:
    """The portals below the district."""
    return [one.slug for one in directory(app).all() if not one.is_district]


def item_of(factory: Factory, slug: str, title: str) -> NewsItem | None:
    """A portal's item of this title."""
    with factory.acting(slug):
        return db.session.scalar(select(NewsItem).where(NewsItem.title == title))


def states(factory: Factory, slug: str) -> dict[int, str]:
    """Where what a portal sent stands, by portal."""
    with factory.acting(slug):
        return dict(db.session.execute(select(Sharing.to_portal_id, Sharing.state)).all())


def edit(factory: Factory, slug: str, item_id: int, **more: Any) -> None:
    """Change an item as its editor does."""
    with factory.acting(slug) as actor:
        item = db.session.scalar(select(NewsItem).where(NewsItem.id == item_id))
        assert item is not None
        values = {
            "title": item.title,
            "lead": item.lead,
            "body": item.body,
            "section_id": item.section_id,
            "tags": [],
        }
        news.save(item, news.NewsDraft(**(values | more)), item.version, actor)


def act(factory: Factory, slug: str, item_id: int, verb: str) -> None:
    """Withdraw or publish an item."""
    with factory.acting(slug) as actor:
        item = db.session.scalar(select(NewsItem).where(NewsItem.id == item_id))
        if verb == "withdraw":
            workflow.withdraw(item, actor, "thử")
        else:
            workflow.publish(item, actor)
        db.session.commit()


def copy_in(factory: Factory, slug: str) -> SharedCopy:
    """The one thing that came to a portal."""
    with factory.acting(slug):
        found = db.session.scalars(select(SharedCopy)).one()
        db.session.expunge(found)
        return found


def section(factory: Factory, slug: str) -> str:
    """The id of a portal's section."""
    with factory.acting(slug):
        return str(db.session.scalars(select(NewsSection.id)).first())


def item_version(factory: Factory, slug: str, item_id: int | None) -> int:
    """The version of an item."""
    with factory.acting(slug):
        found = db.session.scalar(select(NewsItem.version).where(NewsItem.id == item_id))
        assert found is not None
        return int(found)
