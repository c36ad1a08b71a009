"""The tables that the migrations make are those that the models describe, and go again."""

from __future__ import annotations

from typing import Any

import flask_migrate
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect

from portal.extensions import Base, db
from tests.schema import compare_metadata

TABLES = {"search_synonym", "search_promoted", "search_query", "search_query_day"}


def test_models_and_migrations_agree(app: Flask) -> None:
    def ours(_thing: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        return kind != "table" or name in TABLES

    with app.app_context(), db.engine.connect().execution_options(migrating=True) as connection:
        options = {"include_object": ours, "compare_type": True, "render_as_batch": True}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
        assert set(Base.metadata.tables) >= TABLES
    assert differences == []


def test_the_migration_can_be_taken_back_and_made_again(app: Flask) -> None:
    with app.app_context():
        flask_migrate.downgrade(revision="0005")
        assert not TABLES & set(inspect(db.engine).get_table_names())
        flask_migrate.upgrade(revision="0006")
        assert set(inspect(db.engine).get_table_names()) >= TABLES
