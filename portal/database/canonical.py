"""One rendering of every value that the tables hold, the same for every database.

Rows that two databases hold are the same if their renderings are: digests of tables are taken over these bytes. A value
is rendered whatever it is; whether every database can hold it is another question (`fitting`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NoReturn

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

Render = Callable[[Any], bytes]
Check = Callable[[Any], str]
_BITS = ((SmallInteger, 16), (BigInteger, 64), (Integer, 32))  # the first that it is


class UnknownType(TypeError):
    """A column of a type that nobody said how to render."""


def stored_type(column: Column[Any]) -> TypeEngine[Any]:
    """The type that the database stores: what lies sealed is bytes, and is never opened here."""
    found: TypeEngine[Any] = column.type
    while isinstance(found, TypeDecorator):
        found = found.impl_instance
    return found


def rendering(column: Column[Any]) -> Render:
    """How values of a column become bytes: a letter of their kind, then the value, with its length where it has one.

    The function that is returned takes a value as it is stored (JSON as its text). What is not of the column's kind is
    rendered too, under a letter of its own. Raises UnknownType for a type that is not known here.
    """
    kind = stored_type(column)
    if isinstance(kind, JSON):
        return _json
    if isinstance(kind, Float) and not kind.asdecimal:
        return _number
    if (
        isinstance(kind, Boolean | Integer | LargeBinary | Date)
        or (isinstance(kind, String) and not isinstance(kind, Enum))
        or (isinstance(kind, DateTime) and not kind.timezone)
    ):
        return _plain
    raise UnknownType(f"{column.table.name}.{column.name}: {kind!r}")


def _plain(value: Any) -> bytes:
    if value is None:
        return b"-"
    if isinstance(value, bool):
        return b"T" if value else b"F"
    if isinstance(value, int):
        return b"i%d;" % value
    if isinstance(value, str):
        return _long(b"t", value.encode("utf-8", "surrogatepass"))
    if isinstance(value, bytes | bytearray | memoryview):
        return _long(b"b", bytes(value))
    if isinstance(value, datetime):
        return b"m%s;" % value.isoformat(timespec="microseconds").encode()
    if isinstance(value, date):
        return b"y%s;" % value.isoformat().encode()
    if isinstance(value, float):
        return _number(value)
    return _long(b"?", f"{type(value).__name__} {value!r}".encode("utf-8", "surrogatepass"))


def _number(value: Any) -> bytes:
    """Whole numbers are what they are as fractions, and SQLite keeps no sign of zero."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _plain(value)
    return b"d%s;" % (float(value) + 0.0).hex().encode()


def _json(value: Any) -> bytes:
    """By what it says: blanks, escapes and the order of keys are nothing; NULL and `null` are two things."""
    if not isinstance(value, str):
        return _plain(value)
    try:
        held = json.dumps(json.loads(value), sort_keys=True, separators=(",", ":"))
    except (ValueError, RecursionError):
        return _long(b"J", value.encode("utf-8", "surrogatepass"))
    return _long(b"j", held.encode())


def _long(letter: bytes, raw: bytes) -> bytes:
    return b"%s%d:%s" % (letter, len(raw), raw)


def fitting(column: Column[Any]) -> Check:
    """Why a value can't stand in this column in every database, in Vietnamese; "" where it can.

    SQLite keeps what it is given: longer texts than declared, greater numbers, NUL. PostgreSQL refuses them. Never
    tells the value itself, which may be a person's.
    """
    kind = stored_type(column)
    needed = _check_of(kind)

    def check(value: Any) -> str:
        if value is None:
            return "" if column.nullable else "để trống"
        return needed(value)

    return check


def _check_of(kind: TypeEngine[Any]) -> Check:
    if isinstance(kind, Boolean):
        return lambda value: "" if isinstance(value, bool) else "không phải đúng/sai"
    if isinstance(kind, Integer):
        return _fits_integer(next(bits for known, bits in _BITS if isinstance(kind, known)))
    if isinstance(kind, Float):
        return _fits_number
    if isinstance(kind, JSON):
        return _fits_json
    if isinstance(kind, String):
        return _fits_text(kind.length)
    if isinstance(kind, LargeBinary):
        return lambda value: (
            "" if isinstance(value, bytes | bytearray | memoryview) else "không phải dãy byte"
        )
    if isinstance(kind, DateTime):
        return lambda value: (
            "" if isinstance(value, datetime) and value.tzinfo is None else "không phải giờ UTC"
        )
    return lambda value: "" if type(value) is date else "không phải ngày"


def _fits_integer(bits: int) -> Check:
    low, high = -(1 << (bits - 1)), 1 << (bits - 1)

    def check(value: Any) -> str:
        if type(value) is not int:
            return "không phải số nguyên"
        return "" if low <= value < high else f"vượt quá số nguyên {bits} bit"

    return check


def _fits_number(value: Any) -> str:
    if not isinstance(value, float):
        return "không phải số thực"
    return "không phải một số (NaN)" if math.isnan(value) else ""


def _fits_text(length: int | None) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str):
            return "không phải chữ"
        if length is not None and len(value) > length:
            return f"dài {len(value)} ký tự, nhiều nhất {length}"
        return "có ký tự rỗng (NUL)" if "\x00" in value else ""

    return check


def _fits_json(value: Any) -> str:
    try:
        held = json.loads(value, parse_constant=_no_constant)
    except (TypeError, ValueError, RecursionError):
        return "không phải JSON"
    # SQLite makes a number of it, which may be another one.
    return "JSON chỉ là một số" if isinstance(held, int | float) and not isinstance(held, bool) else ""


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
