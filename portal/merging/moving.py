"""Moving rows from one tenant to another, in the running transaction of a scope that hands over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import insert

from portal.extensions import db
from portal.merging import journal, links, schema
from portal.merging.copies import FoldedCopy, fold_copies
from portal.merging.keys import fold, tell_apart
from portal.merging.leading import keep_what_is_needed, lead, loosen
from portal.merging.move import Changes, Clash, Move
from portal.merging.selection import chunks, values_of
from portal.publishing.models import Change
from portal.publishing.service import touch
from portal.tenancy.handover import give, put_off_references


@dataclass
class Moved:
    """What a move did: rows by table, clashes, rows for which a twin stands, rows that stayed, texts with links."""

    counts: dict[str, int] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)
    folded: dict[str, int] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    links: int = 0
    addresses: int = 0
    copies: list[FoldedCopy] = field(default_factory=list)


def carry_out(move: Move) -> Moved:
    """Do a move (the caller commits). Raises ScopeViolation outside of `handing_over`."""
    put_off_references()
    fold_copies(move)
    keep_what_is_needed(move)
    fold(move)
    tell_apart(move)
    lead(move)
    size = -1
    while size != move.size:  # what stays after all may be what another row refers to, or part of its key
        size = move.size
        tell_apart(move)
        lead(move)
    lines = journal.snapshot(move)
    before = _before(move)
    for name, ids in move.selection.items():
        _give(move, name, ids)
    loosen(move)
    count = links.rewrite(move, before)
    journal.write(lines, move.changes, before)
    _announce(move)
    return Moved(
        counts={name: len(ids) for name, ids in move.selection.items() if ids},
        clashes=move.clashes,
        folded={name: len(pairs) for name, pairs in move.twins.items() if pairs and name in schema.FOLDS},
        left=_left(move),
        links=count,
        addresses=sum(1 for one in lines if one["public"]),
        copies=move.copies,
    )


def _left(move: Move) -> dict[str, int]:
    """Rows that stayed although they were meant to go; those with a twin are counted as such."""
    found: Counter[str] = Counter()
    for name, ids in move.left.items():
        found[name] += len(ids - move.twins.get(name, {}).keys())
    return {name: count for name, count in found.items() if count}


def _before(move: Move) -> Changes:
    found: Changes = {}
    for name, rows in move.changes.items():
        going = {row_id: values for row_id, values in rows.items() if move.goes(name, row_id)}
        columns = sorted({column for values in going.values() for column in values})
        found[name] = {
            row[0]: dict(zip(columns, row[1:], strict=True))
            for row in values_of(name, move.old.id, going, columns)
        }
    return found


def _give(move: Move, name: str, ids: set[int]) -> None:
    table, changed = schema.table(name), move.changes.get(name, {})
    for row_id in sorted(ids & changed.keys()):
        give(table, [row_id], move.old.id, move.new.id, changed[row_id])
    for part in chunks(ids - changed.keys()):
        give(table, part, move.old.id, move.new.id)


def _announce(move: Move) -> None:
    """Let search forget the things at the old tenant and find them at the new one; pages of both move on."""
    things = list(_things(move))
    rows = [
        {"of_tenant_id": tenant_id, "kind": kind, "object_id": row_id}
        for tenant_id in (move.old.id, move.new.id)
        for kind, row_id in things
    ]
    for start in range(0, len(rows), 500):
        db.session.execute(insert(Change), rows[start : start + 500])
    for tenant_id in (move.old.id, move.new.id):
        touch(db.session(), tenant_id)


def _things(move: Move) -> Iterator[tuple[str, int]]:
    """Kind and id of each thing that went (it is at the new portal by now)."""
    kinds = {name: kind for kind, name in schema.kinds().items()}
    for name, ids in move.selection.items():
        if name in schema.KINDS_IN_A_COLUMN:
            yield from ((kind, row_id) for row_id, kind in values_of(name, move.new.id, ids, ["kind"]))
        elif name in kinds:
            yield from ((kinds[name], row_id) for row_id in sorted(ids))
