"""Every kind of value goes into SQLite and PostgreSQL and comes out as the same bytes, or is named as unfit before."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    SmallInteger,
    String,
    Table,
    Text,
    create_engine,
    insert,
    select,
)
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.pool import StaticPool

from portal.database.canonical import UnknownType
from portal.database.digest import TableDigest, digest_of_table
from portal.database.rows import faults_of, read, rendered, stored, stored_tables
from portal.sealing.columns import SealedText
from tests import postgres

THING = Table(
    "thing",
    MetaData(),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("token", String(20), primary_key=True),
    Column("small", SmallInteger),
    Column("number", Integer),
    Column("large", BigInteger),
    Column("share", Double),
    Column("short", String(5)),
    Column("text", Text),
    Column("yes", Boolean),
    Column("day", Date),
    Column("at", DateTime),
    Column("data", JSON),
    Column("raw", LargeBinary),
    Column("secret", SealedText("thing.secret")),
)
STORED = stored(THING)
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
DATA = st.lists(LEAVES, max_size=3) | st.dictionaries(st.text(max_size=4), LEAVES, max_size=3)


def _integer(bits: int) -> st.SearchStrategy[int]:
    return st.integers(-(1 << (bits - 1)), (1 << (bits - 1)) - 1)


ROWS = st.fixed_dictionaries(
    {
        "id": _integer(64),
        "token": st.text(LETTERS, max_size=20),
        "small": st.none() | _integer(16),
        "number": st.none() | _integer(32),
        "large": st.none() | _integer(64),
        "share": st.none() | st.floats(allow_nan=False),
        "short": st.none() | st.text(LETTERS, max_size=5),
        "text": st.none() | st.text(LETTERS),
        "yes": st.none() | st.booleans(),
        "day": st.none() | st.dates(),
        "at": st.none() | st.datetimes(),
        "data": st.none() | (DATA | st.none() | st.text() | st.booleans()).map(json.dumps),
        "raw": st.none() | st.binary(),
        "secret": st.none() | st.binary(),
    }
)


@pytest.fixture(scope="module")
def engines() -> Iterator[tuple[Engine, Engine]]:
    """The table in SQLite and in PostgreSQL."""
    address = postgres.cluster().address.replace("postgresql:", "postgresql+psycopg:")
    made = create_engine("sqlite://", poolclass=StaticPool), create_engine(address)
    for one in made:
        THING.metadata.drop_all(one)
        THING.metadata.create_all(one)
    yield made
    THING.metadata.drop_all(made[1])
    for one in made:
        one.dispose()


def _held(engine: Engine, rows: list[dict[str, Any]]) -> tuple[TableDigest, list[Any]]:
    """The digest of these rows in a database, and the rows as they come out."""
    with engine.connect() as connection:
        if rows:
            connection.execute(insert(STORED.table), rows)
        found = [row for batch in read(connection, STORED) for row in batch]
        digest = digest_of_table(connection, THING)
        connection.rollback()
    return digest, found


@given(st.lists(ROWS, max_size=4, unique_by=lambda row: (row["id"], row["token"])))
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], deadline=None)
def test_what_fits_is_the_same_in_both(engines: tuple[Engine, Engine], rows: list[dict[str, Any]]) -> None:
    lite, found = _held(engines[0], rows)
    assert not [fault for row in found for fault in faults_of(STORED, row)]
    postgresql, other = _held(engines[1], [dict(zip(STORED.names, row, strict=True)) for row in found])
    assert lite == postgresql and lite.rows == len(rows)
    assert sorted(rendered(STORED, row) for row in found) == sorted(rendered(STORED, row) for row in other)
    again, _rows = _held(engines[0], [dict(zip(STORED.names, row, strict=True)) for row in other])
    assert again == lite


PLAIN: dict[str, Any] = {
    "id": 1, "token": "a", "small": 1, "number": 1, "large": 1, "share": 0.5, "short": "x", "text": "x", "yes": True,
    "day": date(2026, 1, 1), "at": datetime(2026, 1, 1), "data": "[]", "raw": b"x", "secret": b"x",
}  # fmt: skip
OTHERS: dict[str, list[Any]] = {
    "small": [None, 2], "number": [None, 0], "large": [None, -1], "share": [None, math.nextafter(0.5, 1), math.inf],
    "short": [None, "", "x "], "text": [None, "X", "x\n"], "yes": [None, False], "day": [None, date(2026, 1, 2)],
    "at": [None, datetime(2026, 1, 1, 0, 0, 0, 1)], "data": [None, "null", "{}", "[1]", "[1.0]", '["1"]'],
    "raw": [None, b"", b"x\x00"], "secret": [None, b"y"],
}  # fmt: skip


@pytest.mark.parametrize("column", OTHERS)
def test_every_difference_is_seen_in_both(engines: tuple[Engine, Engine], column: str) -> None:
    for engine in engines:
        told = {_held(engine, [PLAIN | {column: value}])[0] for value in (PLAIN[column], *OTHERS[column])}
        assert len(told) == 1 + len(OTHERS[column])


def test_what_means_the_same_is_the_same() -> None:
    def bytes_of(**values: Any) -> bytes:
        return rendered(STORED, [(PLAIN | values)[name] for name in STORED.names])

    assert bytes_of(data='{"b": 1, "a": "\\u1ec5"}') == bytes_of(data='{"a":"ễ","b":1}')
    assert bytes_of(share=-0.0) == bytes_of(share=0.0)
    assert bytes_of(raw=memoryview(b"x")) == bytes_of(raw=b"x")


UNFIT: dict[str, list[Any]] = {
    "small": [1 << 15], "number": [1 << 31, -(1 << 31) - 1], "short": ["123456"], "text": ["a\x00b"],
    "token": ["\x00"], "data": ["[NaN]", "{", ""],
}  # fmt: skip


@pytest.mark.parametrize(("column", "value"), [(name, one) for name, some in UNFIT.items() for one in some])
def test_what_postgresql_refuses_is_named(engines: tuple[Engine, Engine], column: str, value: Any) -> None:
    row = PLAIN | {column: value}
    found = _held(engines[0], [row])[1]
    (fault,) = faults_of(STORED, found[0])
    assert fault.column == column and (not value or str(value) not in fault.why), "a value is not told"
    with pytest.raises((DBAPIError, StatementError)):
        _held(engines[1], [row])


def test_what_is_no_value_of_its_column_is_rendered_and_named(engines: tuple[Engine, Engine]) -> None:
    """SQLite keeps whatever it is given; a digest must not fail of it."""
    with engines[0].connect() as connection:
        columns = ", ".join(PLAIN)
        connection.exec_driver_sql(
            f"INSERT INTO thing ({columns}) VALUES (1, x'01', 'một', 'hai', 1.5, 'ba', 1, 2, 1, '2026-01-01', "
            "'2026-01-01 00:00:00.000000', 5, 'chữ', NULL)"
        )
        assert digest_of_table(connection, THING).rows == 1
        row = next(read(connection, STORED))[0]
        connection.rollback()
    assert {fault.column for fault in faults_of(STORED, row)} >= {
        "token",
        "small",
        "number",
        "large",
        "share",
        "data",
    }


def test_every_column_of_the_application_is_known() -> None:
    assert all(one.key for one in stored_tables())
    with pytest.raises(UnknownType, match=r"sum\.money"):
        stored(Table("sum", MetaData(), Column("money", Numeric(10, 2), primary_key=True)))


def test_rows_of_the_application_come_out_as_they_went_in(engines: tuple[Engine, Engine]) -> None:
    """Through the application's own types, not only through those that move them."""
    open_values = {name: value for name, value in PLAIN.items() if name != "secret"}
    open_values["data"] = {"b": [1, None, "ễ"], "a": 0.1}
    for engine, other in (engines, engines[::-1]):
        with engine.connect() as connection, other.connect() as there:
            connection.execute(insert(THING), [open_values])
            moved = next(read(connection, STORED))[0]
            there.execute(insert(STORED.table), [dict(zip(STORED.names, moved, strict=True))])
            found = there.execute(select(*(THING.c[name] for name in open_values))).one()
            assert dict(found._mapping) == open_values
            assert list(found.data) == ["b", "a"], "in the order that it was kept in"
            connection.rollback()
            there.rollback()
