"""How a standing page goes to other portals: what it says, at the top of the tree there."""

from __future__ import annotations

from dataclasses import replace

from portal.accounts.permissions import Actor
from portal.pages import service
from portal.pages.models import Page
from portal.pages.queries import page_path
from portal.sharing.registry import Content, Sharable


def content(page: Page) -> Content:
    """What a page says. Its place in the tree and the mandatory section that it answers are each portal's own."""
    return {"title": page.title, "summary": page.summary, "body": page.body}


def create(said: Content, actor: Actor) -> Page:
    """A draft that says this."""
    return service.write(_draft(said), actor)


def rewrite(page: Page, said: Content, actor: Actor, action: str) -> None:
    """Let a page say this where it stands."""
    placed = replace(_draft(said), parent_id=page.parent_id, section=page.section, position=page.position)
    service.rewrite(page, placed, actor, action)


def _draft(said: Content) -> service.PageDraft:
    return service.PageDraft(title=said["title"], summary=said["summary"], body=said["body"])


SHARABLE = Sharable("page", content, create, rewrite, lambda page: page_path(page.slug))
