"""Reads of mergers for the archive and the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, select

from portal.extensions import db
from portal.jobs.models import Job
from portal.merging import schema
from portal.merging.models import DONE, KEPT, MERGE, MOVED, RUNNING, UNDOING, Merge, MergeStep, MovedRow
from portal.merging.places import prefixes, standing
from portal.tenancy.directory import Portal, directory
from portal.web.request import current_portal, path, portal_url

KIND_OF_JOB = "merge"
WENT = (MOVED, KEPT)
"""What an archive lists: also what stayed since another copy stands for it (no other row that stayed was public)."""


@dataclass(frozen=True)
class Archived:
    """A portal that went into this one, by whatever way, with what it had."""

    portal: Portal
    ended: date | None
    counts: list[tuple[str, str, int]]  # table, label, how many public things

    @property
    def total(self) -> int:
        """How many public things it had."""
        return sum(count for _name, _label, count in self.counts)


@dataclass(frozen=True)
class Line:
    """One thing of an archive: how it was called, since when it was public, where it is now ("" if nowhere)."""

    title: str
    dated: datetime | None
    url: str


def archived_portals(heir: Portal) -> list[Portal]:
    """The portals that ended and whose heir is this one, by name."""
    ended = [one for one in directory().all() if not one.is_living]
    return [one for one in ended if directory().heir_of(one).id == heir.id]


def _of(portal: Portal) -> Select[Any]:
    """The things that were public at a portal when it ended: the last time that it ended."""
    last = (
        select(func.max(MovedRow.merge_id))
        .join(Merge, and_(Merge.id == MovedRow.merge_id, Merge.kind == MERGE))
        .where(MovedRow.from_id == portal.id, MovedRow.role.in_(WENT), MovedRow.undone_at.is_(None))
        .scalar_subquery()
    )
    return select(MovedRow).where(
        MovedRow.from_id == portal.id,
        MovedRow.role.in_(WENT),
        MovedRow.public,
        MovedRow.merge_id == last,
    )


def archive_of(portal: Portal) -> Archived:
    """What a portal had when it ended."""
    lines = _of(portal).subquery()
    grouped = select(lines.c.table.label("name"), func.count().label("many")).group_by(lines.c.table)
    counted = {one.name: one.many for one in db.session.execute(grouped)}
    counts = [(name, schema.label(name), counted[name]) for name in prefixes() if counted.get(name)]
    return Archived(portal, portal.valid_to, counts)


def count_lines(portal: Portal, name: str) -> int:
    """How many things of a table an archive has."""
    lines = _of(portal).where(MovedRow.table == name).subquery()
    return int(db.session.scalar(select(func.count()).select_from(lines)) or 0)


def lines(portal: Portal, name: str, offset: int, limit: int) -> list[Line]:
    """A part of the things of a table in an archive, the newest first; three statements at most."""
    statement = _of(portal).where(MovedRow.table == name)
    ordered = statement.order_by(MovedRow.dated.desc().nulls_last(), MovedRow.id)
    rows = list(db.session.scalars(ordered.offset(offset).limit(limit)))
    held = standing(name, [one.object_id for one in rows])
    return [
        Line(one.title, one.dated, _url(name, held[one.object_id]) if one.object_id in held else "")
        for one in rows
    ]


def _url(name: str, place: Any) -> str:
    owner = directory().by_id(place.tenant_id)
    target = f"{prefixes()[name]}{place.slug}"
    if owner is None or owner.id == current_portal().id:
        return path(target)
    return portal_url(directory().heir_of(owner), target)


def merges() -> list[Merge]:
    """All reorganisations, the newest first."""
    return list(db.session.scalars(select(Merge).order_by(Merge.id.desc()).limit(200)))


def merge_by_id(number: int) -> Merge | None:
    """One reorganisation."""
    return db.session.scalar(select(Merge).where(Merge.id == number))


def progress(merge: Merge) -> tuple[int, int]:
    """Steps that are done (or undone), and how many there are."""
    steps = list(db.session.scalars(select(MergeStep).where(MergeStep.merge_id == merge.id)))
    if merge.state == UNDOING:
        return sum(1 for one in steps if one.done_at is None or one.undone_at is not None), len(steps)
    return sum(1 for one in steps if one.done_at is not None), len(steps)


def is_active(merge: Merge) -> bool:
    """Whether something is being done or waits to be."""
    return merge.state in {RUNNING, UNDOING}


def may_be_undone(merge: Merge, now: datetime) -> bool:
    """Whether its term has not passed."""
    return merge.state in {DONE, RUNNING} and (merge.undo_until is None or merge.undo_until > now)


def job_of(number: int) -> Job | None:
    """The job that does a reorganisation, in the scope in force."""
    return db.session.scalar(select(Job).where(Job.kind == KIND_OF_JOB, Job.subject_id == number))
