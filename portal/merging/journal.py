"""What is written down of a move: each thing with its old address and how it stood, to be found and undone by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from portal.clock import utc_now
from portal.extensions import db
from portal.merging import schema
from portal.merging.keys import title_column
from portal.merging.models import KEPT, MOVED, RETURNED, MovedRow
from portal.merging.move import Changes, Move
from portal.merging.selection import chunks, roots
from portal.publishing.models import PUBLISHED

Row = dict[str, Any]


def snapshot(move: Move) -> list[Row]:
    """The lines of the journal, read before anything is written."""
    rows: list[Row] = []
    role = RETURNED if move.returning else MOVED
    for name, ids in roots(move.selection, move.old.id).items():
        for one in _as_they_stand(name, move.old.id, ids):
            rows.append(_line(move, name, role) | one)
    for name, pairs in move.twins.items():
        stood = {} if name in schema.FOLDS else _by_id(_as_they_stand(name, move.old.id, set(pairs)))
        rows += [
            _line(move, name, KEPT) | stood.get(mine, {}) | {"object_id": mine, "changes": {"twin": twin}}
            for mine, twin in pairs.items()
        ]
    for reference, row_id, target in move.loosened:
        change = {"object_id": row_id, "changes": {reference.column: [target, None]}}
        rows.append(_line(move, reference.table, KEPT) | change)
    return rows


def _line(move: Move, name: str, role: str) -> Row:
    return {
        "merge_id": move.merge_id,
        "table": name,
        "from_id": move.old.id,
        "to_id": move.new.id,
        "slug": "",
        "title": "",
        "public": False,
        "dated": None,
        "changes": {},
        "role": role,
    }


def _as_they_stand(name: str, tenant_id: int, ids: set[int]) -> Iterator[Row]:
    columns = schema.table(name).c
    shown = [one for one in ("slug", title_column(name), "number", "type") if one and one in columns]
    states = [one for one in ("status", "publish_at", "expires_at") if one in columns]
    now = utc_now()
    for part in chunks(ids):
        statement = select(columns.id, *(columns[one] for one in (*shown, *states))).where(
            columns.tenant_id == tenant_id, columns.id.in_(part)
        )
        for row in db.session.execute(statement).mappings():
            yield {
                "object_id": row["id"],
                "slug": row.get("slug") or "",
                "title": _title(row, title_column(name)),
                "public": len(states) == 3 and _is_public(row, now),
                "dated": row.get("publish_at"),
            }


def _by_id(rows: Iterator[Row]) -> dict[int, Row]:
    return {one["object_id"]: one for one in rows}


def _title(row: Any, column: str | None) -> str:
    title = str(row[column]) if column else ""
    if "number" in row and "type" in row:  # a document is known by its number
        title = f"{row['type']} {row['number']}: {title}"
    return title[:400]


def _is_public(row: Any, now: datetime) -> bool:
    begun = row["publish_at"] is not None and row["publish_at"] <= now
    return bool(
        row["status"] == PUBLISHED and begun and (row["expires_at"] is None or row["expires_at"] > now)
    )


def write(rows: list[Row], changes: Changes, before: Changes) -> None:
    """Put the lines into the journal, with what had to change in each row."""
    for row in rows:
        made = changes.get(row["table"], {}).get(row["object_id"], {})
        if row["role"] == MOVED and made:
            held = before[row["table"]][row["object_id"]]
            row["changes"] = {column: [held[column], value] for column, value in made.items()}
    for start in range(0, len(rows), 500):
        db.session.execute(insert(MovedRow), rows[start : start + 500])


def lines_of(merge_id: int, from_id: int, role: str = MOVED) -> list[MovedRow]:
    """What went from a portal in a merge and was not undone."""
    statement = select(MovedRow).where(
        MovedRow.merge_id == merge_id,
        MovedRow.from_id == from_id,
        MovedRow.role == role,
        MovedRow.undone_at.is_(None),
    )
    return list(db.session.scalars(statement.order_by(MovedRow.id)))


def mark_undone(merge_id: int, from_id: int) -> None:
    """Let what went from a portal in a merge count as origin no longer; old addresses stay known."""
    db.session.execute(
        update(MovedRow)
        .where(MovedRow.merge_id == merge_id, MovedRow.from_id == from_id, MovedRow.role != RETURNED)
        .values(undone_at=utc_now())
    )
