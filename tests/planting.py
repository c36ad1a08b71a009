"""Canaries in every free text of every tenant: what no other portal may ever show."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from sqlalchemy import String, Text, UniqueConstraint

from portal.extensions import db
from portal.tenancy.directory import directory
from portal.tenancy.owned import TenantOwned
from portal.web.freshness import versions

CHAINED = ("audit_", "proof_", "ledger_", "witnessed_")
"""Tables whose rows are hashed into each other: their texts are those of the things, and may not be touched."""
NEVER_SHOWN = frozenset({"job"})
"""Tables whose texts name what is done: a foreign word in them would be no name of anything."""
NOT_FREE = re.compile(
    r"(slug|sha256|hash|digest|mime|path|url|address_key|natural_key|key|kind|state|mark|token|code|hosts?)\Z"
)


def _texts(table: Any) -> list[str]:
    """The columns of a table that hold free text: long strings that are no key, no state and not sealed."""
    return [
        column.name
        for column in table.columns
        if type(column.type) in {String, Text}
        and (column.type.length or 1000) >= 100
        and not NOT_FREE.search(column.name)
        and not any(
            column.name in one.columns for one in table.constraints if isinstance(one, UniqueConstraint)
        )
    ]


def plant(app: Flask) -> dict[str, int]:
    """Begin every free text of every tenant-owned row with its tenant's canary; how many texts of each table."""
    planted: dict[str, int] = {}
    with app.app_context():
        portals = {one.id: one.slug for one in directory().all()}
        owned = [one.local_table for one in db.Model.registry.mappers if issubclass(one.class_, TenantOwned)]
        with db.engine.begin() as connection:
            raw = (
                connection.connection.driver_connection
            )  # beside every layer: what is planted is in every room
            assert raw is not None
            for table in owned:
                if table.name in NEVER_SHOWN or table.name.startswith(CHAINED):
                    continue
                for name in _texts(table):
                    for number, slug in portals.items():
                        done = raw.execute(
                            f'UPDATE "{table.name}" SET "{name}" = ? || "{name}" '
                            f"WHERE tenant_id = ? AND \"{name}\" <> ''",
                            (f"CANARY-{slug} ", number),
                        )
                        planted[table.name] = planted.get(table.name, 0) + done.rowcount
        versions().bump(portals)
    return planted
