"""Atom feeds of news lists."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from feedgen.feed import FeedGenerator
from flask import Response

from portal.clock import utc_now
from portal.web.request import current_portal, public_url


def atom(title: str, here: str, cards: list[dict[str, Any]]) -> Response:
    """An Atom feed of cards (portal.news.queries.card) for the list at portal-relative path `here`."""
    feed = FeedGenerator()
    feed.id(public_url(here))
    feed.title(f"{title} – {current_portal().name}")
    feed.link(href=public_url(here), rel="alternate")
    feed.link(href=public_url(here.rstrip("/") + "/feed.xml"), rel="self")
    feed.language("vi")
    feed.author(name=current_portal().authority)
    feed.updated((cards[0]["published_at"] if cards else utc_now()).replace(tzinfo=UTC))
    for card in cards:
        entry = feed.add_entry(order="append")
        entry.id(public_url(card["path"]))
        entry.title(card["title"])
        entry.link(href=public_url(card["path"]))
        entry.summary(card["lead"])
        entry.published(card["published_at"].replace(tzinfo=UTC))
        entry.updated(card["published_at"].replace(tzinfo=UTC))
        entry.category(term=card["section_slug"], label=card["section_name"])
    return Response(feed.atom_str(), mimetype="application/atom+xml")
