"""Everything that is sealed: found from the tables' metadata, counted by key, sealed anew under the newest key.

Values are taken and put back as they lie (no model, no plain value leaves this module), in a named system task, a
batch a transaction. What is done is seen from the values themselves: after SIGKILL the next run goes on where this one
ended. A value that somebody changed meanwhile is left to the next look.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    CursorResult,
    LargeBinary,
    MetaData,
    Row,
    Table,
    and_,
    func,
    or_,
    select,
    tuple_,
    update,
)

from portal.extensions import Base, db
from portal.sealing.columns import Sealed
from portal.sealing.envelope import HEAD_BYTES, BrokenSeal, head_of, key_number, reseal
from portal.sealing.faults import KeysUnavailable
from portal.sealing.keyring import keyring
from portal.sealing.registry import SealedFiles, sealed_files
from portal.tenancy.scope import system_task

BATCH = 200
REST = 0.02  # seconds between two transactions, in which others get the write lock
Told = Callable[[str, int], None]


@dataclass(frozen=True)
class SealedTable:
    """A table with sealed columns as it lies: its key, its sealed columns as bytes, and what each is sealed for."""

    table: Table
    key: tuple[Column[Any], ...]
    columns: tuple[Column[Any], ...]
    purposes: dict[str, str]

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name


@dataclass
class Resealed:
    """How many values and files were sealed anew; `broken` names those that no key opens (table.column and row)."""

    values: int = 0
    files: int = 0
    broken: list[str] = field(default_factory=list)


@lru_cache(maxsize=1)
def sealed_tables() -> tuple[SealedTable, ...]:
    """Every table with a sealed column, by name; tenant-owned or not. Needs all models."""
    return tuple(
        _as_it_lies(table)
        for table in Base.metadata.sorted_tables
        if any(isinstance(one.type, Sealed) for one in table.columns)
    )


def _as_it_lies(table: Table) -> SealedTable:
    sealed = {one.name: one.type.purpose for one in table.columns if isinstance(one.type, Sealed)}
    raw = Table(
        table.name,
        MetaData(),
        *(Column(one.name, one.type, primary_key=True) for one in table.primary_key.columns),
        *(Column(name, LargeBinary) for name in sealed),
    )
    columns = tuple(raw.c[name] for name in sealed)
    return SealedTable(raw, tuple(raw.primary_key.columns), columns, sealed)


def used() -> dict[str, Counter[int]]:
    """How many values of each column ("table.column") and files each key seals; what is no seal counts as key 0.

    Needs an application context, no scope.
    """
    found: dict[str, Counter[int]] = {}
    with system_task("đếm dữ liệu niêm phong theo khóa"):
        for one in sealed_tables():
            for column in one.columns:
                head = func.substr(column, 1, HEAD_BYTES)
                statement = select(head, func.count()).where(column.is_not(None)).group_by(head)
                counts: Counter[int] = Counter()
                for start, count in db.session.execute(statement):
                    counts[_number(bytes(start))] += count
                found[f"{one.name}.{column.name}"] = counts
    for files in sealed_files():
        found[files.name] = Counter(_number_of_file(files, name) for name in files.all())
        found[files.name].pop(-1, None)
    return found


def _number(head: bytes) -> int:
    return key_number(head) if len(head) == HEAD_BYTES and head[:1] == head_of(0)[:1] else 0


def _number_of_file(files: SealedFiles, name: Any) -> int:
    try:
        number = files.key_of(name)
    except BrokenSeal:
        return 0
    return -1 if number is None else number


def reseal_all(told: Told = lambda _what, _count: None, rest: float = REST) -> Resealed:
    """Seal everything anew that is not sealed under the newest key; `told` hears what is being done and how many are.

    Needs an application context, no scope. May be stopped at any moment and called again. Raises KeysUnavailable.
    """
    done = Resealed()
    for one in sealed_tables():
        _reseal_table(one, done, told, rest)
    newest = keyring().keys().newest
    for files in sealed_files():
        for name in files.all():
            _reseal_file(files, name, newest, done)
            told(files.name, done.files)
    return done


def _reseal_file(files: SealedFiles, name: Any, newest: int, done: Resealed) -> None:
    try:
        if files.key_of(name) not in {None, newest}:
            done.files += files.reseal(name)
    except BrokenSeal:
        done.broken.append(f"{files.name} {name}")


def _reseal_table(one: SealedTable, done: Resealed, told: Told, rest: float) -> None:
    after: tuple[Any, ...] | None = None
    while True:
        with system_task(f"niêm phong lại bảng {one.name}"):
            rows = _old(one, after)
            for row in rows:
                _reseal_row(one, row, done)
            db.session.commit()
        if not rows:
            return
        after = tuple(rows[-1][: len(one.key)])
        told(one.name, done.values)
        time.sleep(rest)


def _old(one: SealedTable, after: tuple[Any, ...] | None) -> list[Row[Any]]:
    """The next rows in the order of their keys that hold anything sealed under another key than the newest."""
    head = head_of(keyring().keys().newest)
    old = [and_(column.is_not(None), func.substr(column, 1, HEAD_BYTES) != head) for column in one.columns]
    statement = select(*one.key, *one.columns).where(or_(*old)).order_by(*one.key).limit(BATCH)
    if after is not None:
        statement = statement.where(tuple_(*one.key) > after)
    return list(db.session.execute(statement).all())


def _reseal_row(one: SealedTable, row: Row[Any], done: Resealed) -> None:
    newest = keyring().keys().newest
    for column, value in zip(one.columns, row[len(one.key) :], strict=True):
        if value is None or _number(bytes(value)[:HEAD_BYTES]) == newest:
            continue
        try:
            fresh = reseal(one.purposes[column.name], bytes(value))
        except (BrokenSeal, KeysUnavailable):
            done.broken.append(f"{one.name}.{column.name} {row[len(one.key) - 1]}")
            continue
        same_row = [key == part for key, part in zip(one.key, row, strict=False)]
        result: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
            update(one.table).where(*same_row, column == value).values({column.name: fresh})
        )
        done.values += result.rowcount


def unused_keys() -> set[int]:
    """Numbers of keys that are not the newest and that nothing is sealed with any more."""
    keys = keyring().keys()
    busy = {number for counts in used().values() for number in counts}
    return set(keys.sealing) - busy - {keys.newest}


def names() -> Iterator[str]:
    """What is looked at: "table.column" and kinds of files."""
    for one in sealed_tables():
        yield from (f"{one.name}.{column.name}" for column in one.columns)
    yield from (files.name for files in sealed_files())
