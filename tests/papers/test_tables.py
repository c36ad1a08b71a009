"""The table that the migration makes is the one that the model describes; it moves, and no export has it."""

from __future__ import annotations

from typing import Any

from alembic.migration import MigrationContext
from flask import Flask

from portal.content.carried import LEFT_OUT
from portal.extensions import Base, db
from portal.merging.schema import label, movable
from tests.schema import compare_metadata

TABLES = {"paper"}


def test_models_and_migrations_agree(app: Flask) -> None:
    def ours(_thing: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        return kind != "table" or name in TABLES

    with app.app_context(), db.engine.connect().execution_options(migrating=True) as connection:
        options = {"include_object": ours, "compare_type": True, "render_as_batch": True}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    assert set(Base.metadata.tables) >= TABLES
    assert differences == []


def test_papers_move_with_their_portal_and_stay_out_of_exports(app: Flask) -> None:
    assert "paper" in movable() and "paper" in LEFT_OUT
    assert label("paper") == "Giấy tờ của người dân"
