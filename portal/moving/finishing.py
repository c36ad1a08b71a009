"""What only the whole of a source can tell, after its last item: parents of pages, links to items that came later, the
old addresses of lists. It changes nothing where it was done before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from typing import Any

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.moving.foreign import Place
from portal.moving.links import with_present_addresses
from portal.moving.mapping import NEWS, PAGE, Mapping
from portal.moving.models import PATH, SECTION, MovedItem
from portal.moving.old_paths import register
from portal.moving.taking import MODELS, Places
from portal.news import service as news
from portal.news.models import NewsItem
from portal.pages import service as pages
from portal.pages.models import Page
from portal.publishing.importing import edited_by_people
from portal.publishing.models import TRASHED
from portal.publishing.service import commit

BATCH = 100


class Finishing:
    """The end of a run over one source."""

    def __init__(
        self, move_id: int, mapping: Mapping, places: Places, actor: Actor, key_of: Callable[[str], str]
    ) -> None:
        self._move_id, self._mapping, self._places, self._actor = move_id, mapping, places, actor
        self._key_of = key_of

    def finish(self, lists: Iterable[Place], tags: Iterable[str]) -> None:
        """Settle everything; each item that changes in a transaction of its own."""
        self._settle_parents()
        for place in lists:
            target = self._mapping.target_of_place(place.name, place.above)
            if target.to == NEWS:
                for address in place.addresses:
                    register(address, SECTION, self._places.section(target), self._move_id)
        for slug in tags:
            register(f"/tag/{slug}", PATH, None, self._move_id, f"/tin-tuc/the/{slug}")
        commit()
        for kind in (NEWS, PAGE):
            for ids in self._taken(kind):
                self._settle_links(kind, ids)

    def _taken(self, kind: str) -> Iterator[list[int]]:
        """Ids of what was taken as this kind, some at a time."""
        wanted = (
            MovedItem.move_id == self._move_id,
            MovedItem.kind == kind,
            MovedItem.object_id.is_not(None),
        )
        ids = list(db.session.scalars(select(MovedItem.object_id).where(*wanted)))
        for start in range(0, len(ids), BATCH):
            yield [one for one in ids[start : start + BATCH] if one is not None]

    def _settle_links(self, kind: str, ids: list[int]) -> None:
        """Name in links what came after the text that they stand in."""
        model = MODELS[kind]
        wanted = (model.id.in_(ids), model.body.contains("](/"), model.status != TRASHED)
        bodies: dict[int, str] = dict(db.session.execute(select(model.id, model.body).where(*wanted)).all())
        db.session.rollback()
        for one, body in bodies.items():
            if with_present_addresses(body) != body:
                self._rewrite(kind, one)
        db.session.rollback()
        db.session.expunge_all()

    def _rewrite(self, kind: str, object_id: int) -> None:
        """Write one text with its present links, unless a person has touched it, even just now."""
        db.session.rollback()
        model = MODELS[kind]
        thing = db.session.scalar(select(model).where(model.id == object_id))
        if thing is None or edited_by_people(kind, [object_id]):
            return
        body = with_present_addresses(thing.body)
        if kind == NEWS:
            news.rewrite(thing, _as_draft(thing, body), self._actor, "import")
        else:
            pages.rewrite(thing, _as_page_draft(thing, body, thing.parent_id), self._actor, "import")
        commit()

    def _settle_parents(self) -> None:
        mine = (MovedItem.move_id == self._move_id, MovedItem.kind == PAGE)
        for row in db.session.scalars(select(MovedItem).where(*mine)).all():
            wanted = next((detail for code, detail in row.troubles if code == "parent"), "")
            if not wanted:
                continue
            above = db.session.scalar(select(MovedItem).where(*mine, MovedItem.key == self._key_of(wanted)))
            page = db.session.scalar(select(Page).where(Page.id == (row.object_id or 0)))
            if above is None or above.object_id is None or page is None or edited_by_people(PAGE, [page.id]):
                continue
            try:
                pages.rewrite(page, _as_page_draft(page, page.body, above.object_id), self._actor, "import")
            except pages.CircularParent:
                db.session.rollback()
                continue
            row.troubles = [one for one in row.troubles if one[0] != "parent"]
            commit()


def _as_draft(item: NewsItem, body: str) -> news.NewsDraft:
    """A news item as it is, but for its text."""
    kept: dict[str, Any] = {one.name: getattr(item, one.name) for one in fields(news.NewsDraft)}
    return news.NewsDraft(**kept | {"tags": [tag.name for tag in item.tags], "body": body})


def _as_page_draft(page: Page, body: str, parent_id: int | None) -> pages.PageDraft:
    """A page as it is, but for its text and the page above it."""
    return pages.PageDraft(
        page.title, page.summary, body, parent_id=parent_id, section=page.section, position=page.position
    )
