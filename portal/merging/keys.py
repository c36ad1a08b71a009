"""Unique keys that both portals use: a twin stands for the row, the row gets an addition, or it stays behind."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.merging import schema
from portal.merging.move import Clash, Move
from portal.merging.selection import values_of


def fold(move: Move) -> None:
    """Find the rows for which the new portal has a twin already: they stay, what refers to them is led to the twin."""
    for name, key in schema.FOLDS.items():
        if not move.selection.get(name):
            continue
        held = twins_by_key(name, key, move.new.id)
        mine = values_of(name, move.old.id, move.selection[name], list(key))
        found = {row[0]: held[tuple(row[1:])] for row in mine if tuple(row[1:]) in held}
        move.twins[name].update(found)
        move.let_stay(name, set(found))


def twins_by_key(name: str, key: tuple[str, ...], tenant_id: int) -> dict[tuple[Any, ...], int]:
    """The rows of a tenant by a unique key."""
    columns = schema.table(name).c
    rows = db.session.execute(
        select(columns.id, *(columns[one] for one in key)).where(columns.tenant_id == tenant_id)
    )
    return {tuple(row[1:]): row[0] for row in rows}


def tell_apart(move: Move) -> None:
    """Give rows whose key is taken at the new portal an addition that names the origin; without such a column they
    stay in the archive."""
    for name in sorted(move.selection):
        for key in schema.unique_keys(name):
            if schema.FOLDS.get(name) != key and not _names_a_row(name, key):
                _tell_apart(move, name, key)


def _names_a_row(name: str, key: tuple[str, ...]) -> bool:
    """Whether a key holds the id of a row that goes along: ids are unique over tenants, so it cannot be taken."""
    moving = {
        one.column for one in schema.references() if one.table == name and one.target not in schema.FOLDS
    }
    return bool(moving & set(key)) or bool({"object_id", "subject_id"} & set(key))


def _tell_apart(move: Move, name: str, key: tuple[str, ...]) -> None:
    ids = move.selection[name]
    taken = set(twins_by_key(name, key, move.new.id))
    shown = title_column(name)
    staying: set[int] = set()
    for row in sorted(values_of(name, move.old.id, ids, [*key, *([shown] if shown else [])])):
        value = tuple(
            move.wanted(name, row[0], one, held) for one, held in zip(key, row[1 : len(key) + 1], strict=True)
        )
        if value in taken and None not in value:
            part = next((at for at, one in enumerate(key) if one in schema.told_apart(name)), None)
            if part is None:
                staying.add(row[0])
                continue
            before = value
            value = _with_origin(move, name, key, value, part, taken)
            move.change(name, row[0], key[part], value[part])
            title = str(row[-1]) if shown else ""
            move.clashes.append(Clash(name, title, key[part], str(before[part]), str(value[part])))
        taken.add(value)
    if staying:
        move.let_stay(name, staying)


def _with_origin(
    move: Move,
    name: str,
    key: tuple[str, ...],
    value: tuple[Any, ...],
    part: int,
    taken: set[tuple[Any, ...]],
) -> tuple[Any, ...]:
    """The key with the origin added to one of its columns, and a number where that is taken too."""
    column = key[part]
    limit = getattr(schema.table(name).c[column].type, "length", None) or 1000
    number = 1
    while True:
        more = f"-{number}" if number > 1 else ""
        if column == "slug":
            addition = f"-{move.old.slug}{more}"
        else:
            addition = f" ({move.old.code or move.old.slug}{more})"
        made = f"{str(value[part])[: limit - len(addition)]}{addition}"
        found = (*value[:part], made, *value[part + 1 :])
        if found not in taken:
            return found
        number += 1


def title_column(name: str) -> str | None:
    """The column that people know a row of this table by; None where it has none."""
    columns = schema.table(name).c
    return next((one for one in ("title", "name", "term", "question") if one in columns), None)
