"""The layers that keep tenants apart below the pages: ORM criteria, flush check, SQL guard.

Each must hold alone; tests/tenancy/test_isolation.py switches them off in turn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, and_, event, or_
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.orm.attributes import get_history

from portal.extensions import Base
from portal.on_use import on_use
from portal.tenancy import sqlite
from portal.tenancy.owned import TenantOwned, TenantRow, TenantShared
from portal.tenancy.scope import ScopeViolation, current_scope, scope_or_none
from portal.tenancy.sql_guard import changes_tenant, unscoped_table

if TYPE_CHECKING:
    from portal.tenancy import postgresql
else:
    postgresql = on_use("portal.tenancy.postgresql")

LAYERS = {"orm": True, "flush": True, "sql": True}  # tests switch one off to see the others hold


def owned_tables() -> frozenset[str]:
    """Names of all tenant-owned tables."""
    return frozenset(
        mapper.local_table.name  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, TenantRow)
    )


def _touches_owned(state: ORMExecuteState) -> bool:
    return any(issubclass(mapper.class_, TenantRow) for mapper in state.all_mappers)


def _add_criteria(state: ORMExecuteState) -> None:
    """Add `tenant_id` criteria to every tenant-owned entity of an ORM statement."""
    if not LAYERS["orm"] or not (state.is_select or state.is_update or state.is_delete):
        return
    scope = scope_or_none()
    if scope is None:
        if _touches_owned(state):
            current_scope()
        return
    if scope.crosses_tenants:
        return
    own = scope.own
    visible = (scope.own, *scope.parents)
    state.statement = state.statement.options(
        with_loader_criteria(TenantOwned, lambda cls: cls.tenant_id == own, include_aliases=True),
        with_loader_criteria(
            TenantShared,
            lambda cls: and_(cls.tenant_id.in_(visible), or_(cls.tenant_id == own, cls.shared)),
            include_aliases=True,
        ),
    )


def _check_flush(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """Refuse to write a row outside the scope, and any change of a row's tenant."""
    if not LAYERS["flush"]:
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, TenantRow):
            continue
        scope = current_scope()
        if row.tenant_id is None:
            row.tenant_id = scope.own
        if row.tenant_id is None or not scope.may_write(row.tenant_id):
            raise ScopeViolation(
                f"{type(row).__name__} of tenant {row.tenant_id} written in {scope.kind} scope"
            )
        if row not in session.new and get_history(row, "tenant_id").deleted:
            raise ScopeViolation(f"{type(row).__name__}: a row does not change its tenant")


def _guard_sql(
    _conn: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _executemany: bool
) -> None:
    """Refuse a statement on a tenant-owned table that does not bind that table's tenant_id, or that changes it."""
    if not LAYERS["sql"] or (
        context is not None and (context.isddl or context.execution_options.get("migrating"))
    ):
        return
    scope = scope_or_none()
    if (scope is None or not scope.moves) and changes_tenant(statement, owned_tables_cached()):
        raise ScopeViolation(f"rows do not change their tenant: {statement[:300]}")
    offender = unscoped_table(statement, owned_tables_cached())
    if offender is None:
        return
    if scope is None or not (scope.crosses_tenants or statement.lstrip()[:6].upper() == "INSERT"):
        raise ScopeViolation(f"statement touches {offender} without its tenant_id: {statement[:300]}")
    if scope.kind == "editing":
        for row in getattr(context, "compiled_parameters", None) or [{}]:
            if row.get("tenant_id") != scope.own:
                raise ScopeViolation(f"INSERT into {offender} for tenant {row.get('tenant_id')}")
    elif scope.kind != "system" and statement.lstrip()[:6].upper() != "SELECT":
        raise ScopeViolation(f"{scope.kind} scope does not write {offender}")


_tables: frozenset[str] = frozenset()


def owned_tables_cached() -> frozenset[str]:
    """`owned_tables()`, computed once all rooms are imported."""
    global _tables
    if not _tables:
        _tables = owned_tables()
    return _tables


def install_on_sessions() -> None:
    """Register the ORM layers once per process."""
    if not event.contains(Session, "do_orm_execute", _add_criteria):
        event.listen(Session, "do_orm_execute", _add_criteria)
        event.listen(Session, "before_flush", _check_flush)


def install_on_engine(engine: Engine) -> None:
    """Register the SQL guard, and what each kind of database needs, on an engine."""
    event.listen(engine, "before_cursor_execute", _guard_sql)
    (sqlite if engine.dialect.name == "sqlite" else postgresql).install(engine)
