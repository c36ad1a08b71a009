"""Which rows go: everything of a portal, or chosen things with all that belongs to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.merging import schema

CHUNK = 400  # ids in one statement
Selection = dict[str, set[int]]
"""Row ids by table, all of one tenant."""


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """Ids in portions that every database takes."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def everything_of(tenant_id: int) -> Selection:
    """All rows of a tenant that may go."""
    found = {}
    for name in schema.movable():
        ids = schema.table(name).c
        rows = set(db.session.scalars(select(ids.id).where(ids.tenant_id == tenant_id)))
        if rows:
            found[name] = rows
    return found


def rows_where(name: str, tenant_id: int, column: str, values: Iterable[int]) -> dict[int, int]:
    """Rows of a tenant whose column has one of the values: id → value."""
    columns, found = schema.table(name).c, {}
    for part in chunks(values):
        statement = select(columns.id, columns[column]).where(
            columns.tenant_id == tenant_id, columns[column].in_(part)
        )
        found.update(dict(db.session.execute(statement).all()))
    return found


def _owned_by_reference(fresh: Selection, tenant_id: int) -> Iterator[tuple[str, set[int]]]:
    for one in schema.references():
        if one.owns and fresh.get(one.target):
            yield one.table, set(rows_where(one.table, tenant_id, one.column, fresh[one.target]))


def _owned_by_name(fresh: Selection, tenant_id: int) -> Iterator[tuple[str, set[int]]]:
    things = {kind: fresh[name] for kind, name in schema.kinds().items() if fresh.get(name)}
    for name in schema.movable():
        if not schema.names_its_thing(name):
            continue
        columns = schema.table(name).c
        for kind, ids in things.items():
            for part in chunks(ids):
                statement = select(columns.id).where(
                    columns.tenant_id == tenant_id, columns.kind == kind, columns.object_id.in_(part)
                )
                yield name, set(db.session.scalars(statement))


def owned_by(selection: Selection, tenant_id: int) -> Selection:
    """All rows that belong to the selected ones, at any depth; the selected ones are not among them."""
    found: Selection = defaultdict(set)
    fresh = {name: set(ids) for name, ids in selection.items() if ids}
    while fresh:
        more: Selection = defaultdict(set)
        for source in (_owned_by_reference, _owned_by_name):
            for name, ids in source(fresh, tenant_id):
                more[name] |= ids - found[name] - selection.get(name, set())
        fresh = {name: ids for name, ids in more.items() if ids}
        for name, ids in fresh.items():
            found[name] |= ids
    return {name: ids for name, ids in found.items() if ids}


def with_owned(selection: Selection, tenant_id: int) -> Selection:
    """The selected rows and all that belongs to them."""
    whole: Selection = {name: set(ids) for name, ids in selection.items()}
    for name, ids in owned_by(selection, tenant_id).items():
        whole.setdefault(name, set()).update(ids)
    return whole


def drop(selection: Selection, name: str, ids: Iterable[int], tenant_id: int) -> None:
    """Let rows stay, with all that belongs to them."""
    for table, rows in with_owned({name: set(ids)}, tenant_id).items():
        if table in selection:
            selection[table] -= rows


def roots(selection: Selection, tenant_id: int) -> Selection:
    """The selected rows that belong to no other selected row: those that must be listed to be found again."""
    owned = owned_by(selection_of_things(selection), tenant_id)
    return {name: left for name, ids in selection.items() if (left := ids - owned.get(name, set()))}


def selection_of_things(selection: Selection) -> Selection:
    """The selected rows of tables that do not belong to others by their nature."""
    dependent = {one.table for one in schema.references() if one.owns}
    dependent |= {name for name in schema.movable() if schema.names_its_thing(name)}
    return {name: ids for name, ids in selection.items() if name not in dependent}


def count(selection: Selection) -> dict[str, int]:
    """How many rows of each table."""
    return {name: len(ids) for name, ids in sorted(selection.items()) if ids}


def values_of(name: str, tenant_id: int, ids: Iterable[int], columns: list[str]) -> list[Any]:
    """Rows with their id and some columns."""
    held = schema.table(name).c
    found: list[Any] = []
    for part in chunks(ids):
        statement = select(held.id, *(held[one] for one in columns)).where(
            held.tenant_id == tenant_id, held.id.in_(part)
        )
        found.extend(db.session.execute(statement).all())
    return found


def still_there(selection: Selection, tenant_id: int) -> Selection:
    """Those of the rows that a tenant still has."""
    found: Selection = {}
    for name, ids in selection.items():
        for part in chunks(ids):
            there = {row[0] for row in values_of(name, tenant_id, part, [])}
            if there:
                found.setdefault(name, set()).update(there)
    return found
