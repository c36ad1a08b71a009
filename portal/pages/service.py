"""The verbs of standing pages: the only code that writes their table."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.media import service as media
from portal.pages.mandatory import BEING_WRITTEN, SECTIONS
from portal.pages.models import Page
from portal.publishing.service import check_version, commit, publish, record
from portal.publishing.slugs import unique_slug


class CircularParent(ValueError):
    """A page can't lie below itself."""


@dataclass
class PageDraft:
    """What a form or a file says of a page."""

    title: str
    summary: str = ""
    body: str = ""
    parent_id: int | None = None
    section: str = ""
    position: int = 0
    slug: str = ""


def _apply(page: Page, draft: PageDraft) -> None:
    if draft.parent_id is not None and page.id is not None:
        parents = dict(db.session.execute(select(Page.id, Page.parent_id)).all())
        above: int | None = draft.parent_id
        while above is not None:
            if above == page.id:
                raise CircularParent
            above = parents.get(above)
    for name in ("title", "summary", "body", "parent_id", "section", "position"):
        setattr(page, name, getattr(draft, name))


def write(draft: PageDraft, actor: Actor) -> Page:
    """Make a draft page (the caller commits). Raises Forbidden."""
    actor.require("content.create")
    page = Page(
        tenant_id=actor.tenant_id,
        created_by_id=actor.user_id,
        slug=unique_slug(Page, draft.slug or draft.title),
    )
    _apply(page, draft)
    db.session.add(page)
    db.session.flush()
    media.note_uses(page, text=page.body)
    record(page, "create", actor, detail=page.title)
    return page


def create(draft: PageDraft, actor: Actor) -> Page:
    """Make a draft page. Raises Forbidden."""
    page = write(draft, actor)
    commit()
    return page


def rewrite(page: Page, draft: PageDraft, actor: Actor, action: str, detail: str = "") -> None:
    """Put a draft's content onto a page (the caller commits). Raises CircularParent."""
    _apply(page, draft)
    media.note_uses(page, text=page.body)
    record(page, action, actor, detail=detail or page.title)


def save(
    page: Page, draft: PageDraft, seen_version: int, actor: Actor, action: str = "save", detail: str = ""
) -> None:
    """Save an edited page; its address stays. Raises Forbidden, StaleVersion, CircularParent."""
    actor.require_edit(page.created_by_id)
    check_version(page, seen_version)
    rewrite(page, draft, actor, action, detail)
    commit()


def ensure_mandatory(actor: Actor) -> int:
    """Make a page for each mandatory section that the tenant in force lacks (the caller commits); how many.

    Source of the list: Decree 42/2022/NĐ-CP, articles 4 to 8.
    """
    held = set(db.session.scalars(select(Page.section)))
    made = 0
    ids = dict(db.session.execute(select(Page.section, Page.id).where(Page.section != "")).all())
    for position, one in enumerate(SECTIONS):
        if one.code in held:
            continue
        body = f"{one.opening}\n\n{BEING_WRITTEN}\n"
        draft = PageDraft(
            one.title, one.opening, body, ids.get(one.parent), one.code, 100 + position, one.code
        )
        page = write(draft, actor)
        publish(page, actor)
        ids[one.code] = page.id
        made += 1
    return made
