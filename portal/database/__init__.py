"""The database under the portal: connections, row level security, replicas, moving from SQLite to PostgreSQL."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Bind to the application."""
