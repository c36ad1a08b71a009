"""Reads of files: pictures with their renditions, files of a thing, whether the public may have one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from portal.digits import LARGEST
from portal.extensions import db
from portal.media.addresses import file_name, rendition_name
from portal.media.models import MediaFile, MediaUse
from portal.media.notes import FileNote, notes_on
from portal.web.contributions import contributions

IN_TEXT = re.compile(r"/tep/([0-9]{1,19})/")


@dataclass(frozen=True)
class Picture:
    """A picture as templates show it; `url` (JPEG), `srcset` (WebP) and `avif` are ready to use, "" without such.

    `focus` are the classes that keep the point of interest in sight where the picture is cropped.
    """

    url: str
    srcset: str
    width: int
    height: int
    alt: str
    caption: str
    avif: str = ""
    focus: str = ""

    def described(self, alt: str, caption: str) -> Picture:
        """The same picture with the description that it has in one place."""
        return replace(self, alt=alt or self.alt, caption=caption or self.caption)


def _picture(row: MediaFile) -> Picture | None:
    jpegs = [one for one in row.renditions if one["format"] == "jpeg"]
    if not jpegs:
        return None
    shown = min(jpegs, key=lambda one: abs(one["width"] - 640))
    return Picture(
        f"{request.script_root}/tep/{row.id}/{rendition_name(row, shown['width'], 'jpg')}",
        srcset_of(row, "webp"),
        shown["width"],
        shown["height"],
        row.alt,
        " – ".join(filter(None, (row.caption, row.credit))),
        srcset_of(row, "avif"),
        focus_classes(row),
    )


def srcset_of(row: MediaFile, kind: str) -> str:
    """The renditions of this format ("avif", "webp") as `srcset` names them; "" where there are none."""
    widths = sorted(one["width"] for one in row.renditions if one["format"] == kind)
    base = f"{request.script_root}/tep/{row.id}/"
    return ", ".join(f"{base}{rendition_name(row, width, kind)} {width}w" for width in widths)


def focus_classes(row: MediaFile) -> str:
    """The classes of site.css for the point of interest, to the nearest tenth; "" for the middle."""
    places = (("x", row.focus_x), ("y", row.focus_y))
    return " ".join(f"f{axis}-{tenth}" for axis, value in places if (tenth := (value + 5) // 10) != 5)


def pictures(ids: set[int]) -> dict[int, Picture]:
    """Pictures by file id, in one statement."""
    if not ids:
        return {}
    rows = db.session.scalars(select(MediaFile).where(MediaFile.id.in_(ids)))
    return {row.id: made for row in rows if (made := _picture(row)) is not None}


def absolute_picture_url(media_id: int | None) -> str | None:
    """The path of a picture's largest JPEG, for Open Graph."""
    row = db.session.scalar(select(MediaFile).where(MediaFile.id == media_id)) if media_id else None
    jpegs = [one["width"] for one in row.renditions if one["format"] == "jpeg"] if row else []
    return f"/tep/{row.id}/{rendition_name(row, max(jpegs), 'jpg')}" if row and jpegs else None


def file_link(use: MediaUse, notes: Sequence[FileNote] = ()) -> dict[str, Any]:
    """A file as `file_link` of the templates shows it, with what is said beside it."""
    name, widths = use.media.name, sorted({one["width"] for one in use.media.renditions})
    small = min(widths, key=lambda width: abs(width - 320), default=0)
    large = min(widths, key=lambda width: abs(width - 960), default=0)
    return {
        "id": use.id,
        "url": f"{request.script_root}/tep/{use.media_id}/{file_name(use.media)}",
        "desk_url": f"{request.script_root}/quan-tri/tep/{use.media_id}/{file_name(use.media)}",
        "name": name,
        "title": use.title or name,
        "kind": use.media.kind,
        "size": use.media.size,
        "notes": notes,
        "role": use.role,
        "picture": bool(use.media.renditions),
        "alt": use.media.alt,
        "thumbnail": f"{request.script_root}/quan-tri/tep/{use.media_id}/{rendition_name(use.media, small, 'jpg')}",
        "markdown": f"![{use.media.alt or name}](/tep/{use.media_id}/{large}.jpg)"
        if use.media.renditions
        else "",
    }


