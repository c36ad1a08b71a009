"""Taking one item in: what it becomes, its old addresses and its line of the report, in one transaction.

What was taken under an origin is never taken twice; what changed at the source is written again only while no person
has touched it here.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.importing.summary import Outcome
from portal.media import service as media
from portal.media.models import MediaFile
from portal.moving.converting import MAX_BODY, Converter
from portal.moving.files import Shelf
from portal.moving.foreign import ForeignItem, Trouble
from portal.moving.links import with_present_addresses
from portal.moving.mapping import AS_DRAFT, NEWS, PAGE, SKIP, Mapping, Target
from portal.moving.models import MEDIA, MovedItem
from portal.moving.old_paths import register
from portal.moving.references import Converted
from portal.news import service as news
from portal.news.models import NewsItem
from portal.pages import service as pages
from portal.pages.models import Page
from portal.publishing.importing import edited_by_people
from portal.publishing.models import PUBLISHED, TRASHED
from portal.publishing.service import commit, publish

VERSION = 2
"""Part of every digest: a higher one lets all items be converted anew."""

MODELS: dict[str, Any] = {NEWS: NewsItem, PAGE: Page}
TAKEN = frozenset({"taken", "updated", "unchanged", "kept"})


@dataclass(frozen=True)
class Places:
    """Where items can go: ids of sections and of parent pages by slug, and the section of what no rule names."""

    sections: dict[str, int]
    pages: dict[str, int]

    def section(self, target: Target) -> int:
        """The section of a target; the first one where it names none."""
        return self.sections.get(target.section) or next(iter(self.sections.values()))


class Taker:
    """Takes items of one source in. `dry` decides everything and writes nothing."""

    def __init__(
        self,
        origin: str,
        move_id: int,
        converter: Converter,
        mapping: Mapping,
        shelf: Shelf,
        places: Places,
        actor: Actor,
        *,
        dry: bool = False,
    ) -> None:
        self._origin = origin
        self._move_id = move_id
        self._converter = converter
        self._mapping = mapping
        self._shelf = shelf
        self._places = places
        self._actor = actor
        self._dry = dry
        self._mapping_text = json.dumps(mapping.as_json(), sort_keys=True)
        self.troubles: list[Trouble] = []  # of the item that was taken last

    def key_of(self, item_key: str) -> str:
        """The origin of an item, at most 300 characters."""
        key = f"{self._origin}:{item_key}"
        return (
            key
            if len(key) <= 300
            else f"{self._origin[:200]}:sha256:{hashlib.sha256(key.encode()).hexdigest()}"
        )

    def digest_of(self, source: str) -> str:
        """The digest of what an item is made of: its source, all rules, the version of this code."""
        return hashlib.sha256(
            f"{VERSION}\0{self._mapping_text}\0{source}".encode("utf-8", "replace")
        ).hexdigest()

    def is_known(self, item_key: str, source: str) -> bool:
        """Whether nothing is to be done about an item with this source: no change, and no missing file that came."""
        row = self._row(self.key_of(item_key))
        return row is not None and self._is_settled(row, self.digest_of(source))

    def _is_settled(self, row: MovedItem, digest: str) -> bool:
        if row.digest != digest or row.outcome not in TAKEN:
            return False
        missing = [detail for code, detail in row.troubles if code in {"picture", "file"}]
        return not any(self._shelf.has(one) for one in missing)

    def _row(self, key: str) -> MovedItem | None:
        wanted = (MovedItem.move_id == self._move_id, MovedItem.key == key)
        return db.session.scalar(select(MovedItem).where(*wanted))

    def take(self, item: ForeignItem) -> Outcome:
        """Take one item in and commit. Raises what the database raises."""
        key, source = self.key_of(item.key), item.digest or _source_of(item)
        row, digest = self._row(key), self.digest_of(source)
        self.troubles = []
        if item.known or (item.refused is None and row is not None and self._is_settled(row, digest)):
            return "unchanged"
        target, rule = self._mapping.target_of(item)
        converted = None
        refused = item.refused
        if refused is None and target.to == SKIP:
            refused = ("type" if rule.startswith("type:") else "unmapped", rule.removeprefix("type:"))
        if refused is None:
            db.session.rollback()  # nothing is held open while pictures are made smaller
            converted = self._converter.convert(item, is_page=target.to == PAGE)
            refused = _unfit(converted)
            row = self._row(key)
        if converted is None or refused is not None:
            self.troubles = [refused] if refused else []
            outcome: Outcome = (
                "skipped" if refused and refused[0] in {"unmapped", "type", "trash"} else "rejected"
            )
            self._note(row, key, digest, item, outcome)
            return outcome
        self.troubles = converted.troubles
        outcome = self._store(row, key, digest, item, target, converted)
        return outcome

    def _store(
        self,
        row: MovedItem | None,
        key: str,
        digest: str,
        item: ForeignItem,
        target: Target,
        converted: Converted,
    ) -> Outcome:
        model = MODELS[target.to]
        held_kind = row.kind if row is not None and row.object_id is not None else ""
        thing = None
        if not held_kind:
            thing = db.session.scalar(select(model).where(model.origin == key))
        elif row is not None:
            held = MODELS[held_kind]
            thing = db.session.scalar(select(held).where(held.id == row.object_id))
        kept = self._reason_to_keep(thing, held_kind, target)
        if kept is not None:
            self.troubles = [kept]
            self._note(row, key, digest, item, "kept", thing, held_kind)
            return "kept"
        outcome: Outcome = "taken" if thing is None else "updated"
        if self._dry:
            return outcome
        converted.body = with_present_addresses(converted.body)
        if thing is not None and self._is_same(thing, target, converted, item):
            outcome = "unchanged"
        else:
            thing = self._written(thing, target, converted, item)
        thing.origin, thing.origin_digest = key, digest
        self._publish(thing, item)
        self._attach(thing, converted)
        self._addresses(thing, item, converted)
        self._note(row, key, digest, item, outcome, thing, target.to)
        return outcome

    @staticmethod
    def _reason_to_keep(thing: Any, held_kind: str, target: Target) -> Trouble | None:
        if held_kind and (thing is None or thing.status == TRASHED):
            return ("removed_here", "")
        if thing is not None and edited_by_people(thing.kind, [thing.id]):
            return ("edited", "")
        return ("other_kind", "") if held_kind and held_kind != target.to else None

    def _written(self, thing: Any, target: Target, converted: Converted, item: ForeignItem) -> Any:
        if target.to == NEWS:
            draft = self._news_draft(target, converted, item)
            if thing is None:
                return news.write(draft, self._actor)
            news.rewrite(thing, draft, self._actor, "import")
            return thing
        page = self._page_draft(target, converted, item)
        if thing is None:
            return pages.write(page, self._actor)
        pages.rewrite(thing, page, self._actor, "import")
        return thing

    def _news_draft(self, target: Target, converted: Converted, item: ForeignItem) -> news.NewsDraft:
        return news.NewsDraft(
            title=converted.title,
            lead=converted.lead,
            body=converted.body,
            section_id=self._places.section(target),
            slug=item.slug if item.slug.isascii() and "%" not in item.slug else "",
            author=converted.author,
            tags=converted.tags,
            picture_id=converted.picture_id,
            picture_alt=converted.picture_alt,
            picture_caption=converted.picture_caption[:300],
        )

    def _page_draft(self, target: Target, converted: Converted, item: ForeignItem) -> pages.PageDraft:
        parent = self._places.pages.get(target.parent)
        if item.parent:
            above = self._row(self.key_of(item.parent))
            if above is not None and above.kind == PAGE and above.object_id is not None:
                parent = above.object_id
            else:
                self.troubles.append(("parent", item.parent))
        slug = item.slug if item.slug.isascii() and "%" not in item.slug else ""
        return pages.PageDraft(converted.title, converted.lead, converted.body, parent_id=parent, slug=slug)

    def _is_same(self, thing: Any, target: Target, converted: Converted, item: ForeignItem) -> bool:
        """Whether a thing would be written as it is already: then its history gets no entry."""
        draft = (
            self._news_draft(target, converted, item)
            if target.to == NEWS
            else self._page_draft(target, converted, item)
        )
        fields = {
            name: value
            for name, value in asdict(draft).items()
            if name not in {"slug", "tags", "position", "section"}
        }
        return all(getattr(thing, name) == value for name, value in fields.items())

    def _publish(self, thing: Any, item: ForeignItem) -> None:
        if item.state != "published" or self._mapping.state == AS_DRAFT or thing.status == PUBLISHED:
            return
        if item.published is None and thing.kind == "news":
            self.troubles.append(("no_date", ""))
            return
        publish(thing, self._actor, item.published)

    def _attach(self, thing: Any, converted: Converted) -> None:
        for stored in converted.files:
            row = db.session.scalar(select(MediaFile).where(MediaFile.id == stored.id))
            if row is not None:
                media.attach(row, thing, self._actor, title=stored.name)

    def _addresses(self, thing: Any, item: ForeignItem, converted: Converted) -> None:
        for address in item.addresses:
            if self._converter.is_own(address):
                trouble = register(address, thing.kind, thing.id, self._move_id)
                if trouble is not None:
                    self.troubles.append(trouble)
        for address, media_id in converted.addresses_of_files.items():
            if self._converter.is_own(address):
                register(address, MEDIA, media_id, self._move_id)

    def _note(
        self, row: MovedItem | None, key: str, digest: str, item: ForeignItem, outcome: Outcome, thing: Any = None,
        kind: str = "",
    ) -> None:  # fmt: skip
        """Write the item's line of the report, and commit all."""
        if self._dry:
            return
        if row is None:
            row = MovedItem(tenant_id=self._actor.tenant_id, move_id=self._move_id, key=key)
            db.session.add(row)
        row.digest, row.address, row.title = digest, item.address[:1000], (item.title or item.key)[:300]
        row.section = (item.sections[0][1] if item.sections else "")[:200]
        row.outcome = "taken" if outcome == "unchanged" else outcome
        row.troubles = [list(one) for one in dict.fromkeys(self.troubles)]
        if thing is not None:
            row.kind, row.object_id = kind, thing.id
        commit()


def _unfit(converted: Converted) -> Trouble | None:
    if not converted.title and not converted.body.strip():
        return ("empty", "")
    return ("too_long", "") if len(converted.body) > MAX_BODY else None


def _source_of(item: ForeignItem) -> str:
    """Everything that an item says, as one text."""
    data = {
        name: getattr(item, name)
        for name in item.__dataclass_fields__
        if name not in {"tree", "article", "file", "known"}
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True, default=str)
