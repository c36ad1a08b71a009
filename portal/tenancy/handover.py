"""Rows change their tenant: the one act that may do it, in a scope made for it alone (`scope.handing_over`).

`tenant_id` is part of every key and reference, so a row and what refers to it go in one transaction, with the checks of
references put off to its end. Nothing is renumbered: ids are unique over tenants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult, ForeignKeyConstraint, Table, update

from portal.extensions import Base, db
from portal.tenancy.isolation import owned_tables
from portal.tenancy.scope import ScopeViolation, current_scope


def put_off_references() -> None:
    """Check references between rows at the commit of the running transaction instead of at each statement.

    PostgreSQL does so only for references that were made deferrable: those between tenant-owned tables are, here, once
    (ALTER TABLE is part of the transaction there). Raises ScopeViolation outside of `handing_over`.
    """
    _require_moving()
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        return
    quote = connection.dialect.identifier_preparer.quote
    fixed = connection.exec_driver_sql(
        "SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT condeferrable"
    )
    waiting = {row[0] for row in fixed}
    for name in sorted(owned_tables()):
        for one in Base.metadata.tables[name].constraints:
            if isinstance(one, ForeignKeyConstraint) and str(one.name) in waiting:
                connection.exec_driver_sql(
                    f"ALTER TABLE {quote(name)} ALTER CONSTRAINT {quote(str(one.name))} DEFERRABLE"
                )
    connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")


def give(
    table: Table, ids: Sequence[int], old: int, new: int, values: Mapping[str, Any] | None = None
) -> int:
    """Give rows of one tenant to another, changing other columns with it; how many went.

    What a row says of its last change stays as it is: nobody edited it. Raises ScopeViolation outside of
    `handing_over`.
    """
    _require_moving()
    statement = update(table).where(table.c.tenant_id == old, table.c.id.in_(ids))
    result: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        statement.values({**unedited(table), **(values or {}), "tenant_id": new})
    )
    return int(result.rowcount)


def unedited(table: Table) -> dict[str, Any]:
    """Values for an UPDATE that leaves the columns as they are which change by themselves with an edit."""
    return {column.name: column for column in table.columns if column.onupdate is not None}


def _require_moving() -> None:
    if not current_scope().moves:
        raise ScopeViolation("rows change their tenant only in a scope that hands over")
