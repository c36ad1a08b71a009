"""Where a thing is now: its portal and its path, wherever mergers and splits have taken it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from portal.extensions import db
from portal.merging import schema
from portal.merging.models import KEPT, MovedRow
from portal.merging.selection import chunks
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants
from portal.web.contributions import contributions


@dataclass(frozen=True)
class Place:
    """The tenant that has a row now, and its slug there ("" where it has none)."""

    tenant_id: int
    slug: str


def prefixes() -> dict[str, str]:
    """What stands before the slug in the addresses of a table's things ("/tin-tuc/")."""
    known = contributions().addresses
    return {schema.kinds()[kind]: prefix for kind, prefix in known.items() if kind in schema.kinds()}


def places(name: str, ids: Iterable[int]) -> dict[int, Place]:
    """Where rows of a table are now; those that were deleted are missing."""
    if name not in schema.entities():
        return {}
    columns = schema.table(name).c
    slug = columns.slug if "slug" in columns else None
    found: dict[int, Place] = {}
    with all_tenants("nơi hiện nay của nội dung đã chuyển cổng"):
        for part in chunks(ids):
            wanted = [columns.id, columns.tenant_id, *([slug] if slug is not None else [])]
            for row in db.session.execute(select(*wanted).where(columns.id.in_(part))):
                found[row[0]] = Place(row[1], row[2] if slug is not None else "")
    return found


def standing(name: str, ids: Iterable[int]) -> dict[int, Place]:
    """Where rows of a table are now, or those that stand for them where they stayed at a portal that ended."""
    now = {one: one for one in ids}
    found: dict[int, Place] = {}
    while now:
        held = places(name, set(now.values()))
        found |= {row_id: held[at] for row_id, at in now.items() if at in held}
        ended = {row_id: at for row_id, at in now.items() if at in held and not _lives(held[at])}
        twins = _twins(name, set(ended.values()))
        now = {row_id: twins[at] for row_id, at in ended.items() if at in twins}
    return found


def _lives(place: Place) -> bool:
    owner = directory().by_id(place.tenant_id)
    return owner is not None and owner.is_living


def _twins(name: str, ids: set[int]) -> dict[int, int]:
    """What stands for rows that stayed; the newest line of the journal counts. What stands for a row that stayed was
    at a living portal then, so that its own line, if any, is newer: following them ends."""
    found: dict[int, int] = {}
    for part in chunks(ids):
        statement = select(MovedRow.object_id, MovedRow.changes).where(
            MovedRow.table == name,
            MovedRow.object_id.in_(part),
            MovedRow.role == KEPT,
            MovedRow.undone_at.is_(None),
        )
        for row_id, changes in db.session.execute(statement.order_by(MovedRow.id)):
            if "twin" in changes:
                found[row_id] = int(changes["twin"])
    return found
