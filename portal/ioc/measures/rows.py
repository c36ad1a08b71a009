"""Rows of rooms by the day on which they count, in the portal in force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import DateTime, select

from portal.extensions import db
from portal.ioc.warehouse.days import ONE, begins, day_of, ends
from portal.ioc.warehouse.registry import Fact


def rows_on(when: Any, first: date, last: date, *columns: Any, where: Sequence[Any] = ()) -> Iterator[Any]:
    """(day, *columns) of the rows whose instant or day in the column `when` lies between two days, both in."""
    lower: date
    upper: date
    if isinstance(when.type, DateTime):
        lower, upper = begins(first), ends(last)
    else:
        lower, upper = first, last + ONE
    statement = select(when, *columns).where(when >= lower, when < upper, *where)
    for moment, *values in db.session.execute(statement):
        yield (day_of(moment), *values)


def how_many(measure: str, when: Any, first: date, last: date, *where: Any) -> Iterator[Fact]:
    """One for each row that counts."""
    for (day,) in rows_on(when, first, last, where=where):
        yield Fact(measure, day, "", 1)


def overdue(
    measure: str,
    due: Any,
    ended: Any,
    first: date,
    last: date,
    *where: Any,
    waits: Any = None,
    endings: Sequence[tuple[Any, Sequence[Any]]] = (),
) -> Iterator[Fact]:
    """A level: rows are late from the day after they were due until the day on which they ended. `waits`: rows that are
    open and not late all the same. `endings`: the columns that make `ended`, each with its rows."""
    columns = (ended,) if waits is None else (ended, waits)
    for due_day, ended_at, *waiting in rows_on(due, first - ONE, last - ONE, *columns, where=where):
        if (ended_at is None and not any(waiting)) or (ended_at is not None and day_of(ended_at) > due_day):
            yield Fact(measure, due_day + ONE, "", 1)
    for column, more in endings or ((ended, ()),):
        for day, due_at in rows_on(column, first, last, due, where=(*where, *more)):
            if due_at is not None and day > day_of(due_at):
                yield Fact(measure, day, "", -1)


def minutes_between(since: Any, until: Any) -> int:
    """Whole minutes of the clock between two instants, never less than none."""
    return max(int((until - since).total_seconds() // 60), 0)
