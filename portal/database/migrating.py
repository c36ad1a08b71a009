"""Migrations: by the owner of the tables, each leaving no tenant-owned table without its policies."""

from __future__ import annotations

from typing import Any

from flask import current_app
from sqlalchemy import Engine, make_url

from portal.database import row_security, schema
from portal.extensions import db

FIRST = "0044"
"""The first version of the schema with row level security: an upgrade to it or beyond puts policies on what is bare."""


def owner_engine() -> Engine:
    """The engine of the role that owns the tables: `PORTAL_DATABASE_OWNER_URL`, else the application's own."""
    address = current_app.config["PORTAL"].database_owner_url
    if not address:
        return db.engine
    held: dict[str, Engine] = current_app.extensions.setdefault("database_owner", {})
    if address not in held:
        held[address] = schema.engine_for(address)
    return held[address]


def owner_address() -> str:
    """The owner's address without its password, to be shown."""
    address = current_app.config["PORTAL"].database_owner_url or str(
        current_app.config["PORTAL"].sqlalchemy_url
    )
    return make_url(address).render_as_string(hide_password=True)


def applied(*, ctx: Any, step: Any, heads: set[str], **_run: Any) -> None:
    """Alembic's word after each migration, in its transaction."""
    if step.is_stamp or ctx.connection is None:
        return
    if step.is_upgrade and any(head >= FIRST for head in heads):
        row_security.protect(ctx.connection)
    elif not step.is_upgrade and all(head < FIRST for head in heads):
        row_security.take_off(ctx.connection)
