"""Reads of revisions: lists without their texts, single ones, the public one, the one that a form was made from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.models import PUBLISHED, Publishable, Revision


def _of(thing: Publishable) -> tuple[Any, Any]:
    return Revision.kind == thing.kind, Revision.object_id == thing.id  # type: ignore[attr-defined]


def count(thing: Publishable) -> int:
    """How many revisions there are."""
    return db.session.scalar(select(func.count()).select_from(Revision).where(*_of(thing))) or 0


def listed(thing: Publishable, offset: int, limit: int) -> list[Revision]:
    """Revisions, the newest first, without their data: each as light as its line in a list."""
    statement = (
        select(Revision)
        .options(defer(Revision.data, raiseload=True))
        .where(*_of(thing))
        .order_by(Revision.number.desc())
    )
    return list(db.session.scalars(statement.offset(offset).limit(limit)))


def numbered(thing: Publishable, numbers: Sequence[int]) -> dict[int, Revision]:
    """The revisions of these numbers that there are."""
    rows = db.session.scalars(select(Revision).where(*_of(thing), Revision.number.in_(numbers)))
    return {row.number: row for row in rows}


def newest_number(thing: Publishable) -> int:
    """The number of the newest revision; 0 where there is none."""
    return db.session.scalar(select(func.max(Revision.number)).where(*_of(thing))) or 0


def of_version(thing: Publishable, version: int) -> Revision | None:
    """What a form was made from that names this version: the newest revision that holds it or, where something was
    written without one (an index, a digest), the last one before."""
    statement = select(Revision).where(*_of(thing), Revision.of_version <= version)
    return db.session.scalar(statement.order_by(Revision.number.desc()).limit(1))


def public_number(thing: Publishable) -> int | None:
    """The revision that citizens see, else the last one that they saw; None: it was never public."""
    if thing.is_visible(utc_now()):
        return newest_number(thing) or None
    statement = select(func.max(Revision.number)).where(*_of(thing), Revision.status == PUBLISHED)
    return db.session.scalar(statement)


def since(thing: Publishable, number: int) -> list[Revision]:
    """Revisions that came after this one, the oldest first, without their data; at most ten."""
    statement = select(Revision).options(defer(Revision.data, raiseload=True))
    later = statement.where(*_of(thing), Revision.number > number).order_by(Revision.number)
    return list(db.session.scalars(later.limit(10)))
