"""How Alembic reaches the database: through the application that `flask db …` runs in."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from portal.database import migrating

db = current_app.extensions["migrate"].db


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,  # SQLite alters a table by making it anew
        compare_type=True,
        transaction_per_migration=True,
        on_version_apply=migrating.applied,
    )
    with (
        migrating.counts_free(connection),
        migrating.references_free(connection),
        context.begin_transaction(),
    ):
        context.run_migrations()


if context.is_offline_mode():
    context.configure(url=str(db.engine.url), target_metadata=db.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
elif (given := context.config.attributes.get("connection")) is not None:
    _run(given)  # to another database than the application's (`flask database move`)
else:
    # Migrations see every tenant's rows: the statement guard steps aside for this connection alone.
    # Tables belong to their owner, who may be another role than the application's.
    with migrating.owner_engine().connect().execution_options(migrating=True) as connection:
        if (
            connection.dialect.name == "postgresql"
        ):  # an index of a large table takes longer than any page may
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.commit()
        _run(connection)
