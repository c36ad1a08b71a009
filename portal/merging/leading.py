"""References between rows that go and rows that stay: led to a twin, to a copy, or emptied."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert, select, update

from portal.extensions import db
from portal.merging import schema
from portal.merging.keys import twins_by_key
from portal.merging.move import Move
from portal.merging.selection import chunks, rows_where, values_of, with_owned
from portal.tenancy.handover import unedited
from portal.tenancy.owned import new_id


def keep_what_is_needed(move: Move) -> None:
    """Look at rows that stay and refer to rows that go.

    Of a shared thing (a section, a file) the row stays and those that go get a twin or a copy; another reference is
    emptied; where it may not be empty, the row that refers goes along.
    """
    for one in schema.references():
        if one.owns or not move.selection.get(one.target):
            continue
        rows = rows_where(one.table, move.old.id, one.column, move.selection[one.target])
        staying = {row: target for row, target in rows.items() if not move.goes(one.table, row)}
        if not staying:
            continue
        if one.target in schema.FOLDS:
            move.selection[one.target] -= set(staying.values())
        elif one.nullable:
            move.loosened.extend((one, row, target) for row, target in staying.items())
        else:
            for name, ids in with_owned({one.table: set(staying)}, move.old.id).items():
                move.selection.setdefault(name, set()).update(ids)


def lead(move: Move) -> None:
    """Lead each reference of the rows that go to a row that the new portal will have."""
    for one in schema.references():
        ids = move.selection.get(one.table)
        if not ids:
            continue
        for row_id, held in values_of(one.table, move.old.id, ids, [one.column]):
            target = move.wanted(one.table, row_id, one.column, held)
            if target is None or move.goes(one.target, target):
                continue
            _lead(move, one, row_id, target)


def _lead(move: Move, one: schema.Reference, row_id: int, target: int) -> None:
    if _is_there(one.target, target, move.new.id):
        return
    found = move.twins[one.target].get(target)
    if found is None and one.target in schema.FOLDS:
        found = move.twins[one.target][target] = _twin_or_copy(move, one.target, target)
    if found is None and not one.nullable:
        move.let_stay(one.table, {row_id})
        return
    move.change(one.table, row_id, one.column, found)


def _is_there(name: str, row_id: int, tenant_id: int) -> bool:
    columns = schema.table(name).c
    held = select(columns.id).where(columns.tenant_id == tenant_id, columns.id == row_id)
    return db.session.scalar(held) is not None


def _twin_or_copy(move: Move, name: str, row_id: int) -> int:
    """The new portal's row with the same key as a row that stays, made where there is none."""
    table, key = schema.table(name), schema.FOLDS[name]
    row = (
        db.session.execute(select(table).where(table.c.tenant_id == move.old.id, table.c.id == row_id))
        .mappings()
        .one()
    )
    held = twins_by_key(name, key, move.new.id).get(tuple(row[one] for one in key))
    if held is not None:
        return held
    made = new_id()
    values: dict[str, Any] = {**row, "tenant_id": move.new.id, "id": made}
    for one in schema.references():
        if one.table == name and one.nullable:  # what the copy refers to may not be there
            values[one.column] = None
    db.session.execute(insert(table), [values])
    return made


def loosen(move: Move) -> None:
    """Empty the references of rows that stay to rows that went."""
    for one, row_id, _target in move.loosened:
        fill(one.table, [row_id], move.old.id, {one.column: None})


def fill(name: str, ids: Iterable[int], tenant_id: int, values: dict[str, Any]) -> None:
    """Change columns of rows of a tenant."""
    table = schema.table(name)
    for part in chunks(ids):
        db.session.execute(
            update(table)
            .where(table.c.tenant_id == tenant_id, table.c.id.in_(part))
            .values({**unedited(table), **values})
        )
