"""Files that come along when a thing goes to another portal: rows of its own there, of the same stored bytes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.media import arrivals
from portal.media.models import MediaFile, MediaUse
from portal.media.queries import LISTED, WAITING
from portal.media.service import attach, detach
from portal.publishing.service import audit

_COLUMNS = ("id", "sha256", "name", "mime", "kind", "size", "width", "height", "alt", "renditions")


def described(kind: str, object_id: int) -> list[dict[str, Any]]:
    """The files that a thing uses, as JSON-ready data, in their order: what `adopt` makes rows of."""
    uses = db.session.scalars(
        select(MediaUse)
        .where(MediaUse.kind == kind, MediaUse.object_id == object_id, MediaUse.role != WAITING)
        .order_by(MediaUse.position, MediaUse.id)
    )
    return [
        {name: getattr(use.media, name) for name in _COLUMNS} | {"role": use.role, "title": use.title}
        for use in uses
    ]


def adopt(files: Iterable[dict[str, Any]], actor: Actor) -> dict[int, int]:
    """Give the actor's portal rows for these files (the caller commits): id of the described file → id here."""
    files = list(files)
    wanted = {one["sha256"] for one in files}
    held = {
        row.sha256: row
        for row in db.session.scalars(
            select(MediaFile).where(MediaFile.sha256.in_(wanted), MediaFile.tenant_id == actor.tenant_id)
        )
    }
    for one in files:
        if one["sha256"] not in held:
            values = {name: one[name] for name in _COLUMNS if name != "id"}
            row = held[one["sha256"]] = MediaFile(tenant_id=actor.tenant_id, **values)
            db.session.add(row)
            db.session.flush()
            audit(actor, "upload", kind="media", object_id=row.id, detail=row.name)
            arrivals.stored(row, actor)
    return {one["id"]: held[one["sha256"]].id for one in files}


def set_attached(thing: Any, files: Iterable[dict[str, Any]], actor: Actor) -> None:
    """Let exactly these files (`id` of this portal, `title`) be attached to a thing (the caller commits)."""
    wanted = {one["id"]: one for one in files if one["role"] in LISTED}
    held = db.session.scalars(
        select(MediaUse).where(
            MediaUse.kind == thing.kind, MediaUse.object_id == thing.id, MediaUse.role.in_(LISTED)
        )
    ).all()
    for use in held:
        one = wanted.get(use.media_id)
        if one is None or one["title"] != use.title or one["role"] != use.role:
            detach(thing, use.id, actor)
    known = {row.id: row for row in db.session.scalars(select(MediaFile).where(MediaFile.id.in_(wanted)))}
    for media_id, one in wanted.items():
        if media_id in known:
            attach(known[media_id], thing, actor, title=one["title"], role=one["role"])


def let_below_have(thing: Any, actor: Actor, *, on: bool) -> None:
    """Let the portals below have the files of a thing that they show, or no longer (the caller commits). A file itself
    stays shared once it was: another thing may need it there, and who asks for it must show what uses it."""
    uses = db.session.scalars(
        select(MediaUse).where(MediaUse.kind == thing.kind, MediaUse.object_id == thing.id)
    )
    for use in uses:
        use.shared = on
        if on and not use.media.shared:
            use.media.shared = True
            arrivals.stored(use.media, actor)
