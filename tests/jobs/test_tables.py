"""The tables that the migrations make are those that the models describe."""

from __future__ import annotations

from typing import Any

from alembic.migration import MigrationContext
from flask import Flask

from portal.extensions import Base, db
from tests.schema import compare_metadata

TABLES = ("job", "lease", "intake_file", "intake_page")


def test_models_and_migrations_agree(app: Flask) -> None:
    def ours(_thing: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        return kind != "table" or name in TABLES

    with app.app_context(), db.engine.connect().execution_options(migrating=True) as connection:
        options = {"include_object": ours, "compare_type": True, "render_as_batch": True}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
        assert set(TABLES) <= set(Base.metadata.tables)
    assert differences == []
