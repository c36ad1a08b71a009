"""Copies of one original (portal.sharing): where the new portal follows it already, a second copy does not come along.

Such a copy stays with all that belongs to it at the portal that ended, where nothing public shows it; the copy of the
new portal stands for it, in the journal and for every old address. So undoing has nothing to put back, and a split
finds it as it was. A text of the portal's own is no such copy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select, update

from portal.clock import utc_now
from portal.extensions import db
from portal.merging import schema
from portal.merging.keys import title_column
from portal.merging.models import KEPT, MovedRow
from portal.merging.move import Move
from portal.merging.selection import Selection, chunks, drop, values_of
from portal.publishing.models import PUBLISHED
from portal.sharing.models import FOLLOWING, SharedCopy, Sharing
from portal.tenancy.directory import directory


@dataclass(frozen=True)
class FoldedCopy:
    """A copy that did not come along: what it is, and the addresses of it and of the one that stands for it."""

    table: str
    title: str
    before: str
    after: str


@dataclass(frozen=True)
class _Copy:
    table: str
    source_id: int
    row_id: int
    public: bool
    slug: str
    title: str


def fold_copies(move: Move) -> None:
    """Let copies stay of whose original the new portal has a copy that follows too. One that citizens see goes along
    where that of the new portal is hidden."""
    if move.returning:
        return
    held: dict[tuple[str, int], _Copy] = {}
    for one in sorted(_following(move.new.id), key=lambda one: (not one.public, one.row_id)):
        held.setdefault((one.table, one.source_id), one)
    for one in _following(move.old.id):
        kept = held.get((one.table, one.source_id))
        if kept is None or not move.goes(one.table, one.row_id) or (one.public and not kept.public):
            continue
        move.twins[one.table][one.row_id] = kept.row_id
        move.renamed[one.table][one.slug] = kept.slug
        move.copies.append(FoldedCopy(one.table, one.title, one.slug, kept.slug))
        drop(move.selection, one.table, {one.row_id}, move.old.id)


def lead_links_back(move: Move, lines: list[MovedRow]) -> None:
    """Let texts that go back name the copies at home again, by their slugs there."""
    for line in lines:
        if line.slug and "twin" in line.changes:
            for _id, slug in values_of(line.table, move.old.id, [line.changes["twin"]], ["slug"]):
                move.renamed[line.table][slug] = line.slug


def _following(tenant_id: int) -> list[_Copy]:
    """The copies of a portal that follow their originals and are still there."""
    statement = select(SharedCopy.kind, SharedCopy.object_id, SharedCopy.source_id).where(
        SharedCopy.tenant_id == tenant_id, SharedCopy.state == FOLLOWING, SharedCopy.object_id.is_not(None)
    )
    by_kind: dict[str, dict[int, int]] = {}
    for kind, row_id, source_id in db.session.execute(statement.order_by(SharedCopy.id)):
        if row_id is not None:
            by_kind.setdefault(kind, {})[row_id] = source_id
    found = []
    for kind, sources in by_kind.items():
        name = schema.kinds()[kind]
        columns = ["status", "slug", title_column(name) or "slug"]
        for row_id, status, slug, title in values_of(name, tenant_id, sources, columns):
            found.append(_Copy(name, sources[row_id], row_id, status == PUBLISHED, slug, title))
    return found


def folded_at(tenant_id: int) -> Selection:
    """Copies that lie at a portal that ended, since another one stands for each."""
    found: Selection = {}
    for line in _folds(MovedRow.from_id == tenant_id):
        found.setdefault(line.table, set()).add(line.object_id)
    return found


def stood_for(leaving: Selection, source_id: int) -> dict[int, Selection]:
    """Copies for which rows stand that are about to leave a portal, by the portal that ended and went into it."""
    found: dict[int, Selection] = {}
    going = {(name, row_id) for name, ids in leaving.items() for row_id in ids}
    for line in _folds(MovedRow.from_id != source_id):
        ended = directory().by_id(line.from_id)
        if ended is None or directory().heir_of(ended).id != source_id:
            continue
        if (line.table, line.changes["twin"]) in going:
            found.setdefault(line.from_id, {}).setdefault(line.table, set()).add(line.object_id)
    return found


def _folds(condition: object) -> list[MovedRow]:
    tables = [name for name in schema.kinds().values() if name not in schema.FOLDS]
    statement = select(MovedRow).where(
        condition,  # type: ignore[arg-type]
        MovedRow.role == KEPT,
        MovedRow.undone_at.is_(None),
        MovedRow.table.in_(tables),
    )
    return [one for one in db.session.scalars(statement.order_by(MovedRow.id)) if "twin" in one.changes]


def ask_anew(copies: Selection) -> None:
    """Let the sender carry over again what these copies say: nobody told them anything while others stood for them."""
    for ids in copies.values():
        _due(ids)


def _due(ids: Iterable[int]) -> None:
    for part in chunks(ids):
        sharings = list(
            db.session.scalars(
                select(SharedCopy.sharing_id).where(
                    SharedCopy.object_id.in_(part), SharedCopy.state == FOLLOWING
                )
            )
        )
        db.session.execute(
            update(Sharing)
            .where(Sharing.id.in_(sharings))
            .values(due_at=utc_now(), tries=0)
            .execution_options(synchronize_session=False)
        )
