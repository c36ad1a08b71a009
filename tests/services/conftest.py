"""The tables of services are there."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.extensions import Base, db
from portal.services.models import Service, ServiceVersion


@pytest.fixture()
def app(app: Flask) -> Flask:
    """The application, with the tables of services."""
    with app.app_context(), db.engine.connect().execution_options(migrating=True) as connection:
        Base.metadata.create_all(connection, tables=[Service.__table__, ServiceVersion.__table__])
        connection.commit()
    return app
