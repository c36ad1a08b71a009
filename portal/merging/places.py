"""Where a thing is now: its portal and its path, wherever mergers and splits have taken it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from portal.extensions import db
from portal.merging import schema
from portal.merging.selection import chunks
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
