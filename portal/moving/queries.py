"""Reads of moving in, in the scope in force: sources, old addresses and how often they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from portal.clock import today
from portal.extensions import db
from portal.jobs.models import Job
from portal.jobs.service import jobs_of
from portal.moving.models import PATH, Move, OldPath, OldPathDay
from portal.moving.old_paths import destination
from portal.moving.service import KIND
from portal.news.models import NewsSection
from portal.pages.models import Page

LATELY = 30
"""Days of visits that the list of old addresses shows."""


@dataclass(frozen=True)
class Line:
    """A source and the job that works on it."""

    move: Move
    job: Job | None


def move_by_id(move_id: int) -> Move | None:
    """A source of this portal."""
    return db.session.scalar(select(Move).where(Move.id == move_id)) if move_id < 2**63 else None


def moves() -> list[Line]:
    """All sources, the newest first."""
    rows = list(db.session.scalars(select(Move).order_by(Move.created_at.desc(), Move.id.desc())))
    jobs = jobs_of(KIND, [one.id for one in rows])
    return [Line(one, jobs.get(one.id)) for one in rows]


def sections_here() -> dict[str, str]:
    """The sections of news, slug → name, in their order."""
    rows = select(NewsSection.slug, NewsSection.name).order_by(NewsSection.position, NewsSection.id)
    return dict(db.session.execute(rows).all())


def parents_here() -> dict[str, str]:
    """The pages at the top of the tree, slug → title."""
    rows = select(Page.slug, Page.title).where(Page.parent_id.is_(None)).order_by(Page.position, Page.title)
    return dict(db.session.execute(rows).all())


@dataclass(frozen=True)
class Kept:
    """An old address as the list shows it: where it leads now (None: nowhere), how often it was asked for lately."""

    row: OldPath
    leads_to: str | None
    lately: int


def _wanted(q: str, choice: str) -> Select[OldPath]:
    statement = select(OldPath).where(OldPath.deleted_at.is_(None))
    if q:
        words = (OldPath.address, OldPath.target, OldPath.note)
        conditions: list[ColumnElement[bool]] = [one.icontains(q, autoescape=True) for one in words]
        statement = statement.where(conditions[0] | conditions[1] | conditions[2])
    if choice == "tay":
        statement = statement.where(OldPath.by_hand)
    elif choice == "tat":
        statement = statement.where(OldPath.active.is_(False))
    elif choice == "mo":
        statement = statement.where(OldPath.hits > 0)
    return statement


def count_old_paths(q: str, choice: str) -> int:
    """How many old addresses match."""
    return int(db.session.scalar(select(func.count()).select_from(_wanted(q, choice).subquery())) or 0)


def old_paths(q: str, choice: str, offset: int, limit: int) -> list[Kept]:
    """The old addresses that match, the most asked for first."""
    ordered = _wanted(q, choice).order_by(OldPath.hits.desc(), OldPath.address)
    rows = list(db.session.scalars(ordered.offset(offset).limit(limit)))
    since = today() - timedelta(days=LATELY)
    counted = (
        select(OldPathDay.old_path_id, func.sum(OldPathDay.count))
        .where(OldPathDay.old_path_id.in_([one.id for one in rows]), OldPathDay.day > since)
        .group_by(OldPathDay.old_path_id)
    )
    lately: dict[int, Any] = dict(db.session.execute(counted).all()) if rows else {}
    return [Kept(one, destination(one), int(lately.get(one.id, 0))) for one in rows]


def everything() -> list[OldPath]:
    """Every old address that is kept, for a file."""
    return list(db.session.scalars(_wanted("", "").order_by(OldPath.address)))


def old_path_by_id(row_id: int, *, deleted: bool = False) -> OldPath | None:
    """An old address of this portal."""
    if row_id >= 2**63:
        return None
    gone = OldPath.deleted_at.is_not(None) if deleted else OldPath.deleted_at.is_(None)
    return db.session.scalar(select(OldPath).where(OldPath.id == row_id, gone))


def days_of(row: OldPath) -> list[OldPathDay]:
    """Its visits, day by day, the newest first."""
    statement = select(OldPathDay).where(OldPathDay.old_path_id == row.id).order_by(OldPathDay.day.desc())
    return list(db.session.scalars(statement.limit(LATELY)))


def typed_target(row: OldPath) -> str:
    """The target of an old address as a person would type it."""
    return row.target if row.kind == PATH else destination(row) or ""
