"""A run over a source: every item in turn, then what only the whole can tell. It can be killed at any moment and run
again; what is settled is passed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.importing.summary import ImportSummary
from portal.moving.converting import Converter
from portal.moving.feed import Feed
from portal.moving.files import Shelf
from portal.moving.finishing import Finishing
from portal.moving.folder import Folder
from portal.moving.foreign import ForeignItem, Source
from portal.moving.library import Library
from portal.moving.mapping import InvalidMapping, Mapping, require_targets
from portal.moving.models import FEED, FOLDER, WORDPRESS
from portal.moving.taking import Places, Taker
from portal.moving.wordpress import WordPress
from portal.news.models import NewsSection
from portal.pages.models import Page
from portal.publishing.slugs import slugify

SHOWN = 300
"""Items of a trial that are shown with their troubles."""

Tell = Callable[[int, int, ImportSummary], None]


@dataclass
class Result:
    """What a run did: counts of items, of troubles by code, and of a trial the items that have any."""

    counts: ImportSummary = field(default_factory=ImportSummary)
    troubles: Counter[str] = field(default_factory=Counter)
    shown: list[dict[str, Any]] = field(default_factory=list)
    unfinished: bool = False

    def as_json(self) -> dict[str, Any]:
        """For keeping."""
        return {"counts": vars(self.counts), "troubles": dict(self.troubles), "shown": self.shown}


def open_source(kind: str, path: Path, mapping: Mapping) -> Source:
    """The source of a kind at a path."""
    if kind == WORDPRESS:
        return WordPress(path)
    return Feed(path) if kind == FEED else Folder(path, mapping)


def library_of(kind: str, path: Path, media: Path | None) -> Library:
    """Where the files of a source are looked for: in a folder that was named, and among the pages of a folder."""
    return Library(media, path if kind == FOLDER else None)


def places_here(mapping: Mapping) -> Places:
    """Where items can go in the tenant in force. Raises InvalidMapping where a rule leads nowhere."""
    rows = db.session.execute(
        select(NewsSection.slug, NewsSection.id).order_by(NewsSection.position, NewsSection.id)
    )
    sections = dict(rows.all())
    known_pages = dict(db.session.execute(select(Page.slug, Page.id)).all())
    require_targets(mapping, sections, known_pages)
    return Places(sections, known_pages)


class Running:
    """One run. `tell` hears after every item (in a transaction of the run, before it is committed, where one is open);
    `stop` is asked before every item."""

    def __init__(
        self, origin: str, move_id: int, source: Source, mapping: Mapping, library: Library, actor: Actor,
        *, max_mb: int, dry: bool = False,
    ) -> None:  # fmt: skip
        source.prepare()
        places = places_here(mapping)
        if not places.sections:
            raise InvalidMapping("Cổng chưa có chuyên mục tin nào. Hãy tạo chuyên mục trước.")
        shelf = Shelf(library, actor, max_mb, dry=dry)
        converter = Converter(source, mapping, shelf)
        self._taker = Taker(origin, move_id, converter, mapping, shelf, places, actor, dry=dry)
        self._finishing = Finishing(move_id, mapping, places, actor, self._taker.key_of)
        self._source, self._dry = source, dry
        self._tags: dict[str, str] = {}
        self.result = Result()
        source.known = self._taker.is_known

    def run(
        self, tell: Tell = lambda _done, _total, _counts: None, stop: Callable[[], bool] = lambda: False
    ) -> Result:
        """Take everything in. Where it was stopped, `unfinished` is set. Raises UnreadableSource."""
        for item in self._source.items():
            if stop():
                self.result.unfinished = True
                return self.result
            self._take(item)
            tell(*self._source.progress(), self.result.counts)
        if not self._dry:
            self._finishing.finish(self._source.places.values(), self._tags)
        return self.result

    def _take(self, item: ForeignItem) -> None:
        outcome = self._taker.take(item)
        self.result.counts.add(outcome)
        self.result.troubles.update({code for code, _detail in self._taker.troubles})
        if outcome in {"taken", "updated", "unchanged"}:
            self._tags |= {slugify(tag, 80): tag for tag in item.tags}
        if self._dry and self._taker.troubles and len(self.result.shown) < SHOWN:
            troubles = [list(one) for one in self._taker.troubles]
            shown = {"title": item.title[:300] or item.key, "address": item.address, "outcome": outcome}
            self.result.shown.append(shown | {"troubles": troubles})
        db.session.rollback()  # all is committed; the next item is read without a transaction
        db.session.expunge_all()
