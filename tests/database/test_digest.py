"""The canonical digest tells any two databases apart that differ, and no two that hold the same rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
)

from portal.database.digest import table_digests, whole
from portal.sealing.columns import SealedText

TABLE = Table(
    "thing",
    MetaData(),
    Column("id", BigInteger, primary_key=True),
    Column("name", String),
    Column("at", DateTime),
    Column("day", Date),
    Column("data", JSON),
    Column("is_shown", Boolean),
    Column("share", Double),
    Column("raw", LargeBinary),
    Column("secret", SealedText("thing.secret")),
)
ROW = {
    "name": "Tam Hải",
    "at": datetime(2026, 11, 30, 1, 2, 3, 4),
    "day": date(2026, 11, 30),
    "data": {"b": [1, None], "a": "ễ"},
    "is_shown": True,
    "share": 0.5,
    "raw": b"\x00\xff",
    "secret": None,
}


def _digest(rows: list[dict[str, Any]], table: Table = TABLE) -> str:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        table.metadata.create_all(connection)
        if rows:
            connection.execute(table.insert(), rows)
        found = table_digests(connection, table.metadata)
    engine.dispose()
    assert found["thing"].rows == len(rows)
    return whole(found)


@given(
    st.lists(st.tuples(st.integers(0, 9**9), st.text(max_size=5)), unique_by=lambda one: one[0], min_size=1)
)
def test_order_is_nothing_and_every_row_counts(pairs: list[tuple[int, str]]) -> None:
    rows = [ROW | {"id": key, "name": name} for key, name in pairs]
    held = _digest(rows)
    assert held == _digest(rows[::-1])
    assert held != _digest(rows[1:])
    assert held != _digest([rows[0] | {"name": f"{rows[0]['name']}."}, *rows[1:]])


@pytest.mark.parametrize(
    ("column", "other"),
    [
        ("name", "Tam Hai"),
        ("name", None),
        ("at", datetime(2026, 11, 30, 1, 2, 3, 5)),
        ("day", date(2026, 12, 1)),
        ("data", {"b": [1], "a": "ễ"}),
        ("is_shown", False),
        ("share", 0.25),
        ("raw", b"\x00\xfe"),
    ],
)
def test_each_column_counts(column: str, other: object) -> None:
    assert _digest([ROW | {"id": 1}]) != _digest([ROW | {"id": 1, column: other}])


def test_the_order_within_json_is_nothing() -> None:
    assert _digest([ROW | {"id": 1}]) == _digest([ROW | {"id": 1, "data": {"a": "ễ", "b": [1, None]}}])


def test_sealed_values_are_taken_as_they_lie() -> None:
    """No key is at hand here, and none is asked for."""
    raw = Table(
        "thing", MetaData(), Column("id", BigInteger, primary_key=True), Column("secret", LargeBinary)
    )
    sealed = Table(
        "thing", MetaData(), Column("id", BigInteger, primary_key=True), Column("secret", SealedText("x"))
    )
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        raw.metadata.create_all(connection)
        connection.execute(raw.insert(), [{"id": 1, "secret": b"\x01abc"}])
        assert table_digests(connection, raw.metadata) == table_digests(connection, sealed.metadata)
    engine.dispose()
