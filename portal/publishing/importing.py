"""What importers of published things share: what is known of each key, and whether a person touched it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.publishing.models import Revision


@dataclass
class Known:
    """A thing that is there already: its id, where it came from, digest of what it was made from."""

    id: int
    origin: str
    digest: str


def known_by(column: Any, model: Any) -> dict[str, Known]:
    """Everything of the tenant in force by a key column."""
    rows = db.session.execute(select(column, model.id, model.origin, model.origin_digest))
    return {key: Known(object_id, origin, digest) for key, object_id, origin, digest in rows}


def edited_by_people(kind: str, ids: list[int]) -> set[int]:
    """Those of the things that a person saved since they were made."""
    statement = select(Revision.object_id).where(
        Revision.kind == kind, Revision.object_id.in_(ids), Revision.by_id.is_not(None)
    )
    return set(db.session.scalars(statement))
