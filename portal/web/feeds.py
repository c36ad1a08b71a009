"""Atom feeds of lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Response

from portal.on_use import on_use
from portal.web.request import current_portal, public_url

FeedGenerator = on_use("feedgen.feed", "FeedGenerator")  # it has no types

_LONG_AGO = datetime(2020, 1, 1)


@dataclass(frozen=True)
class Entry:
    """One entry: portal-relative path, title, summary, UTC instant of publication."""

    path: str
    title: str
    summary: str
    published: datetime | None
    category: str = ""


def atom_feed(title: str, here: str, entries: list[Entry]) -> Response:
    """An Atom feed of the list at portal-relative path `here`."""
    feed = FeedGenerator()
    feed.id(public_url(here))
    feed.title(f"{title} – {current_portal().name}")
    feed.link(href=public_url(here), rel="alternate")
    feed.link(href=public_url(here.rstrip("/") + "/feed.xml"), rel="self")
    feed.language("vi")
    feed.author(name=current_portal().authority)
    feed.updated(max((one.published or _LONG_AGO for one in entries), default=_LONG_AGO).replace(tzinfo=UTC))
    for one in entries:
        entry = feed.add_entry(order="append")
        entry.id(public_url(one.path))
        entry.title(one.title)
        entry.link(href=public_url(one.path))
        entry.summary(one.summary)
        instant = (one.published or _LONG_AGO).replace(tzinfo=UTC)
        entry.published(instant)
        entry.updated(instant)
        if one.category:
            entry.category(term=one.category, label=one.category)
    return Response(feed.atom_str(), mimetype="application/atom+xml")
