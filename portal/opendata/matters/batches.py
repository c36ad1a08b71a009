"""Reading a whole table bit by bit, so that little of it is in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Select

from portal.extensions import db
from portal.opendata.fields import Row

SIZE = 300


def in_batches(
    statement: Select[Any],
    model: Any,
    rows_of: Callable[[list[Any]], list[tuple[int, Row]]],
    size: int = SIZE,
) -> Iterator[tuple[int, Row]]:
    """The rows that `rows_of` makes of the entities of a SELECT, by id, `size` entities at a time.

    Entities are let go when they were told of; nothing of a batch may be used after the next one was asked for.
    """
    last = -1
    while True:
        batch = list(db.session.scalars(statement.where(model.id > last).order_by(model.id).limit(size)))
        if not batch:
            return
        last = batch[-1].id
        yield from rows_of(batch)
        db.session.expunge_all()
