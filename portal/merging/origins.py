"""Where a thing came from, said above its text: on its public page and on the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import g, request
from sqlalchemy import select

from portal.clock import to_local
from portal.extensions import db
from portal.merging import schema
from portal.merging.models import MOVED, Merge, MovedRow
from portal.merging.places import prefixes
from portal.tenancy.directory import directory
from portal.web.freshness import remembered
from portal.web.request import DESK_PREFIX, current_portal, path


@dataclass(frozen=True)
class Origin:
    """The first portal that a thing belonged to, and since when it is elsewhere."""

    slug: str
    authority: str
    since: date


def origins(name: str, ids: list[int]) -> dict[int, Origin]:
    """The origin of each of these rows that came from another portal; one statement."""
    statement = (
        select(MovedRow.object_id, MovedRow.from_id, Merge.order, Merge.created_at)
        .join(Merge, Merge.id == MovedRow.merge_id)
        .where(
            MovedRow.table == name,
            MovedRow.object_id.in_(ids),
            MovedRow.role == MOVED,
            MovedRow.undone_at.is_(None),
        )
        .order_by(MovedRow.id.desc())
    )
    found: dict[int, Origin] = {}
    for row_id, from_id, order, at in db.session.execute(statement):
        portal = directory().by_id(from_id)
        if portal is not None:  # the oldest line is read last and counts
            found[row_id] = Origin(portal.slug, portal.authority, _day(order, at))
    return found


def _day(order: dict[str, Any], at: datetime) -> date:
    return date.fromisoformat(order["day"]) if order.get("day") else to_local(at).date()


def _has_any() -> bool:
    return remembered(
        "merging.any",
        lambda: (
            db.session.scalar(
                select(MovedRow.id)
                .where(MovedRow.to_id == current_portal().id, MovedRow.role == MOVED)
                .limit(1)
            )
            is not None
        ),
    )


def note() -> dict[str, Any] | None:
    """What to say above this page: the thing's origin, with the way to the archive of that portal."""
    if g.get("portal") is None or g.get("scope_context") is None or not _has_any():
        return None
    found = _thing()
    origin = origins(found[0], [found[1]]).get(found[1]) if found is not None else None
    portal = directory().by_slug(origin.slug) if origin is not None else None
    if origin is None or portal is None or portal.id == current_portal().id:
        return None
    return {
        "authority": origin.authority,
        "since": origin.since,
        "url": None if portal.is_living else path(f"/luu-tru/{origin.slug}/"),
    }


def _thing() -> tuple[str, int] | None:
    """Table and id of the thing that this page shows; None where it shows none."""
    args = request.view_args or {}
    for name, prefix in prefixes().items():
        if request.path.startswith(prefix) and "slug" in args:
            columns = schema.table(name).c
            held = select(columns.id).where(
                columns.tenant_id == current_portal().id, columns.slug == args["slug"]
            )
            row_id = db.session.scalar(held)
            return (name, row_id) if row_id is not None else None
    if request.path.startswith(DESK_PREFIX) and "object_id" in args:
        kind = (request.blueprint or "").removeprefix("desk_")
        if kind in schema.kinds():
            return schema.kinds()[kind], int(args["object_id"])
    return None
