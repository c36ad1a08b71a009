"""Rows change their tenant only in the scope that is made for it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.extensions import db
from portal.news.models import NewsItem, NewsTag
from portal.tenancy.handover import give, put_off_references
from portal.tenancy.scope import (
    ScopeViolation,
    current_scope,
    editing,
    entered,
    handing_over,
    narrowed,
    system_task,
)
from portal.tenancy.sql_guard import changes_tenant
from tests.conftest import A, B
from tests.factories import Factory

TABLES = frozenset({"news_item", "page"})


@pytest.mark.parametrize(
    ("statement", "changes"),
    [
        ("UPDATE news_item SET tenant_id=? WHERE news_item.tenant_id = ?", True),
        ("UPDATE news_item SET title=?, tenant_id=? WHERE news_item.tenant_id = ? AND id = ?", True),
        ('UPDATE "news_item" SET "tenant_id" = 3', True),
        ("UPDATE news_item SET title=? WHERE news_item.tenant_id = ?", False),
        ("UPDATE news_item SET title=(SELECT x FROM y WHERE y.tenant_id = ?) WHERE tenant_id = ?", False),
        ("UPDATE membership SET tenant_id=?", False),
        ("SELECT tenant_id FROM news_item WHERE tenant_id = ?", False),
    ],
)
def test_statements_that_change_the_tenant_are_seen(statement: str, changes: bool) -> None:
    assert changes_tenant(statement, TABLES) is changes


def test_no_other_scope_may(app: Flask, factory: Factory) -> None:
    item, _slug = factory.news(A)
    table = NewsItem.__table__
    a, b = factory.tenant_id(A), factory.tenant_id(B)
    with app.app_context():
        for scope in (editing(a),):
            with entered(scope), pytest.raises(ScopeViolation):
                db.session.execute(update(table).where(table.c.tenant_id == a).values(tenant_id=b))
        with system_task("thử"):
            with pytest.raises(ScopeViolation):
                give(table, [item], a, b)
            with pytest.raises(ScopeViolation):
                put_off_references()
            with pytest.raises(ScopeViolation):
                db.session.execute(update(NewsItem).where(NewsItem.tenant_id == a).values(tenant_id=b))


def test_a_row_goes_with_what_refers_to_it_and_not_without(app: Flask, factory: Factory) -> None:
    from sqlalchemy.exc import IntegrityError

    item, _slug = factory.news(A, tags=["thử"])
    a, b = factory.tenant_id(A), factory.tenant_id(B)
    factory.news(B)
    with app.app_context(), handing_over("thử"):
        put_off_references()
        assert give(NewsItem.__table__, [item], a, b) == 1
        with pytest.raises(IntegrityError):
            db.session.commit()  # its tag and its section are still with the other
        db.session.rollback()
        tag = db.session.scalars(select(NewsTag.id).where(NewsTag.item_id == item)).one()
        section = db.session.scalar(select(NewsItem.section_id).where(NewsItem.tenant_id == b))
        put_off_references()
        give(NewsItem.__table__, [item], a, b, {"section_id": section})
        give(NewsTag.__table__, [tag], a, b)
        db.session.commit()
        assert db.session.scalar(select(NewsItem.tenant_id).where(NewsItem.id == item)) == b


def test_a_system_task_can_be_narrowed_to_one_tenant(app: Flask, factory: Factory) -> None:
    factory.news(A, title="Của A")
    factory.news(B, title="Của B")
    with app.app_context():
        with pytest.raises(ScopeViolation), narrowed(factory.tenant_id(A)):
            pass
        with system_task("thử"):
            assert len(db.session.scalars(select(NewsItem)).all()) == 2
            with narrowed(factory.tenant_id(A)):
                assert [one.title for one in db.session.scalars(select(NewsItem))] == ["Của A"]
            assert current_scope().kind == "system"


def test_a_narrowed_task_has_let_go_of_the_rows_of_others(app: Flask, factory: Factory) -> None:
    """What a session holds it answers without asking the database: neither the others' rows within, nor these after."""
    factory.news(A)
    factory.news(B)
    own, other = factory.tenant_id(A), factory.tenant_id(B)
    with app.app_context(), system_task("thử"):
        held = list(db.session.scalars(select(NewsItem)))  # a session forgets what nobody else holds
        keys = {row.tenant_id: (row.tenant_id, row.id) for row in held}
        with narrowed(own):
            assert db.session.get(NewsItem, keys[other]) is None
            assert db.session.get(NewsItem, keys[own]) is not None
        assert not [one for one in db.session if isinstance(one, NewsItem)]
