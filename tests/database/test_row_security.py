"""Row level security holds alone: with every layer of the application switched off, nothing of others comes out.

The application is signed in as its own role, made by `flask database roles`.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Connection, delete, func, insert, literal_column, select, text, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session, aliased

from portal.database import migrating
from portal.extensions import Base, db
from portal.legal.models import LegalDocument
from portal.news.models import NewsItem, NewsSection
from portal.tenancy import isolation
from portal.tenancy.owned import new_id
from portal.tenancy.scope import (
    Scope,
    all_tenants,
    editing,
    entered,
    handing_over,
    narrowed,
    reading,
    system_task,
)
from portal.upkeep.snapshot import snapshot
from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory
from tests.tenancy.test_isolation import FORMS, RAW


@pytest.fixture()
def two(on_postgresql: Flask) -> Iterator[tuple[int, int]]:
    """Two tenants with a news item each, and an application context."""
    factory = Factory(on_postgresql)
    factory.news(A, title="CANARY-A")
    factory.news(B, title="CANARY-B")
    with on_postgresql.app_context():
        yield factory.tenant_id(A), factory.tenant_id(B)


@pytest.fixture()
def alone(two: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """The same with every layer of the application off."""
    for layer in isolation.LAYERS:
        monkeypatch.setitem(isolation.LAYERS, layer, False)
    return two


READS = {name: form for name, form in (FORMS | RAW).items() if name not in {"delete", "update"}}


def _titles(form: Callable[[], Any]) -> set[str]:
    found = db.session.execute(form()).all()
    return {word for row in found for word in _words(row) if word.startswith("CANARY")}


def _words(row: Any) -> list[str]:
    return [
        word
        for value in row
        for word in ([value] if isinstance(value, str) else [getattr(value, "title", "")])
    ]


def test_each_form_reads_only_the_scope(alone: tuple[int, int]) -> None:
    for name, form in READS.items():
        with entered(reading(alone[0])):
            assert _titles(form) == {"CANARY-A"}, name
        assert _titles(form) == set(), f"{name} without a scope"
        db.session.rollback()


def test_a_plain_connection_reads_only_the_scope(alone: tuple[int, int]) -> None:
    asked = "SELECT title FROM news_item"
    with db.engine.connect() as connection:
        assert connection.execute(text(asked)).all() == []
        connection.rollback()
        with entered(editing(alone[1])):
            assert connection.execute(text(asked)).scalars().all() == ["CANARY-B"]
    with psycopg.connect(_url(), autocommit=True) as plain:
        assert plain.execute("SELECT title FROM news_item").fetchall() == []


def _url() -> str:
    return db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def test_the_owner_is_held_too(alone: tuple[int, int]) -> None:
    with migrating.owner_engine().connect() as connection:
        assert connection.execute(text("SELECT title FROM news_item")).all() == []
        assert connection.execute(text("DELETE FROM news_item")).rowcount == 0


def _section(tenant_id: int) -> dict[str, Any]:
    return {"tenant_id": tenant_id, "id": new_id(), "slug": "x", "name": "x", "position": 0, "enabled": True}


SCOPES: dict[str, Callable[[int], Any]] = {
    "reading": lambda own: entered(reading(own)),
    "editing": lambda own: entered(editing(own)),
    "aggregate": lambda _own: all_tenants("thử"),
    "none": lambda _own: entered(Scope("reading", None)),
}


def test_a_row_of_another_tenant_is_not_written(alone: tuple[int, int]) -> None:
    for scope in SCOPES.values():
        _writes_nothing_of(alone[1], scope(alone[0]))


def _writes_nothing_of(other: int, scope: Any) -> None:
    theirs = NewsItem.__table__.c.tenant_id == other
    with scope:
        with pytest.raises(ProgrammingError, match="row-level security"):
            db.session.execute(insert(NewsSection), [_section(other)])
        db.session.rollback()
        db.session.add(NewsSection(**_section(other)))
        with pytest.raises(ProgrammingError, match="row-level security"):
            db.session.flush()
        db.session.rollback()
        connection = db.session.connection()
        assert connection.execute(update(NewsItem.__table__).where(theirs).values(title="x")).rowcount == 0
        assert connection.execute(delete(NewsItem.__table__).where(theirs)).rowcount == 0
        db.session.commit()
    with all_tenants("thử"):
        assert set(db.session.scalars(select(NewsItem.title))) == {"CANARY-A", "CANARY-B"}


def test_a_statement_for_all_changes_only_the_scope(alone: tuple[int, int]) -> None:
    with entered(editing(alone[0])):
        db.session.execute(update(NewsItem.__table__).values(title="CANARY-đổi"))
        db.session.commit()
    with all_tenants("thử"):
        assert set(db.session.scalars(select(NewsItem.title))) == {"CANARY-đổi", "CANARY-B"}
    with entered(editing(alone[0])):
        db.session.execute(text("DELETE FROM news_item"))
        db.session.commit()
    with all_tenants("thử"):
        assert set(db.session.scalars(select(NewsItem.title))) == {"CANARY-B"}


def test_a_row_is_not_given_to_another_tenant(alone: tuple[int, int]) -> None:
    with entered(editing(alone[0])), pytest.raises(ProgrammingError, match="row-level security"):
        db.session.execute(update(NewsSection.__table__).values(tenant_id=alone[1]))


def test_who_only_reads_changes_nothing(alone: tuple[int, int]) -> None:
    for scope in ("reading", "aggregate"):
        with SCOPES[scope](alone[0]):
            with pytest.raises(ProgrammingError, match="row-level security"):
                db.session.execute(insert(NewsSection), [_section(alone[0])])
            db.session.rollback()
            assert db.session.connection().execute(delete(NewsItem.__table__)).rowcount == 0


def test_shared_rows_are_read_by_those_below_and_written_by_nobody_else(
    on_postgresql: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory = Factory(on_postgresql)
    factory.legal(DISTRICT, title="CANARY chung", shared=True)
    factory.legal(DISTRICT, title="CANARY riêng")
    for layer in isolation.LAYERS:
        monkeypatch.setitem(isolation.LAYERS, layer, False)
    asked = select(LegalDocument.__table__.c.title)
    with on_postgresql.app_context():
        mine, above = factory.tenant_id(A), factory.tenant_id(DISTRICT)
        with entered(reading(mine, (above,))):
            assert db.session.scalars(asked).all() == ["CANARY chung"]
        with entered(reading(mine)):
            assert db.session.scalars(asked).all() == []
        with entered(editing(mine)):
            assert db.session.scalars(asked).all() == []
            assert db.session.execute(update(LegalDocument.__table__).values(title="x")).rowcount == 0  # type: ignore[attr-defined]
        with entered(reading(above)):
            assert set(db.session.scalars(asked)) == {"CANARY chung", "CANARY riêng"}


def test_a_connection_keeps_no_scope_for_who_gets_it_next(alone: tuple[int, int]) -> None:
    db.engine.dispose()
    asked = text("SELECT count(*), pg_backend_pid() FROM news_item")
    seen = []
    for scope in (system_task("thử"), entered(reading(alone[0])), entered(Scope("reading", None))):
        with scope:
            seen.append(tuple(db.session.execute(asked).one()))
    with Session(db.engine) as session:
        seen.append(tuple(session.execute(asked).one()))
        session.rollback()
    assert [count for count, _process in seen] == [2, 1, 0, 0]
    assert len({process for _count, process in seen}) == 1, "the same connection each time"
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT current_setting('app.tenants', true)")) == ""


def test_a_transaction_follows_its_scope(alone: tuple[int, int]) -> None:
    """`narrowed` within a system task, and back; also where a savepoint takes back what was said in it."""
    asked = text("SELECT count(*) FROM news_item")
    with system_task("thử"):
        assert db.session.scalar(asked) == 2
        with narrowed(alone[0]):
            assert db.session.scalar(asked) == 1
            with pytest.raises(ProgrammingError, match="row-level security"), db.session.begin_nested():
                db.session.execute(insert(NewsSection), [_section(alone[1])])
            assert db.session.scalar(asked) == 1
        assert db.session.scalar(asked) == 2
        savepoint = db.session.begin_nested()
        with narrowed(alone[1]):
            assert db.session.scalar(asked) == 1
        assert db.session.scalar(asked) == 2
        savepoint.rollback()
        assert db.session.scalar(asked) == 2
        with narrowed(alone[1]):
            inner = db.session.begin_nested()
            assert db.session.scalar(asked) == 1
            inner.rollback()
            assert db.session.scalar(asked) == 1


def test_outside_of_a_transaction_nothing_is_read(alone: tuple[int, int]) -> None:
    with (
        system_task("thử"),
        db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
    ):
        assert connection.scalar(text("SELECT count(*) FROM news_item")) == 0


def test_only_a_system_task_writes_everywhere(alone: tuple[int, int]) -> None:
    with system_task("thử"):
        db.session.execute(insert(NewsSection), [_section(alone[0]), _section(alone[1])])
        db.session.commit()
    with handing_over("thử"):
        moved = update(NewsSection.__table__).where(
            NewsSection.slug == "x", NewsSection.tenant_id == alone[0]
        )
        db.session.execute(moved.values(slug="y"))
        db.session.commit()
    with all_tenants("thử"):
        assert set(db.session.scalars(select(NewsSection.slug).where(NewsSection.slug.in_(["x", "y"])))) == {
            "x",
            "y",
        }


def test_every_tenant_owned_table_has_its_policies(two: tuple[int, int]) -> None:
    """A table that a later migration makes is in the metadata, and so in this list."""
    asked = text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    with db.engine.connect() as connection:
        protected = set(connection.scalars(asked))
        policies = connection.execute(
            text("SELECT tablename, cmd, coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies")
        ).all()
        fixed = connection.scalars(
            text(
                "SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT condeferrable "
                "AND conrelid::regclass::text = ANY (:owned)"
            ),
            {"owned": sorted(isolation.owned_tables())},
        ).all()
    assert protected == isolation.owned_tables() and len(protected) > 130
    by_table: dict[str, set[str]] = {}
    for name, verb, rule in policies:
        by_table.setdefault(name, set()).add(verb)
        assert "app.tenants" in rule and ("app.writes" in rule) == (verb != "SELECT"), (name, verb)
        assert ("app.parents" in rule) == (verb == "SELECT" and "shared" in Base.metadata.tables[name].c), (
            name
        )
    assert set(by_table) == protected and all(len(verbs) == 4 for verbs in by_table.values())
    assert not fixed, (
        "merging puts references off, which the application's role may not make possible by itself"
    )


def test_a_portal_works_under_it(two: tuple[int, int], on_postgresql: Flask) -> None:
    assert "CANARY-A" in Browser(on_postgresql, A).get("/tin-tuc/").text
    shown = Browser(on_postgresql, B).get("/tin-tuc/").text
    assert "CANARY-B" in shown and "CANARY-A" not in shown


@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="không có pg_dump")
def test_a_backup_by_the_role_of_the_application_has_every_row(two: tuple[int, int], tmp_path: Path) -> None:
    with snapshot(tmp_path) as made:
        told = subprocess.run(
            ["pg_restore", "--data-only", "--table=news_item", "--file=-", str(made.file)],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        assert "CANARY-A" in told and "CANARY-B" in told
        assert made.connection.scalar(select(func.count()).select_from(NewsItem.__table__)) == 2


def _explained(connection: Connection, statement: Any) -> str:
    plan = connection.execute(
        text(f"EXPLAIN {statement.compile(connection, compile_kwargs={'literal_binds': True})}")
    )
    return "\n".join(plan.scalars())


def test_the_settings_are_asked_once_per_statement_and_the_key_is_used(two: tuple[int, int]) -> None:
    item = aliased(NewsItem.__table__)
    wanted = select(item.c.title).where(item.c.tenant_id == two[0], item.c.id == literal_column("1"))
    with entered(reading(two[0])), db.engine.connect() as connection:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        told = _explained(connection, wanted)
        assert "InitPlan" in told and "Index Cond" in told and "id = 1" in told, told
        assert (
            connection.scalar(select(func.count()).select_from(item).where(item.c.tenant_id == two[0])) == 1
        )
