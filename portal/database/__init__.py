"""The database under the portal: connections, row level security, replicas, moving from SQLite to PostgreSQL."""

from __future__ import annotations

from flask import Flask

from portal.database.commands import database_cli


def register(app: Flask) -> None:
    """Bind to the application."""
    app.cli.add_command(database_cli)
