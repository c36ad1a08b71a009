"""The listener hears what asks beside its portal, in this process and in those that tests start, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.extensions import db
from portal.news.models import NewsItem
from portal.tenancy import isolation
from portal.tenancy.scope import ScopeViolation, all_tenants, editing, entered, reading
from tests.conftest import A, B
from tests.databases import environment_of
from tests.factories import Factory
from tests.spying import hearing, statement_spy
from tests.tenancy.test_isolation import FORMS, RAW

ROOT = Path(__file__).parents[2]


@pytest.fixture()
def two(app: Flask, factory: Factory) -> Iterator[tuple[int, int]]:
    """Two portals with a news item each; nothing was heard until now."""
    factory.news(A, title="Một")
    factory.news(B, title="Hai")
    assert hearing.take() == []
    with app.app_context():
        yield factory.tenant_id(A), factory.tenant_id(B)


@pytest.mark.parametrize("form", FORMS)
def test_what_stays_in_its_portal_is_not_heard(two: tuple[int, int], form: str) -> None:
    asked: Any = FORMS[form]
    with entered(reading(two[0])):
        db.session.execute(asked()).all()
    with all_tenants("thử"):
        db.session.execute(select(NewsItem)).all()
    assert hearing.take() == []


@pytest.mark.parametrize("form", RAW)
def test_what_asks_beside_its_portal_is_heard(
    two: tuple[int, int], form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(isolation.LAYERS, "sql", False)
    asked: Any = RAW[form]
    with entered(editing(two[0])):
        db.session.execute(asked())
        db.session.rollback()
    assert len(hearing.take()) == 1


def test_what_the_guard_refused_and_somebody_swallowed_is_heard(two: tuple[int, int]) -> None:
    with entered(editing(two[0])):
        try:
            db.session.execute(text("SELECT title FROM news_item"))
        except ScopeViolation:
            db.session.rollback()
    assert "news_item without its portal" in hearing.take()[0]


def test_names_of_parameters_are_no_tables() -> None:
    """PostgreSQL's driver writes them into the statement; that of `service.version` is the name of a table."""
    tables = frozenset({"service", "service_version"})
    own = "UPDATE service SET version=%(version)s::INTEGER WHERE service.tenant_id = %(service_tenant_id)s"
    assert statement_spy.loose_table(f"{own} AND service.version = %(service_version)s", tables) == ""
    assert statement_spy.loose_table(own.partition("WHERE")[0], tables) == "service"


def test_another_portals_number_is_heard(two: tuple[int, int]) -> None:
    """The guard does not look at values: such a statement passes it."""
    theirs = select(NewsItem.__table__.c.title).where(NewsItem.__table__.c.tenant_id == two[1])
    with entered(reading(two[0])):
        db.session.execute(theirs)
    heard = hearing.take()
    assert len(heard) == 1 and f"news_item of portal {two[1]}" in heard[0]


PLANTED = """
from sqlalchemy import text
from portal import create_app
from portal.extensions import db
from portal.tenancy import isolation
from portal.tenancy.scope import editing, entered

app = create_app()
isolation.LAYERS["sql"] = False
with app.app_context(), entered(editing(1)):
    db.session.execute(text("SELECT title FROM news_item")).all()
"""


def test_a_process_that_a_test_starts_is_heard(two: tuple[int, int], instance: Path) -> None:
    environment = os.environ | environment_of(instance)
    with db.engine.connect():
        done = subprocess.run([sys.executable, "-c", PLANTED], cwd=ROOT, env=environment, check=False)
    assert done.returncode == 0
    heard = hearing.take()
    assert len(heard) == 1 and "news_item without its portal" in heard[0]
