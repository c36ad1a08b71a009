"""Reads of standing pages, each with a bounded number of statements."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import defer

from portal.extensions import db
from portal.pages.models import Page
from portal.publishing.models import GONE
from portal.publishing.service import visible
from portal.publishing.wanted import Wanted


def page_path(slug: str) -> str:
    """Where citizens find a page."""
    return f"/gioi-thieu/{slug}"


def page_by_slug(slug: str) -> Page | None:
    """A visible page."""
    return db.session.scalar(visible(select(Page).where(Page.slug == slug), Page))


def was_withdrawn(slug: str) -> bool:
    """Whether a page that once stood here was taken off."""
    statement = select(Page.id).where(Page.slug == slug, Page.status.in_(GONE), Page.publish_at.is_not(None))
    return db.session.scalar(statement) is not None


def tree() -> list[Page]:
    """Every visible page without its text, in order."""
    statement = visible(select(Page).options(defer(Page.body)), Page)
    return list(db.session.scalars(statement.order_by(Page.position, Page.title, Page.id)))


def branch(pages: list[Page], parent_id: int | None) -> list[dict[str, Any]]:
    """The pages below one, as links with their own branch."""
    return [
        {
            "title": one.title,
            "path": page_path(one.slug),
            "summary": one.summary,
            "children": branch(pages, one.id),
        }
        for one in pages
        if one.parent_id == parent_id
    ]


def line_to(pages: list[Page], page: Page) -> list[tuple[str, str]]:
    """(title, path) of the pages above one, topmost first."""
    by_id = {one.id: one for one in pages}
    line: list[tuple[str, str]] = []
    at = by_id.get(page.parent_id or 0)
    while at is not None and len(line) < 20:
        line.insert(0, (at.title, page_path(at.slug)))
        at = by_id.get(at.parent_id or 0)
    return line


def by_id(page_id: int) -> Page | None:
    """One page of this portal, whatever its state."""
    return db.session.scalar(select(Page).where(Page.id == page_id))


def desk_statement(wanted: Wanted) -> Select[Any]:
    """The desk's list."""
    statement = select(Page).options(defer(Page.body))
    return wanted.narrow(statement, Page)


def visible_ids(ids: list[int]) -> set[int]:
    """Those of the pages that citizens see now."""
    return set(db.session.scalars(visible(select(Page.id).where(Page.id.in_(ids)), Page)))
