"""Rows that go with a row that they name (ON DELETE CASCADE, SET NULL): the database does it, no session tells.

Which rows of sources these are follows from the schema, so that a new reference is followed without anybody thinking
of it. Before a parent goes, its rows are asked for the days on which they count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, ForeignKeyConstraint, Table, select
from sqlalchemy.orm import Session

from portal.extensions import Base
from portal.ioc.warehouse.registry import Source, warehouse

_ACTS = frozenset({"CASCADE", "SET NULL"})
_EXTENSION = "ioc_cascades"


@dataclass(frozen=True)
class Reference:
    """`column` of `child` names `named` of `parent`, and goes with it; ids are unique over portals: one is enough."""

    child: Any
    column: str
    parent: Any
    named: str


@dataclass(frozen=True)
class Cascade:
    """Rows of `model`, counted by `source`, that go when a row of the last parent of `chain` goes."""

    source: Source
    model: Any
    chain: tuple[Reference, ...]

    @property
    def parent(self) -> Any:
        """The entity whose deletion takes the rows along."""
        return self.chain[-1].parent

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns with the days of the rows."""
        return tuple(self.source.marks.get(self.model, ()))

    def rows(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        """Which rows go when the parents of a condition do."""
        for one in reversed(self.chain):
            parents = select(getattr(one.parent, one.named)).where(condition)
            condition = getattr(one.child, one.column).in_(parents)
        return condition

    def days(
        self, session: Session, condition: ColumnElement[bool], most: int, parameters: Any = None
    ) -> set[tuple[int, Any]] | None:
        """(portal, day or instant) of the rows that go when the parents of a condition do; None where they are more
        than so many, or where their days do not stand in themselves."""
        if not self.columns:
            return None
        wanted = (
            select(self.model.tenant_id, *(getattr(self.model, one) for one in self.columns))
            .where(self.rows(condition))
            .distinct()
        )
        found = session.execute(wanted.limit(most + 1), parameters or {}).all()
        if len(found) > most:
            return None
        return {(row[0], moment) for row in found for moment in row[1:] if moment is not None}


def cascades_of(model: Any) -> Sequence[Cascade]:
    """What goes with rows of an entity. Needs an application context."""
    known: Mapping[Any, list[Cascade]] | None = current_app.extensions.get(_EXTENSION)
    if known is None:
        known = current_app.extensions[_EXTENSION] = _all()
    return known.get(model, ())


def _all() -> dict[Any, list[Cascade]]:
    by_table = {str(one.local_table): one.class_ for one in Base.registry.mappers if one.inherits is None}
    found: dict[Any, list[Cascade]] = {}
    for source in warehouse().sources.values():
        for model in {*source.marks, *source.days_of}:
            for chain in _chains(model, by_table, ()):
                one = Cascade(source, model, chain)
                if one.columns or one.parent not in source.marks:  # else it counts on the parent's days
                    found.setdefault(one.parent, []).append(one)
    return found


def _chains(
    model: Any, by_table: Mapping[str, Any], before: tuple[Reference, ...]
) -> Iterator[tuple[Reference, ...]]:
    table: Table = model.__table__
    for key in table.foreign_key_constraints:
        parent = by_table.get(key.referred_table.name)
        known = {model, *(one.child for one in before)}
        if (key.ondelete or "").upper() not in _ACTS or parent is None or parent in known:
            continue
        chain = (*before, Reference(model, *_pair(key, parent)))
        yield chain
        yield from _chains(parent, by_table, chain)


def _pair(key: ForeignKeyConstraint, parent: Any) -> tuple[str, Any, str]:
    """The column and what it names, without the portal that both share."""
    pairs = [(one.parent.name, one.column.name) for one in key.elements]
    column, named = next((pair for pair in pairs if pair[0] != "tenant_id"), pairs[0])
    return column, parent, named


def days_gone(
    session: Session, parents: Sequence[Any], most: int
) -> Iterator[tuple[Source, int, date | None]]:
    """(source, portal, day or instant; None: any day) of what goes with rows that a session is about to delete."""
    by_model: dict[tuple[Any, int], list[Any]] = {}
    for row in parents:
        by_model.setdefault((type(row), getattr(row, "tenant_id", 0)), []).append(row)
    for (model, tenant_id), rows in by_model.items():
        for one in cascades_of(model):
            named = one.chain[-1].named
            gone = getattr(model, named).in_([getattr(row, named) for row in rows])
            days = one.days(session, gone, most)
            if days is None:
                yield one.source, tenant_id, None
            else:
                yield from ((one.source, tenant, moment) for tenant, moment in days)
