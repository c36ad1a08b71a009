"""The layers that keep tenants apart, each alone (SAFETY.md, "Isolation of tenants")."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete, insert, literal_column, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased, selectinload

from portal.extensions import db
from portal.legal.models import LegalDocument, Provision
from portal.news.models import NewsItem, NewsSection, NewsTag
from portal.tenancy import isolation
from portal.tenancy.owned import new_id
from portal.tenancy.scope import ScopeViolation, all_tenants, editing, entered, reading, system_task
from tests.conftest import DISTRICT, A, B
from tests.databases import only_sqlite
from tests.factories import Factory
from tests.quick import waiting_for_the_disk


@pytest.fixture()
def two(app: Flask, factory: Factory) -> Iterator[tuple[int, int]]:
    """Two tenants with a news item each, and an application context."""
    factory.news(A, title="CANARY-A")
    factory.news(B, title="CANARY-B")
    with app.app_context():
        yield factory.tenant_id(A), factory.tenant_id(B)


FORMS = {
    "entity": lambda: select(NewsItem),
    "columns": lambda: select(NewsItem.title),
    "alias": lambda: select(aliased(NewsItem)),
    "join": lambda: select(NewsItem.title).join(NewsSection, NewsItem.section_id == NewsSection.id),
    "subquery": lambda: select(NewsItem.title).where(NewsItem.id.in_(select(NewsItem.id))),
    "cte": lambda: select(select(NewsItem.title).cte()),
    "exists": lambda: select(NewsItem.title).where(NewsItem.section.has(NewsSection.slug == "su-kien")),
    "eager": lambda: select(NewsItem).options(selectinload(NewsItem.tags)),
    "union": lambda: select(NewsItem.title).union_all(select(NewsItem.title)),
}
RAW = {
    "text": lambda: text("SELECT title FROM news_item"),
    "from_statement": lambda: select(NewsItem).from_statement(text("SELECT * FROM news_item")),
    "table": lambda: select(NewsItem.__table__.c.title),
    "bare or": lambda: select(NewsItem.title).where(text("1=1 or 1=1")),
    "literal table": lambda: select(literal_column("title")).select_from(text("news_item")),
    "comma": lambda: text("SELECT n.title FROM tenant t, news_item n"),
    "nested": lambda: text("SELECT * FROM (SELECT title FROM news_item) AS x"),
    "comment": lambda: text("SELECT title FROM/* tenant_id = 1 */news_item -- news_item.tenant_id = 1"),
    "string": lambda: text("SELECT title, 'news_item.tenant_id = 1' FROM news_item"),
    "delete": lambda: delete(NewsItem.__table__),
    "update": lambda: update(NewsItem.__table__).values(title="x"),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.asvs("8.4.1")
def test_each_orm_form_reads_only_the_scope(two: tuple[int, int], form: str) -> None:
    with entered(reading(two[0])):
        found = db.session.execute(FORMS[form]()).all()
        shown = [row[0] if isinstance(row[0], str) else row[0].title for row in found]
        assert shown and set(shown) == {"CANARY-A"}


@pytest.mark.parametrize("form", FORMS)
def test_without_a_scope_every_form_is_refused(two: tuple[int, int], form: str) -> None:
    with pytest.raises(ScopeViolation):
        db.session.execute(FORMS[form]())


@pytest.mark.parametrize("form", RAW)
def test_statements_beside_the_orm_are_refused(two: tuple[int, int], form: str) -> None:
    with entered(editing(two[0])), pytest.raises(ScopeViolation):
        db.session.execute(RAW[form]()).all()


@pytest.mark.parametrize("form", FORMS)
def test_with_the_orm_layer_off_the_guard_still_holds(
    two: tuple[int, int], form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(isolation.LAYERS, "orm", False)
    with entered(reading(two[0])), pytest.raises(ScopeViolation):
        db.session.execute(FORMS[form]()).all()


def test_with_the_guard_off_the_orm_still_holds(
    two: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(isolation.LAYERS, "sql", False)
    with entered(reading(two[0])):
        assert set(db.session.scalars(select(NewsItem.title))) == {"CANARY-A"}


def test_get_answers_only_from_the_scope(two: tuple[int, int]) -> None:
    with entered(reading(two[1])):
        foreign = db.session.scalar(select(NewsItem))
        key = (foreign.tenant_id, foreign.id)
    with entered(reading(two[0])):
        assert db.session.get(NewsItem, key) is None


def test_an_outer_session_keeps_nothing_of_an_inner_scope(two: tuple[int, int]) -> None:
    with entered(reading(two[0])):
        with all_tenants("thử"):
            held = list(db.session.scalars(select(NewsItem)))  # a session forgets what nobody else holds
            assert len(held) == 2
            foreign = next((one.tenant_id, one.id) for one in held if one.tenant_id == two[1])
        assert db.session.get(NewsItem, foreign) is None
        assert not [one for one in db.session if isinstance(one, NewsItem)]


def test_a_foreign_row_is_not_flushed(two: tuple[int, int]) -> None:
    with entered(editing(two[0])):
        db.session.add(NewsSection(tenant_id=two[1], slug="x", name="x"))
        with pytest.raises(ScopeViolation):
            db.session.flush()


def test_a_foreign_row_is_not_inserted_beside_the_session(two: tuple[int, int]) -> None:
    row = {"tenant_id": two[1], "id": new_id(), "slug": "x", "name": "x", "position": 0, "enabled": True}
    with entered(editing(two[0])), pytest.raises(ScopeViolation):
        db.session.execute(insert(NewsSection), [row])


def test_with_the_flush_check_off_the_guard_refuses_the_insert(
    two: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(isolation.LAYERS, "flush", False)
    with entered(editing(two[0])):
        db.session.add(NewsSection(tenant_id=two[1], slug="x", name="x"))
        with pytest.raises(ScopeViolation):
            db.session.flush()


def test_a_row_does_not_change_its_tenant(two: tuple[int, int]) -> None:
    with entered(editing(two[0])):
        item = db.session.scalar(select(NewsItem))
        item.tenant_id = two[1]
        with pytest.raises(ScopeViolation):
            db.session.flush()


def test_readers_and_aggregates_do_not_write(two: tuple[int, int]) -> None:
    for scope in (entered(reading(two[0])), all_tenants("thử")):
        with scope:
            db.session.add(NewsSection(tenant_id=two[0], slug="x", name="x"))
            with pytest.raises(ScopeViolation):
                db.session.flush()


def test_the_database_refuses_a_link_across_tenants(two: tuple[int, int]) -> None:
    with system_task("thử"):
        foreign = db.session.scalar(select(NewsItem.id).where(NewsItem.tenant_id == two[1]))
        db.session.add(NewsTag(tenant_id=two[0], item_id=foreign, slug="x", name="x"))
        with pytest.raises(IntegrityError):
            db.session.flush()


def test_bulk_update_and_delete_stay_in_the_scope(two: tuple[int, int]) -> None:
    with entered(editing(two[0])):
        db.session.execute(update(NewsItem).values(title="đổi"))
        db.session.execute(delete(NewsTag))
        db.session.commit()
    with entered(reading(two[1])):
        assert db.session.scalar(select(NewsItem.title)) == "CANARY-B"


def test_a_commune_reads_what_the_district_shares_and_nothing_else(app: Flask, factory: Factory) -> None:
    factory.legal(DISTRICT, title="CHUNG", shared=True)
    factory.legal(DISTRICT, title="RIÊNG")
    factory.legal(A, title="CỦA XÃ")
    with app.app_context():
        mine, above, other = factory.tenant_id(A), factory.tenant_id(DISTRICT), factory.tenant_id(B)
        with entered(reading(mine, (above,))):
            assert set(db.session.scalars(select(LegalDocument.title))) == {"CHUNG", "CỦA XÃ"}
            assert len(db.session.scalars(select(Provision)).all()) == 4
        with entered(reading(other, (above,))):
            assert set(db.session.scalars(select(LegalDocument.title))) == {"CHUNG"}
        with entered(editing(mine)):
            shared = db.session.scalars(select(LegalDocument).where(LegalDocument.title == "CHUNG")).all()
            for document in shared:
                document.title = "đổi"
            with pytest.raises(ScopeViolation) if shared else _nothing():
                db.session.flush()


class _nothing:
    def __enter__(self) -> None: ...
    def __exit__(self, *_error: object) -> None: ...


def test_the_desk_has_nothing_of_what_is_shared_from_above(app: Flask, factory: Factory) -> None:
    factory.legal(DISTRICT, title="CHUNG", shared=True)
    factory.legal(A, title="CỦA XÃ")
    with app.app_context(), entered(editing(factory.tenant_id(A))):
        assert set(db.session.scalars(select(LegalDocument.title))) == {"CỦA XÃ"}


BOUND_IN_PART = {
    "the first alone": "SELECT s.name FROM news_item i, news_section s WHERE i.tenant_id = 1",
    "the last alone": "SELECT i.title FROM news_item i JOIN news_section s ON 1 = 1 WHERE s.tenant_id = 1",
    "by each other": "SELECT i.title FROM news_item i JOIN news_section s ON s.tenant_id = i.tenant_id",
    "only told": "SELECT tenant_id, title FROM news_item",
    "of another name": "SELECT i.title FROM news_item i, tenant t WHERE t.tenant_id = 1",
    "not": "SELECT title FROM news_item WHERE tenant_id <> 1",
}


@pytest.mark.parametrize("form", BOUND_IN_PART)
def test_each_table_of_a_statement_is_bound(two: tuple[int, int], form: str) -> None:
    with entered(editing(two[0])), pytest.raises(ScopeViolation):
        db.session.execute(text(BOUND_IN_PART[form])).all()


def test_every_owned_table_has_its_tenant_first_and_composite_links() -> None:
    tables = db.metadata.tables
    owned = isolation.owned_tables()
    assert len(owned) >= 15
    for name in owned:
        table = tables[name]
        assert next(column.name for column in table.primary_key) == "tenant_id", name
        for link in table.foreign_key_constraints:
            target = link.referred_table.name
            if target in owned:
                assert link.column_keys[0] == "tenant_id" and len(link.column_keys) == 2, (name, target)


@only_sqlite(reason="about SQLite's PRAGMAs; PostgreSQL enforces references and flushes by itself")
def test_sqlite_enforces_links_and_durability(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()
    with waiting_for_the_disk(), app.app_context(), db.engine.connect() as connection:
        answer = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("foreign_keys", "synchronous")
        }
        assert answer == {"foreign_keys": 1, "synchronous": 2}
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
