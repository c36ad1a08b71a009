"""A part of a long list of one kind of thing, read in the order of an index however far down it lies.

Three things make a list slow that holds 100,000: rows of several portals sorted together (`tenant_id IN (…)` leaves no
index its order), whole rows read and thrown away before the part begins, and going to the far end from the near one. So
each portal's rows are a branch of their own, which the database merges; what is stepped over are entries of an index;
and the part is looked for from the end that is nearer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, select, union_all
from sqlalchemy.sql.operators import asc_op, desc_op, nulls_first_op, nulls_last_op

from portal.extensions import db
from portal.tenancy.owned import TenantShared
from portal.tenancy.scope import current_scope


class Falling(NamedTuple):
    """A column that a list falls by, the greatest first. `nulls`: it may be empty, and what is empty comes last."""

    column: Any
    nulls: bool = False


Narrow = Callable[[Select[Any]], Select[Any]]
NEAR = 200
"""So many rows are read and thrown away rather than asking for their keys first."""


def part(
    model: Any,
    statement: Select[Any],
    narrow: Narrow,
    order: Sequence[Falling],
    offset: int,
    limit: int,
    total: int | None = None,
) -> list[Any]:
    """Rows `offset` to `offset + limit` of the list of all `model` that `narrow` lets through.

    `statement` is the SELECT that loads them, not narrowed; the last column of `order` is the id. `total`, where it is
    known, lets the list be read from its other end. One statement, or two where several portals' rows meet or the part
    lies far down.
    """
    branches = _branches(model)
    if len(branches) == 1 and offset <= NEAR:
        return list(db.session.scalars(_in_order(narrow(statement), order).offset(offset).limit(limit)))
    ids = _ids(model, narrow, branches, order, offset, limit, total)
    if not ids:
        return []
    found = {one.id: one for one in db.session.scalars(statement.where(model.id.in_(ids)))}
    return [found[one] for one in ids if one in found]


def _in_order(statement: Any, order: Sequence[Falling], *, turned: bool = False) -> Any:
    return statement.order_by(*(_directed(one, turned=turned) for one in order))


def _directed(one: Falling, *, turned: bool) -> Any:
    # What is never empty says nothing of nulls, as its index says nothing of them either.
    directed = one.column.asc() if turned else one.column.desc()
    if not one.nulls:
        return directed
    return directed.nulls_first() if turned else directed.nulls_last()


def _branches(model: Any) -> list[Any]:
    """What narrows the model to the rows of one portal, for each portal whose rows are seen."""
    scope = current_scope()
    if scope.own is None or not issubclass(model, TenantShared):
        return [None]
    own = model.tenant_id == scope.own
    return [own, *((model.tenant_id == one) & model.shared for one in scope.parents)]


def _ids(
    model: Any,
    narrow: Narrow,
    branches: list[Any],
    order: Sequence[Falling],
    offset: int,
    limit: int,
    total: int | None,
) -> list[int]:
    turned = total is not None and offset + limit > total - offset
    if turned and total is not None:
        limit = min(limit, total - offset)
        offset = total - offset - limit
        if limit <= 0:
            return []
    keys = _merged(model, narrow, branches, order, turned=turned).offset(offset).limit(limit)
    ids = [row[-1] for row in db.session.execute(keys)]
    return ids[::-1] if turned else ids


def rising(model: Any, narrow: Narrow, order: Sequence[Falling], offset: int, limit: int) -> Any:
    """A SELECT of the ids of a part of the list read from its end, the last first."""
    keys = _merged(model, narrow, _branches(model), order, turned=True).offset(offset).limit(limit)
    return select(keys.subquery().c.id)


def _merged(
    model: Any, narrow: Narrow, branches: list[Any], order: Sequence[Falling], *, turned: bool
) -> Any:
    """The keys of all portals' rows in one order."""
    bare = narrow(select(*(one.column for one in order)))
    if branches[0] is None:  # not "== [None]": a criterion compares to a criterion, which is no truth
        return _in_order(bare, order, turned=turned)
    read = [bare.where(branch) for branch in branches]
    if len(read) == 1:
        return _in_order(read[0], order, turned=turned)
    merged = union_all(*read)
    columns = [Falling(merged.selected_columns[one.column.key], one.nulls) for one in order]
    return _in_order(merged, columns, turned=turned)


def slice_of(
    statement: Select[Any], model: Any, offset: int, limit: int, total: int | None = None
) -> list[Any]:
    """Rows `offset` to `offset + limit` of a SELECT on `model` that is narrowed and in order already; far down, their
    ids first, which an index in this order answers by itself, and from the end where that is nearer and `total` is
    known."""
    if offset <= NEAR:
        return list(db.session.scalars(statement.offset(offset).limit(limit)))
    wanted, turned = statement.with_only_columns(model.id), False
    if total is not None and offset + limit > total - offset:
        turned, limit = True, min(limit, total - offset)
        offset = total - offset - limit
        if limit <= 0:
            return []
        order = [_opposite(one) for one in statement._order_by_clauses]
        wanted = wanted.order_by(None).order_by(*order)
    ids = list(db.session.scalars(wanted.offset(offset).limit(limit)))
    found = {one.id: one for one in db.session.scalars(select(model).where(model.id.in_(ids)))}
    return [found[one] for one in (reversed(ids) if turned else ids) if one in found]


def _opposite(clause: Any) -> Any:
    """What a SELECT is ordered by, the other way round."""
    modifier = getattr(clause, "modifier", None)
    if modifier is nulls_last_op:
        return _opposite(clause.element).nulls_first()
    if modifier is nulls_first_op:
        return _opposite(clause.element).nulls_last()
    if modifier is desc_op:
        return clause.element.asc()
    return clause.element.desc() if modifier is asc_op else clause.desc()
