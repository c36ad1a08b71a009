"""Each layer alone over every table of every room, the newest too: what is not named here in words is read from the
metadata, so that a new room is tried without anybody adding it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, event, insert, select, update
from sqlalchemy.orm import aliased, configure_mappers

from portal.extensions import Base, db
from portal.news.models import NewsItem
from portal.tenancy import isolation
from portal.tenancy.owned import TenantRow, TenantShared
from portal.tenancy.scope import ScopeViolation, all_tenants, editing, entered, reading, system_task
from tests.conftest import A, B
from tests.databases import only_sqlite
from tests.factories import Factory
from tests.spying.statement_spy import fault_of
from tests.statements import statements


@pytest.fixture()
def two(app: Flask, factory: Factory) -> Iterator[tuple[int, int]]:
    """Two portals, and an application context."""
    with app.app_context():
        yield factory.tenant_id(A), factory.tenant_id(B)


def models() -> list[Any]:
    """Every class whose rows belong to portals."""
    configure_mappers()
    found = [one.class_ for one in Base.registry.mappers if issubclass(one.class_, TenantRow)]
    return sorted(found, key=lambda one: str(one.__tablename__))


FORMS: dict[str, Callable[[Any], Any]] = {
    "entity": select,
    "columns": lambda model: select(model.tenant_id),
    "alias": lambda model: select(aliased(model)),
    "subquery": lambda model: select(select(model.tenant_id).subquery()),
    "within": lambda model: select(model).where(model.tenant_id.in_(select(model.tenant_id))),
}


def _off(monkeypatch: pytest.MonkeyPatch, *layers: str) -> None:
    for layer in layers:
        monkeypatch.setitem(isolation.LAYERS, layer, False)


def test_without_a_scope_no_room_is_read(two: tuple[int, int]) -> None:
    for model in models():
        for form in FORMS.values():
            with pytest.raises(ScopeViolation):
                db.session.execute(form(model))


@pytest.mark.parametrize("form", FORMS)
def test_the_criteria_alone_bind_every_room(
    app: Flask, two: tuple[int, int], form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _off(monkeypatch, "sql", "flush")
    tables = isolation.owned_tables_cached()
    for scope in (editing(two[0]), reading(two[0], (two[1],))):
        for model in models():
            with entered(scope), statements(app) as sent:
                db.session.execute(FORMS[form](model)).all()
                assert sent and not any(fault_of(one, [], tables) for one in sent), (model, form, sent)


def test_the_criteria_alone_bind_changes_of_every_room(
    app: Flask, two: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    _off(monkeypatch, "sql", "flush")
    tables = isolation.owned_tables_cached()
    for model in models():
        column = next(one for one in model.__mapper__.column_attrs if not one.columns[0].primary_key)
        for change in (delete(model), update(model).values({column.key: getattr(model, column.key)})):
            with entered(editing(two[0])), statements(app) as sent:
                db.session.execute(change, execution_options={"synchronize_session": False})
                db.session.rollback()
                assert sent and not any(fault_of(one, [], tables) for one in sent), (model, sent)


def test_a_portal_above_is_read_only_where_rows_are_shared(
    app: Flask, two: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What belongs to one portal alone is never asked of those above, whatever the scope."""
    _off(monkeypatch, "sql", "flush")
    for model in models():
        asked: list[Any] = []

        def note(
            _c: Any, _cursor: Any, _text: str, _v: Any, context: Any, _m: bool, to: list[Any] = asked
        ) -> None:
            to.extend(getattr(context, "compiled_parameters", None) or [])

        event.listen(db.engine, "before_cursor_execute", note)
        with entered(reading(two[0], (two[1],))):
            db.session.execute(select(model)).all()
        event.remove(db.engine, "before_cursor_execute", note)
        values = [value for row in asked for value in row.values()]
        bound = {one for value in values for one in (value if isinstance(value, list | tuple) else [value])}
        assert two[0] in bound and (two[1] in bound) == issubclass(model, TenantShared), model


@pytest.mark.parametrize("form", FORMS)
def test_the_guard_alone_refuses_every_room(
    two: tuple[int, int], form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _off(monkeypatch, "orm", "flush")
    for model in models():
        if form == "within":  # binds by itself: "IN (SELECT …)" of what is refused one level below
            continue
        with entered(reading(two[0])), pytest.raises(ScopeViolation):
            db.session.execute(FORMS[form](model))


def test_the_guard_alone_refuses_changes_of_every_room(
    two: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    _off(monkeypatch, "orm", "flush")
    for model in models():
        table: Any = model.__table__
        mine = table.c.tenant_id == two[0]
        for change in (
            delete(table),
            update(table).values(tenant_id=two[0]),
            update(table).where(mine).values(tenant_id=two[1]),
            insert(table).values(tenant_id=two[1]),
        ):
            with entered(editing(two[0])), pytest.raises(ScopeViolation):
                db.session.execute(change)
        with entered(reading(two[0])), pytest.raises(ScopeViolation):
            db.session.execute(insert(table).values(tenant_id=two[0]))
        with all_tenants("thử"), pytest.raises(ScopeViolation):
            db.session.execute(delete(table))


def test_the_flush_check_alone_refuses_every_room(
    two: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    _off(monkeypatch, "orm", "sql")
    for model in models():
        for scope, tenant_id in ((editing(two[0]), two[1]), (reading(two[0]), two[0])):
            with entered(scope):
                db.session.add(model(tenant_id=tenant_id))
                with pytest.raises(ScopeViolation):
                    db.session.flush()
                db.session.rollback()


def _news_of(tenant_id: int) -> NewsItem:
    """The news item of a portal, in the session of the scope in force."""
    asked = select(NewsItem).where(NewsItem.__table__.c.tenant_id == tenant_id)
    return db.session.scalars(asked).one()


def test_the_flush_check_alone_lets_no_row_change_its_portal(
    two: tuple[int, int], factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory.news(B)
    _off(monkeypatch, "orm", "sql")
    with system_task("thử"):
        _news_of(two[1]).tenant_id = two[0]  # both may be written in this scope
        with pytest.raises(ScopeViolation):
            db.session.flush()


@only_sqlite(reason="row level security hides the row before anybody could change it")
def test_the_flush_check_alone_refuses_to_change_and_delete_what_is_anothers(
    two: tuple[int, int], factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory.news(B)
    _off(monkeypatch, "orm", "sql")
    for act in (lambda row: setattr(row, "title", "đổi"), db.session.delete):
        with entered(editing(two[0])):
            act(_news_of(two[1]))
            with pytest.raises(ScopeViolation):
                db.session.flush()
            db.session.rollback()


def test_what_leads_from_row_to_row_stays_in_its_portal() -> None:
    """With every layer off a relation still leads nowhere else: its join compares the portals too."""
    for model in models():
        for one in model.__mapper__.relationships:
            if issubclass(one.mapper.class_, TenantRow):
                pairs = {(mine.name, theirs.name) for mine, theirs in one.local_remote_pairs}
                assert ("tenant_id", "tenant_id") in pairs, (model, one.key)
