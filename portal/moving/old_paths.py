"""From an old address to what stands there now: looked up when a page is asked for, registered when it is taken in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from flask import current_app, has_request_context
from sqlalchemy import select
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import RequestRedirect

from portal.extensions import db
from portal.media.queries import absolute_picture_url, public_file
from portal.moving.addresses import candidates, key_of, normalised, without_manner
from portal.moving.foreign import Trouble
from portal.moving.hits import note
from portal.moving.models import MEDIA, NEWS, PAGE, PATH, SECTION, OldPath
from portal.news.models import NewsItem, NewsSection
from portal.news.queries import item_path
from portal.news.queries import visible_ids as visible_news
from portal.pages.models import Page
from portal.pages.queries import page_path
from portal.pages.queries import visible_ids as visible_pages
from portal.publishing.service import touch

MOST_STEPS = 5


def present_address(path: str, query: str) -> str | None:
    """Where what once stood at this address of the portal in force stands now, as a path that answers; else None.

    The visit is counted. What citizens do not see is not told, and no chain of addresses leads back to itself.
    """
    row = find(candidates(path, query))
    found = destination(row) if row is not None else None
    if (
        row is not None and found is not None and has_request_context()
    ):  # who looks for broken links is no visitor
        note(row.tenant_id, row.id)
    return found


def by_query(path: str, query: str) -> str | None:
    """The same for an address that is told by its query, at a path where the portal has a page of its own."""
    row = find(one for one in candidates(path, query) if "?" in one)
    found = destination(row) if row is not None else None
    if row is not None and found is not None:
        note(row.tenant_id, row.id)
    return found


def find(addresses: Iterable[str]) -> OldPath | None:
    """The old address that is kept for the first of these (normalised ones)."""
    keys = [key_of(one) for one in addresses]
    in_use = (OldPath.key.in_(keys), OldPath.active.is_(True), OldPath.deleted_at.is_(None))
    held = {row.key: row for row in db.session.scalars(select(OldPath).where(*in_use))} if keys else {}
    return next((held[key] for key in keys if key in held), None)


def destination(row: OldPath, steps: int = MOST_STEPS) -> str | None:
    """The path that an old address leads to now, None where nothing is to be seen there."""
    if row.kind != PATH:
        return _of_thing(row.kind, row.object_id or 0)
    bare, _, query = row.target.partition("#")[0].partition("?")
    if routed(bare) is not None:
        return row.target
    further = find(candidates(bare, query))
    return destination(further, steps - 1) if further is not None and steps else None


def _of_thing(kind: str, object_id: int) -> str | None:
    if kind == NEWS and visible_news([object_id]):
        item = db.session.scalar(select(NewsItem).where(NewsItem.id == object_id))
        return item_path(item) if item is not None else None
    if kind == PAGE and visible_pages([object_id]):
        slug = db.session.scalar(select(Page.slug).where(Page.id == object_id))
        return page_path(slug) if slug is not None else None
    if kind == SECTION:
        enabled = select(NewsSection.slug).where(NewsSection.id == object_id, NewsSection.enabled)
        slug = db.session.scalar(enabled)
        return f"/tin-tuc/chuyen-muc/{slug}" if slug is not None else None
    if kind == MEDIA:
        file = public_file(object_id)
        if file is None:
            return None
        return absolute_picture_url(file.id) or f"/tep/{file.id}/{quote(file.name)}"
    return None


def routed(path: str) -> tuple[str, dict[str, object]] | None:
    """The endpoint and arguments that answer at a path of the portal, None where no route does."""
    try:
        endpoint, arguments = current_app.url_map.bind("portal.invalid").match(path, "GET")
    except RequestRedirect:
        return "", {}  # a slash is missing: the page with it is there
    except MethodNotAllowed:
        return "", {}
    except HTTPException:
        return None
    return endpoint, dict(arguments)


def collision(path: str, kind: str, object_id: int) -> str:
    """What stands at this path already, so that an old address never gets there: "own" for the very thing, "other", or
    "" where nothing does."""
    found = routed(path)
    if found is None:
        return ""
    endpoint, arguments = found
    if endpoint in _THINGS:
        thing = thing_at(endpoint, arguments)
        return "" if thing is None else "own" if thing == (kind, object_id) else "other"
    return "" if arguments else "other"


_THINGS: dict[str, tuple[Any, str]] = {"news.item": (NewsItem, NEWS), "pages.page": (Page, PAGE)}


def thing_at(endpoint: str, arguments: dict[str, object]) -> tuple[str, int] | None:
    """The news item or page that an endpoint shows, as kind and id, whatever its state."""
    if endpoint not in _THINGS:
        return None
    model, kind = _THINGS[endpoint]
    held = db.session.scalar(select(model.id).where(model.slug == str(arguments.get("slug", ""))))
    return None if held is None else (kind, held)


def register(
    address: str, kind: str, object_id: int | None, move_id: int, target: str = ""
) -> Trouble | None:
    """Keep an old address (the caller commits): what stands in the way, if anything does.

    An address that a person wrote, or that leads to another thing already, stays as it is. One whose query also says
    how a page was shown is kept a second time without that, unless another thing has it.
    """
    shown = normalised(address)
    if shown in {"", "/"}:
        return None
    bare, _, query = shown.partition("?")
    if not query:
        stands = collision(bare, kind, object_id or 0)
        if stands:
            return ("collides", shown) if stands == "other" else None
    trouble = _keep(shown, kind, object_id, move_id, target)
    plain = without_manner(shown)
    if trouble is None and plain != shown and "?" in plain:
        _keep(plain, kind, object_id, move_id, target)
    return trouble


def _keep(shown: str, kind: str, object_id: int | None, move_id: int, target: str) -> Trouble | None:
    """Write a row for a normalised address, unless it is a person's or another thing's."""
    key = key_of(shown)
    row = db.session.scalar(select(OldPath).where(OldPath.key == key))
    if row is None:
        row = OldPath(key=key, address=shown, kind=kind, object_id=object_id, target=target, move_id=move_id)
        db.session.add(row)
    elif row.by_hand or row.deleted_at is not None:
        return None
    elif (row.kind, row.object_id, row.target) != (kind, object_id, target):
        if row.kind == PATH or _of_thing(row.kind, row.object_id or 0) is not None:
            return ("address_taken", shown)
        row.kind, row.object_id, row.target, row.move_id = kind, object_id, target, move_id
    else:
        return None
    db.session.flush()
    touch(db.session(), row.tenant_id)
    return None


def paths_with_query() -> frozenset[str]:
    """The paths of old addresses that only a query tells apart ("/?p=12"): there the portal has pages of its own."""
    held = select(OldPath.address).where(
        OldPath.address.contains("?"), OldPath.active.is_(True), OldPath.deleted_at.is_(None)
    )
    return frozenset(one.partition("?")[0] for one in db.session.scalars(held))
