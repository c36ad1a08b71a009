"""A database file that is gone is told, and no empty one takes its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from portal.extensions import db
from tests.conftest import A, Browser
from tests.databases import ON_POSTGRESQL

pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="a file of SQLite")


def test_no_empty_database_takes_the_place_of_one_that_is_gone(app: Flask, instance: Path) -> None:
    (instance / "prepared.json").write_text("{}")
    with app.app_context():
        db.engine.dispose()
        file, away = instance / "portal.db", instance / "away.db"
        file.rename(away)
        with pytest.raises(OperationalError, match="unable to open"), db.engine.connect():
            pass
        assert not file.exists()
        assert Browser(app, A).get("/").status_code == 503
        assert not file.exists()
        away.rename(file)
    assert Browser(app, A).get("/").status_code == 200


def test_a_fresh_installation_makes_its_database(app: Flask, instance: Path) -> None:
    with app.app_context():
        db.engine.dispose()
        (instance / "portal.db").rename(instance / "away.db")
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT 1")).scalar() == 1
        db.engine.dispose()
