"""What has to be counted again is marked in the transaction that changed it.

Rows that a session writes mark the days that they counted on before and count on now; statements over many rows
(`update`, `delete`) mark the days of the rows that they meet, or every day where that cannot be told. So nothing that
is committed is ever missed, and nothing is marked that was rolled back. What the database deletes by itself with a row
(ON DELETE CASCADE) is asked for before that row goes (`cascading`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from flask import current_app, has_app_context
from sqlalchemy import event, insert, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction
from sqlalchemy.orm.exc import ObjectDeletedError

from portal.extensions import Base
from portal.ioc.warehouse.cascading import cascades_of, days_gone
from portal.ioc.warehouse.days import ONE, day_of
from portal.ioc.warehouse.models import FactMark
from portal.ioc.warehouse.registry import Source, warehouse
from portal.tenancy.directory import directory
from portal.tenancy.owned import new_id
from portal.tenancy.scope import scope_or_none

MOST_DAYS = 400
"""A statement that meets rows of more days marks every day."""
_PENDING = "fact_marks"  # in Session.info: what the running transaction marked already
Mark = tuple[int, str, date | None]


def install() -> None:
    """Follow every session (once per process)."""
    if not event.contains(Session, "after_flush", _after_flush):
        event.listen(Session, "before_flush", _before_flush)
        event.listen(Session, "after_flush", _after_flush)
        event.listen(Session, "do_orm_execute", _before_statement)
        event.listen(Session, "after_commit", _forget)
        event.listen(Session, "after_soft_rollback", _forget)


def mark_all(tenant_ids: Iterable[int], sources: Iterable[str], session: Session) -> None:
    """Mark every day of these sources in these portals (the caller commits)."""
    wanted = list(sources)
    _write(session, {(tenant, key, None) for tenant in tenant_ids for key in wanted})


def _sources_of(model: Any) -> list[Source]:
    if not has_app_context():
        return []
    by_model = current_app.extensions.get("ioc_sources_by_model")
    if by_model is None:
        by_model = {}
        for source in warehouse().sources.values():
            for one in {*source.marks, *source.days_of}:
                by_model.setdefault(one, []).append(source)
        current_app.extensions["ioc_sources_by_model"] = by_model
    found: list[Source] = by_model.get(model, [])
    return found


def _before_flush(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    if not session.deleted or not has_app_context():
        return
    marks: set[Mark] = set()
    for source, tenant_id, moment in days_gone(session, list(session.deleted), MOST_DAYS):
        days = (None,) if moment is None else _days(moment)
        marks.update((tenant_id, source.key, day) for day in days)
    _write(session, marks)


def _after_flush(session: Session, _context: UOWTransaction) -> None:
    marks: set[Mark] = set()
    for row in (*session.new, *session.dirty, *session.deleted):
        for source in _sources_of(type(row)):
            cares = source.cares.get(type(row))
            if cares is not None and not cares(row):
                continue
            marks.update((row.tenant_id, source.key, day) for day in _days_of_row(source, row))
    _write(session, marks)


def _days_of_row(source: Source, row: Any) -> Iterator[date | None]:
    """The days on which a row counted and counts. None: any day, as what it was before is not known."""
    state = inspect(row)
    model = type(row)
    for name in source.marks.get(model, ()):
        history = state.attrs[name].history
        if history.added and not history.deleted and state.has_identity:
            yield None
        for moment in (*(history.added or ()), *(history.unchanged or ()), *(history.deleted or ())):
            yield from _days(moment)
        if history.empty():  # not loaded and not touched
            yield from _days_unloaded(row, name)
    if model in source.days_of:
        yield from source.days_of[model](row)


def _days_unloaded(row: Any, name: str) -> Iterator[date | None]:
    try:
        yield from _days(getattr(row, name))
    except ObjectDeletedError:
        yield None


def _days(moment: Any) -> Iterator[date]:
    if moment is not None:
        yield day_of(moment)
        yield day_of(moment) + ONE  # a deadline passes with the day


def _before_statement(state: ORMExecuteState) -> None:
    if not (state.is_update or state.is_delete or state.is_insert):
        return
    model = _model_of(state)
    for source in _sources_of(model) if model is not None else ():
        _write(state.session, set(_marks_of_statement(state, source, model)))
    if state.is_delete and model is not None and has_app_context():
        _write(state.session, set(_marks_of_cascades(state, model)))


def _marks_of_cascades(state: ORMExecuteState, model: Any) -> Iterator[Mark]:
    """The days of rows that go with those that a deletion meets."""
    statement: Any = state.statement
    scope = scope_or_none()
    for one in cascades_of(model):
        days = None
        if scope is not None and state.bind_mapper is not None and statement.whereclause is not None:
            days = one.days(state.session, statement.whereclause, MOST_DAYS, state.parameters)
        if days is None:
            tenants = [scope.own] if scope is not None and scope.own is not None else _every_tenant()
            yield from ((tenant, one.source.key, None) for tenant in tenants)
        else:
            for tenant, moment in days:
                yield from ((tenant, one.source.key, day) for day in _days(moment))


def _model_of(state: ORMExecuteState) -> Any:
    """The entity whose rows a statement writes, told by its table where the statement names no entity."""
    if state.bind_mapper is not None:
        return state.bind_mapper.class_
    table = getattr(state.statement, "table", None)
    if not has_app_context() or table is None:
        return None
    for mapper in Base.registry.mappers:
        if mapper.local_table is table:
            return mapper.class_
    return None


def _marks_of_statement(state: ORMExecuteState, source: Source, model: Any) -> Iterator[Mark]:
    scope = scope_or_none()
    columns = source.marks.get(model, ())
    met = None
    if scope is not None and state.bind_mapper is not None and not isinstance(state.parameters, list):
        met = _days_met(state, model, columns)
    if met is None:
        tenants = [scope.own] if scope is not None and scope.own is not None else _every_tenant()
        yield from ((tenant, source.key, None) for tenant in tenants)
    else:
        yield from ((tenant, source.key, day) for tenant, day in met)


def _every_tenant() -> list[int]:
    return [one.id for one in directory().all()]


def _days_met(state: ORMExecuteState, model: Any, columns: tuple[str, ...]) -> set[tuple[int, date]] | None:
    """The days of the rows that an update or a deletion meets; None where they cannot be told."""
    statement: Any = state.statement
    if state.is_insert or not columns or _sets_days(statement, columns):
        return None
    where = statement.whereclause
    if where is None:
        return None
    wanted = select(model.tenant_id, *(getattr(model, one) for one in columns)).where(where).distinct()
    rows = state.session.execute(wanted.limit(MOST_DAYS + 1), state.parameters or {}).all()
    if len(rows) > MOST_DAYS:
        return None
    return {(row[0], day) for row in rows for moment in row[1:] for day in _days(moment)}


def _sets_days(statement: Any, columns: tuple[str, ...]) -> bool:
    """Whether an update moves rows to other days."""
    values = getattr(statement, "_values", None) or {}
    named = {getattr(one, "key", one) for one in values}
    return bool(named & {*columns, "tenant_id"})


def _write(session: Session, marks: set[Mark]) -> None:
    pending: set[Mark] = session.info.setdefault(_PENDING, set())
    fresh = marks - pending
    if not fresh:
        return
    pending |= fresh
    rows = [
        {"tenant_id": tenant, "id": new_id(), "source": source, "day": day}
        for tenant, source, day in sorted(fresh, key=str)
    ]
    session.connection().execute(insert(FactMark.__table__), rows)


def _forget(session: Session, *_previous: Any) -> None:
    session.info.pop(_PENDING, None)
