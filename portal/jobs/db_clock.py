"""The database's clock: the one that all machines have in common."""

from __future__ import annotations

from typing import Any

from sqlalchemy import DateTime
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement


class db_now(FunctionElement[Any]):
    """The present instant by the database's clock, UTC without time zone, also within a long transaction."""

    type = DateTime()
    inherit_cache = True


@compiles(db_now, "sqlite")
def _sqlite(_element: Any, _compiler: Any, **_more: Any) -> str:
    return "(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000')"


@compiles(db_now, "postgresql")
def _postgresql(_element: Any, _compiler: Any, **_more: Any) -> str:
    return "timezone('utc', clock_timestamp())"
