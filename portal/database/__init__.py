"""The database under the portal: connections, row level security, replicas, moving from SQLite to PostgreSQL."""

from __future__ import annotations

from flask import Flask

from portal.database import replicas, row_security
from portal.database.commands import database_cli
from portal.extensions import db


def register(app: Flask) -> None:
    """Bind to the application."""
    app.cli.add_command(database_cli)
    with app.app_context():
        row_security.install(db.engine)
    replicas.install(app, app.config["PORTAL"])