LISTED = ("attachment", "form")
WAITING = "waiting"
"""The role of a file that waits with a correction (portal.media.waiting): the desk's, not yet public."""


def uses_of(kind: str, object_id: int, roles: tuple[str, ...] = LISTED) -> list[dict[str, Any]]:
    """The files attached to a thing, in order, with what is said beside them: one statement, and one per provider of
    notes. Files that its text links to are among them (unless other roles are asked for) where citizens must be
    warned of them."""
    linked = (MediaUse.role == "inline") & (MediaFile.kind != "picture")
    wanted = MediaUse.role.in_(roles) | linked if roles == LISTED else MediaUse.role.in_(roles)
    statement = (
        select(MediaUse)
        .join(MediaUse.media)
        .options(contains_eager(MediaUse.media))
        .where(MediaUse.kind == kind, MediaUse.object_id == object_id, wanted)
        .order_by(MediaUse.position, MediaUse.id)
    )
    uses = list(db.session.scalars(statement))
    notes = notes_on(use.media for use in uses)
    found = [(use, notes.get(use.media.sha256, ())) for use in uses]
    return [
        file_link(use, said)
        for use, said in found
        if use.role in roles or any(note.is_warning for note in said)
    ]


def names_of(thing: Any) -> list[dict[str, Any]]:
    """The files attached to a thing as its revisions keep them, in order; one statement."""
    statement = (
        select(MediaFile.id, MediaFile.name, MediaUse.title)
        .join(MediaUse, (MediaUse.media_id == MediaFile.id) & (MediaUse.tenant_id == MediaFile.tenant_id))
        .where(MediaUse.kind == thing.kind, MediaUse.object_id == thing.id, MediaUse.role.in_(LISTED))
        .order_by(MediaUse.position, MediaUse.id)
    )
    return [{"id": one.id, "name": one.title or one.name} for one in db.session.execute(statement)]


def hashes_of(kind: str, object_id: int, roles: tuple[str, ...] = LISTED) -> tuple[str, ...]:
    """SHA-256 (hex) of the files attached to a thing, in their order; one statement."""
    statement = (
        select(MediaFile.sha256)
        .join(MediaUse, (MediaUse.media_id == MediaFile.id) & (MediaUse.tenant_id == MediaFile.tenant_id))
        .where(MediaUse.kind == kind, MediaUse.object_id == object_id, MediaUse.role.in_(roles))
        .order_by(MediaUse.position, MediaUse.id)
    )
    return tuple(db.session.scalars(statement))


def public_file(media_id: int) -> MediaFile | None:
    """The file, if something that citizens see now uses it; else None."""
    uses = db.session.execute(
        select(MediaUse.kind, MediaUse.object_id).where(
            MediaUse.media_id == media_id, MediaUse.role != WAITING
        )
    ).all()
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, object_id in uses:
        by_kind[kind].append(object_id)
    known = contributions().visibility
    if not any(kind in known and known[kind](ids) for kind, ids in by_kind.items()):
        return None
    return by_id(media_id)


def by_id(media_id: int) -> MediaFile | None:
    """A file of the scope in force."""
    return db.session.scalar(select(MediaFile).where(MediaFile.id == media_id))


def used_by(media_id: int, kind: str, object_id: int) -> MediaFile | None:
    """The file, if this thing uses it; else None."""
    mine = (MediaUse.media_id == media_id, MediaUse.kind == kind, MediaUse.object_id == object_id)
    return by_id(media_id) if db.session.scalar(select(MediaUse.id).where(*mine).limit(1)) else None


def numbers_in(text: str) -> set[int]:
    """The numbers of files that a text names, those left out that no row can have."""
    return {number for found in IN_TEXT.findall(text) if (number := int(found)) <= LARGEST}


def existing(media_ids: set[int]) -> set[int]:
    """Which of these files the scope in force still has."""
    asked = [one for one in media_ids if one <= LARGEST]
    return set(db.session.scalars(select(MediaFile.id).where(MediaFile.id.in_(asked)))) if asked else set()
