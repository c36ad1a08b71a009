"""The tables: migrations and models say the same, and nothing of them is open to readers of the database."""

from __future__ import annotations

from typing import Any

import flask_migrate
from alembic.migration import MigrationContext
from flask import Flask

from portal.citizens.models import Citizen, CitizenMessage, OneTimeCode, VneidArrival
from portal.extensions import Base, db
from portal.sealing.columns import Sealed
from tests.schema import compare_metadata

TABLES = {"citizen", "citizen_session", "one_time_code", "vneid_arrival", "citizen_message"}


def test_the_migration_makes_what_the_models_say(app: Flask) -> None:
    def ours(_thing: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        return kind != "table" or name in TABLES

    with app.app_context(), db.engine.connect().execution_options(migrating=True) as connection:
        options = {"include_object": ours, "compare_type": True, "render_as_batch": True}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    assert set(Base.metadata.tables) >= TABLES
    assert differences == []


def test_the_migration_can_be_taken_back(app: Flask) -> None:
    with app.app_context():
        flask_migrate.downgrade(revision="0029")
        flask_migrate.upgrade()


def test_who_somebody_is_lies_sealed() -> None:
    sealed = {
        Citizen: {"name", "identity", "born", "address", "email", "phone"},
        OneTimeCode: {"contact"},
        VneidArrival: {"claims"},
        CitizenMessage: {"to", "text"},
    }
    for model, names in sealed.items():
        found = {one.name for one in model.__table__.columns if isinstance(one.type, Sealed)}
        assert found == names, model
        for name in names:
            assert model.__table__.columns[name].type.purpose == f"{model.__tablename__}.{name}"
