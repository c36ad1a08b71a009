"""From a thing to its content file (docs/dinh-dang-noi-dung.md): the way back of `kinds`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import yaml
from sqlalchemy import select

from portal.clock import to_local
from portal.content.placing import Names, outward_all
from portal.extensions import db
from portal.legal.body import body_of
from portal.legal.models import LegalDocument
from portal.media.models import MediaFile, MediaUse
from portal.media.queries import LISTED
from portal.news.models import NewsItem
from portal.pages.models import Page
from portal.procedures.models import Procedure
from portal.publishing.models import TRASHED
from portal.schedule.models import WorkWeek

Meta = dict[str, Any]


@dataclass(frozen=True)
class Written:
    """A content file: its folder, its name, its text."""

    folder: str
    name: str
    text: str


def instant(value: datetime | None) -> str | None:
    """An instant as Vietnamese time, to the microsecond: loading must not publish a second earlier."""
    return to_local(value).replace(tzinfo=None).isoformat() if value else None


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _files(thing: Any, names: Names) -> list[dict[str, str]]:
    uses = db.session.scalars(
        select(MediaUse)
        .where(MediaUse.kind == thing.kind, MediaUse.object_id == thing.id, MediaUse.role.in_(LISTED))
        .order_by(MediaUse.position, MediaUse.id)
    )
    return [
        {"file": held, "name": use.media.name, "title": use.title, "role": use.role}
        for use in uses
        if (held := names.by_id.get(use.media_id)) is not None  # files that stay have no name
    ]


def _news(item: NewsItem, names: Names) -> tuple[Meta, str]:
    picture = db.session.scalar(select(MediaFile).where(MediaFile.id == item.picture_id))
    meta = {
        "title": item.title,
        "lead": item.lead,
        "section": item.section.slug,
        "tags": [tag.name for tag in item.tags],
        "picture": names.by_id.get(picture.id) if picture is not None else None,
        "picture_alt": item.picture_alt or (picture.alt if picture is not None else ""),
        "picture_caption": item.picture_caption,
        "author": item.author,
        "featured": item.featured,
        "pinned_until": instant(item.urgent_until),
    }
    return meta, item.body


def _page(page: Page, _names: Names) -> tuple[Meta, str]:
    above = db.session.scalar(select(Page.slug).where(Page.id == page.parent_id)) if page.parent_id else None
    meta = {
        "title": page.title,
        "parent": above,
        "section": page.section,
        "order": page.position,
        "summary": page.summary,
    }
    return meta, page.body


_LEGAL = ("number", "type", "title", "category", "issuer", "signer", "signer_position", "excerpt", "source", "closing",
          "text_state", "title_is_built", "shared")  # fmt: skip
_PROCEDURE = ("code", "name", "field", "service_level", "decision", "subjects", "executing_agency", "competent_agency",
              "coordinating_agency", "place", "results", "conditions", "keywords", "description", "popular", "source",
              "shared")  # fmt: skip


def _legal(document: LegalDocument, _names: Names) -> tuple[Meta, str]:
    meta: Meta = {name: getattr(document, name) for name in _LEGAL}
    days = {name: _day(getattr(document, name)) for name in ("issued", "effective", "expires")}
    return meta | days | {"fields": [one.name for one in document.fields]}, body_of(document)


def _procedure(procedure: Procedure, _names: Names) -> tuple[Meta, str]:
    papers: list[Meta] = []
    for one in procedure.papers:
        if not papers or papers[-1]["case"] != one.case:
            papers.append({"case": one.case, "items": []})
        fields = ("name", "form", "originals", "copies", "note")
        papers[-1]["items"].append({name: getattr(one, name) for name in fields})
    meta: Meta = {name: getattr(procedure, name) for name in _PROCEDURE}
    meta |= {
        "kind": procedure.procedure_kind,
        "levels": [level for level in procedure.levels.split("|") if level],
        "ways": [
            {name: getattr(one, name) for name in ("channel", "time", "fee", "note")}
            for one in procedure.ways
        ],
        "papers": papers,
        "legal_basis": [{"number": one.number, "title": one.title} for one in procedure.bases],
    }
    return meta, procedure.steps


def _week(week: WorkWeek, _names: Names) -> tuple[Meta, str]:
    entries = [
        {"date": _day(one.day), "time": one.time, "title": one.title, "place": one.place, "host": one.host}
        for one in week.entries
    ]
    return {"title": week.title, "monday": _day(week.monday), "entries": entries}, ""


WRITERS: tuple[tuple[str, Any, Callable[[Any, Names], tuple[Meta, str]]], ...] = (
    ("gioi-thieu", Page, _page),
    ("tin-tuc", NewsItem, _news),
    ("lich-cong-tac", WorkWeek, _week),
    ("van-ban", LegalDocument, _legal),
    ("thu-tuc", Procedure, _procedure),
)


def written(
    thing: Any, folder: str, write: Callable[[Any, Names], tuple[Meta, str]], names: Names
) -> Written:
    """One thing as its content file."""
    meta, body = write(thing, names)
    meta |= {
        "slug": thing.slug,
        "status": thing.status,
        "published": instant(thing.publish_at),
        "shown_until": instant(thing.expires_at),
        "updated": instant(thing.updated_at),
        "owner_office": thing.owner_office,
        "review_on": _day(thing.review_on),
        "files": _files(thing, names),
    }
    kept = {key: value for key, value in meta.items() if value not in (None, "", [], False)}
    head = yaml.safe_dump(outward_all(kept, names), allow_unicode=True, sort_keys=False, width=100)
    # The body goes as it is, to the last line break: what comes back must be the same text.
    return Written(folder, f"{thing.slug}.md", f"---\n{head}---\n{names.outward(body)}")


def ids_of(tenant_id: int) -> Iterator[tuple[str, Any, Callable[[Any, Names], tuple[Meta, str]], list[int]]]:
    """Of each kind its folder, model, writer, and the ids of all things that do not lie in the trash."""
    for folder, model, write in WRITERS:
        wanted = select(model.id).where(model.tenant_id == tenant_id, model.status != TRASHED)
        yield folder, model, write, list(db.session.scalars(wanted.order_by(model.id)))
