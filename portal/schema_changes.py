"""Flask-Migrate, bound when a command or an upgrade asks for it: Alembic with Mako and Pygments is nothing that a web
worker needs, and takes 8 MB of each."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

COMMAND = "db"
EXTENSION = "migrate"


class _Later:
    """Stands where Flask-Migrate keeps its settings until they are asked for."""

    def __init__(self, app: Flask, database: SQLAlchemy, folder: Path) -> None:
        self._bound = (app, database, folder)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        app, database, folder = self._bound
        import_module("flask_migrate").Migrate(render_as_batch=True).init_app(
            app, database, directory=str(folder)
        )
        return getattr(app.extensions[EXTENSION], name)


class _Commands(click.Command):
    """`flask db …`, whose commands are loaded when one is called."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """The context of the library's own group, in the place of this one."""
        context: click.Context = import_module("flask_migrate.cli").db.make_context(*args, **kwargs)
        return context


def bind(app: Flask, database: SQLAlchemy, folder: Path) -> None:
    """Give `app` the commands below `flask db` and what `flask_migrate.upgrade()` looks for; `folder` has the
    migrations."""
    app.extensions[EXTENSION] = _Later(app, database, folder)
    app.cli.add_command(_Commands(COMMAND, help="Perform database migrations."))
