"""Reads of drafts for comment."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, select

from portal.clock import today
from portal.extensions import db
from portal.publishing.service import visible
from portal.publishing.wanted import Wanted
from portal.voice.consultations.models import Consultation

HERE = "/gop-y/"


def consultation_path(slug: str) -> str:
    """Where citizens find a draft."""
    return f"{HERE}{slug}"


def open_now(day: date | None = None) -> list[Consultation]:
    """Visible drafts that take comments, the next to close first."""
    now = day or today()
    statement = visible(select(Consultation), Consultation).where(
        Consultation.opens_on <= now, Consultation.closes_on >= now
    )
    return list(db.session.scalars(statement.order_by(Consultation.closes_on, Consultation.id)))


def closed_statement(day: date | None = None) -> Select[Any]:
    """Visible drafts whose time has passed, latest first."""
    statement = visible(select(Consultation), Consultation).where(Consultation.closes_on < (day or today()))
    return statement.order_by(Consultation.closes_on.desc(), Consultation.id.desc())


def by_slug(slug: str) -> Consultation | None:
    """A visible draft."""
    found: Consultation | None = db.session.scalar(
        visible(select(Consultation).where(Consultation.slug == slug), Consultation)
    )
    return found


def by_id(consultation_id: int) -> Consultation | None:
    """One draft of this portal, whatever its state."""
    return db.session.scalar(select(Consultation).where(Consultation.id == consultation_id))


def titles(ids: set[int]) -> dict[int, str]:
    """Titles by id, in one statement."""
    rows = db.session.execute(select(Consultation.id, Consultation.title).where(Consultation.id.in_(ids)))
    return {row.id: row.title for row in rows}


def desk_statement(wanted: Wanted) -> Select[Any]:
    """The desk's list."""
    statement = select(Consultation)
    return wanted.narrow(statement, Consultation)


def all_visible() -> list[Consultation]:
    """Every visible draft, latest first."""
    statement = visible(select(Consultation), Consultation)
    return list(db.session.scalars(statement.order_by(Consultation.publish_at.desc()).limit(5000)))


def visible_ids(ids: list[int]) -> set[int]:
    """Those of the drafts that citizens see now."""
    statement = select(Consultation.id).where(Consultation.id.in_(ids))
    return set(db.session.scalars(visible(statement, Consultation)))
