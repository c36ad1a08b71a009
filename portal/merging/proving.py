"""The proof of publication: each portal's log tells what citizens saw there, and only grows.

The log of a portal that ended stays with it and can be checked as before: it ended, it did not withdraw. What came is
logged anew where it is now; what leaves a living portal is logged there as withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.merging import schema
from portal.merging.models import MOVED, SPLIT, Merge, MergeStep, MovedRow
from portal.merging.selection import chunks
from portal.proofs.following import followed, last_leaves, log_many
from portal.proofs.leaf import WITHDRAW, Leaf
from portal.proofs.service import append_many


def _things(merge: Merge, step: MergeStep) -> Iterator[tuple[str, list[int]]]:
    """Kind and ids of what went, as far as its kind is logged at all."""
    for kind in followed():
        statement = select(MovedRow.object_id).where(
            MovedRow.merge_id == merge.id,
            MovedRow.table == schema.kinds().get(kind),
            MovedRow.role == MOVED,
        )
        if merge.kind != SPLIT:
            statement = statement.where(MovedRow.from_id == step.about_id)
        yield kind, sorted(set(db.session.scalars(statement)))


def settle(merge: Merge, step: MergeStep, tenant_id: int) -> int:
    """Let a portal's log say of everything that went what is true there now (within its editing scope; the caller
    commits): what is public is published or replaced, what is gone is withdrawn. How many entries that took."""
    count = 0
    for kind, ids in _things(merge, step):
        entity = schema.entities()[schema.kinds()[kind]]
        for part in chunks(ids):
            rows = db.session.scalars(select(entity).where(entity.id.in_(part))).all()
            there = {row.id for row in rows}
            last = last_leaves(tenant_id, kind, [one for one in part if one not in there])
            gone = [_withdrawal(row) for row in last.values() if row.event != WITHDRAW]
            count += log_many(tenant_id, kind, rows) + len(append_many(tenant_id, gone))
    return count


def _withdrawal(row: Any) -> Leaf:
    return Leaf(row.kind, row.object_id, row.number, row.version, WITHDRAW, row.text_sha256, tuple(row.files))
