"""The tables that the migration makes are those that the models describe, and go again."""

from __future__ import annotations

from typing import Any

from alembic.migration import MigrationContext
from flask import Flask

from portal.extensions import Base, db
from tests.schema import compare_metadata

TABLES = {"moving_source", "moving_item", "old_path", "old_path_day"}


def test_models_and_migrations_agree(app: Flask) -> None:
    def ours(_thing: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        return kind != "table" or name in TABLES

    with app.app_context(), db.engine.connect().execution_options(migrating=True) as connection:
        options = {"include_object": ours, "compare_type": True, "render_as_batch": True}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
        assert set(Base.metadata.tables) >= TABLES
    assert differences == []
