"""A file as the pages of the library show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.accounts.permissions import Actor
from portal.media.addresses import file_name, rendition_name
from portal.media.library.trash import ends_at
from portal.media.models import MediaFile
from portal.media.queries import focus_classes
from portal.web.request import path

SMALL, LARGE = 320, 960


@dataclass(frozen=True)
class Shown:
    """A file: what it is called, where the desk has it, its pictures ("" of other files), what may be done with it."""

    id: int
    name: str
    title: str
    kind: str
    extension: str
    size: int
    width: int | None
    height: int | None
    alt: str
    download: str
    thumbnail: str
    large: str
    focus: str
    uploaded_at: datetime
    ends: datetime | None
    may_edit: bool
    version: int


def shown(row: MediaFile, actor: Actor) -> Shown:
    """The file for this person."""
    widths = sorted({one["width"] for one in row.renditions})
    base = f"/quan-tri/tep/{row.id}"
    small, large = (min(widths, key=lambda width: abs(width - near), default=0) for near in (SMALL, LARGE))
    own = row.uploaded_by_id is not None and row.uploaded_by_id == actor.user_id
    return Shown(
        row.id,
        row.name,
        row.alt or row.name,
        row.kind,
        row.name.rpartition(".")[2].upper(),
        row.size,
        row.width,
        row.height,
        row.alt,
        path(f"{base}/{file_name(row)}"),
        path(f"{base}/{rendition_name(row, small, 'jpg')}") if widths else "",
        path(f"{base}/{rendition_name(row, large, 'jpg')}") if widths else "",
        focus_classes(row),
        row.uploaded_at,
        ends_at(row),
        actor.may("content.edit") or own,
        row.version,
    )
