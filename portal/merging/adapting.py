"""What must be different at the new portal by the nature of a thing, beside keys that clash."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.merging import schema
from portal.merging.leading import fill
from portal.merging.models import MovedRow
from portal.merging.move import Move
from portal.merging.selection import chunks, values_of


def hang_pages_below(move: Move, container_id: int | None) -> None:
    """Standing pages of the old portal hang below one page of the new one, and answer no mandatory section any more:
    the new portal has a page of its own for each (Decree 42/2022/NĐ-CP, articles 4 to 8)."""
    ids = move.selection.get("page", set())
    for row_id, parent, section in values_of("page", move.old.id, ids, ["parent_id", "section"]):
        if section:
            move.change("page", row_id, "section", "")
        if container_id is not None and (parent is None or not move.goes("page", parent)):
            move.change("page", row_id, "parent_id", container_id)


def name_agency_of_weeks(move: Move) -> None:
    """Schedules stay those of the agency that held them; the new portal's own are told apart by that."""
    ids = move.selection.get("work_week", set())
    for row_id, agency in values_of("work_week", move.old.id, ids, ["agency"]):
        if not agency:
            move.change("work_week", row_id, "agency", move.old.authority)


def want_back(move: Move, lines: list[MovedRow]) -> None:
    """What a merge had to change gets its former value again, unless somebody has changed it since."""
    for name in {line.table for line in lines}:
        changed = {line.object_id: line.changes for line in lines if line.table == name and line.changes}
        going = set(changed) & move.selection.get(name, set())
        columns = sorted({column for row_id in going for column in changed[row_id]})
        if not columns:
            continue
        for row in values_of(name, move.old.id, going, columns):
            held = dict(zip(columns, row[1:], strict=True))
            for column, (before, after) in changed[row[0]].items():
                if held[column] == after and _may_stand(move, name, column, before):
                    move.change(name, row[0], column, before)


def _may_stand(move: Move, name: str, column: str, value: Any) -> bool:
    """Whether a former value can be put back: a reference only where its row is or will be."""
    one = next((each for each in schema.references() if (each.table, each.column) == (name, column)), None)
    if one is None or value is None or move.goes(one.target, value):
        return True
    return value in _present(one.target, [value], move.new.id)


def _present(name: str, ids: list[int], tenant_id: int) -> set[int]:
    columns = schema.table(name).c
    found: set[int] = set()
    for part in chunks(ids):
        held = select(columns.id).where(columns.tenant_id == tenant_id, columns.id.in_(part))
        found |= set(db.session.scalars(held))
    return found


def tighten(move: Move, lines: list[MovedRow]) -> None:
    """References of rows that had stayed behind, emptied by the merge, are filled again."""
    for line in lines:
        for column, change in line.changes.items():
            if column == "twin":
                continue
            one = next(
                each for each in schema.references() if (each.table, each.column) == (line.table, column)
            )
            held = values_of(line.table, move.new.id, [line.object_id], [column])
            back = _present(one.target, [change[0]], move.new.id)
            if held and held[0][1] is None and back:
                fill(line.table, [line.object_id], move.new.id, {column: change[0]})
