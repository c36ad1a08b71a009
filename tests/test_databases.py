"""The databases of the tests on PostgreSQL: as an installation's, their policies hold for whoever is tested."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from portal.extensions import db
from portal.tenancy.isolation import owned_tables
from tests.conftest import A
from tests.databases import connect, only_postgresql
from tests.factories import Factory


@only_postgresql
def test_what_is_tested_does_not_stand_above_the_policies_of_rows(
    app: Flask, instance: Path, factory: Factory
) -> None:
    factory.news(A)
    with connect(instance) as administrator:
        held = {
            name: administrator.execute(f'SELECT count(*) FROM "{name}"').fetchone()
            for name in owned_tables()
        }
    filled = [name for name, count in held.items() if count is not None and count[0]]
    assert "news_item" in filled
    with app.app_context(), db.engine.connect() as connection:
        asked = connection.exec_driver_sql
        standing = asked("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user").one()
        assert tuple(standing) == (False, False)
        for name in filled:  # past every other layer, and with no scope
            driver = connection.connection.cursor()
            assert driver.execute(f'SELECT count(*) FROM "{name}"').fetchone() == (0,), name
