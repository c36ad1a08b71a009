"""Weaker layers below the pages: scope, criteria, flush check, guard of statements, schema, policies.

Each function weakens one place, in a process that ends afterwards; `mutants.py` says what that means.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

from tests.tenancy.weakening import answers, swap


def unset_reads_all() -> None:
    from portal.tenancy.scope import Scope

    for name in ("current_scope", "scope_or_none"):
        swap(f"portal.tenancy.scope:{name}", lambda asked: lambda: _or_all(asked, Scope))


def _or_all(asked: Any, kind: Any) -> Any:
    from portal.tenancy.scope import ScopeViolation

    try:
        found = asked()
    except ScopeViolation:
        found = None
    return found or kind("aggregate", reason="mutant")


def sessions_shared() -> None:
    from portal.tenancy import scope

    @contextmanager
    def entered(one: Any) -> Any:
        token = scope._scope.set(one)
        try:
            yield one
        finally:
            scope._scope.reset(token)

    swap("portal.tenancy.scope:entered", lambda _original: entered)


def _criteria(make: Callable[[Any, Any, Any, dict[str, Any]], Any]) -> None:
    """Criteria as `make(original, entity, criterion, options)` gives them."""
    swap(
        "portal.tenancy.isolation:with_loader_criteria",
        lambda original: lambda entity, rule, **named: make(original, entity, rule, named),
    )


def _only_selects(original: Any) -> Any:
    def add(state: Any) -> None:
        if state.is_select:
            original(state)

    return add


def criteria_on_reads_alone() -> None:
    from sqlalchemy import event
    from sqlalchemy.orm import Session

    from portal.tenancy import isolation

    before = isolation._add_criteria
    event.remove(Session, "do_orm_execute", before)
    swap("portal.tenancy.isolation:_add_criteria", _only_selects)
    event.listen(Session, "do_orm_execute", isolation._add_criteria)


def off(layer: str) -> Callable[[], None]:
    def weaken() -> None:
        from portal.tenancy import isolation

        isolation.LAYERS[layer] = False

    return weaken


def shared_without_the_mark() -> None:
    from portal.tenancy.owned import TenantShared
    from portal.tenancy.scope import current_scope

    def make(original: Any, entity: Any, rule: Any, named: dict[str, Any]) -> Any:
        if entity is not TenantShared:
            return original(entity, rule, **named)
        visible = (current_scope().own, *current_scope().parents)
        return original(entity, lambda cls: cls.tenant_id.in_(visible), **named)

    _criteria(make)


def without(entity_name: str) -> Callable[[], None]:
    def make(original: Any, entity: Any, rule: Any, named: dict[str, Any]) -> Any:
        if entity.__name__ == entity_name:
            return original(entity, lambda cls: cls.tenant_id == cls.tenant_id, **named)
        return original(entity, rule, **named)

    return lambda: _criteria(make)


def no_aliases() -> None:
    _criteria(lambda original, entity, rule, named: original(entity, rule))


def blind_to_deletions() -> None:
    from sqlalchemy import event
    from sqlalchemy.orm import Session

    from portal.tenancy import isolation

    event.remove(Session, "before_flush", isolation._check_flush)

    class Seen:
        def __init__(self, session: Any) -> None:
            self.new, self.dirty, self.deleted = session.new, session.dirty, ()

    swap(
        "portal.tenancy.isolation:_check_flush",
        lambda original: lambda session, context, rows: original(Seen(session), context, rows),
    )
    event.listen(Session, "before_flush", isolation._check_flush)


def inserts_unread() -> None:
    def make(original: Any) -> Any:
        def guard(conn: Any, cursor: Any, statement: str, given: Any, context: Any, many: bool) -> None:
            if not statement.lstrip().upper().startswith("INSERT"):
                original(conn, cursor, statement, given, context, many)

        return guard

    swap("portal.tenancy.isolation:_guard_sql", make)


def comments_read() -> None:
    from portal.tenancy import sql_guard

    def tokens(statement: str) -> list[str]:
        words = []
        for one in sql_guard._TOKEN.findall(statement):
            words += one.strip("-/* ").split() if one.startswith(("--", "/*")) else [one]
        return [part for one in words for part in (one.split(".") if "." in one and one != "." else [one])]

    swap("portal.tenancy.sql_guard:_tokens", lambda _original: tokens)


def strings_read() -> None:
    def make(original: Any) -> Any:
        return lambda statement: original(statement.replace("'", " "))

    swap("portal.tenancy.sql_guard:_tokens", make)


def any_equality() -> None:
    def make(original: Any) -> Any:
        return lambda tokens, alias, single: original(tokens, alias, single) or "tenant_id" in tokens

    swap("portal.tenancy.sql_guard:_binds_tenant", make)


def links_unchecked() -> None:
    from sqlalchemy import event

    def make(original: Any) -> Any:
        def install(engine: Any) -> None:
            original(engine)
            event.listen(engine, "connect", lambda made, _r: made.execute("PRAGMA foreign_keys=OFF"))

        return install

    swap("portal.tenancy.sqlite:install", make)


def link_by_number_alone() -> None:
    from sqlalchemy import ForeignKeyConstraint

    from portal.extensions import db

    db.metadata.tables["news_tag"].append_constraint(ForeignKeyConstraint(["item_id"], ["news_item.id"]))


def narrowed_keeps_rows() -> None:
    from portal.extensions import db

    swap("portal.tenancy.scope:_let_go", lambda _original: lambda: db.session.flush())


def told_everything() -> None:
    from portal.database import row_security

    swap("portal.database.row_security:told_of", answers(row_security._EVERYTHING))


def policy(name: str, rule: str) -> Callable[[], None]:
    def weaken() -> None:
        from portal.database import row_security

        row_security._POLICIES[name] = rule

    return weaken


def not_forced() -> None:
    def make(original: Any) -> Any:
        def put_on(connection: Any, name: str, *, shared: bool) -> None:
            original(connection, name, shared=shared)
            connection.exec_driver_sql(f'ALTER TABLE "{name}" NO FORCE ROW LEVEL SECURITY')

        return put_on

    swap("portal.database.row_security:_put_on", make)
    # `flask database roles` looks at it too, and would refuse the installation before any test runs.
    swap("portal.database.roles:_BARE", lambda asked: asked.replace(" AND relforcerowsecurity", ""))
