"""Types for columns whose values lie sealed in the database; a model reads and writes plain values.

    identity: Mapped[str] = mapped_column(SealedText("citizen.identity"), default="")

No value can be searched or sorted in SQL: find rows by `marks`.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from portal.sealing.envelope import seal, unseal


class Sealed(TypeDecorator[Any]):
    """Bytes sealed for `purpose`, usually `table.column`."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def to_bytes(self, value: Any) -> bytes:
        """A value as the bytes that are sealed."""
        return bytes(value)

    def of_bytes(self, plain: bytes) -> Any:
        """The value of `to_bytes`."""
        return plain

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Seal a value on its way to the database."""
        return None if value is None else seal(self.purpose, self.to_bytes(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Open a value that comes from the database."""
        return None if value is None else self.of_bytes(unseal(self.purpose, bytes(value)))

    def compare_values(self, x: Any, y: Any) -> bool:
        """Whether a value changed: by what it is, not by its seal."""
        return bool(x == y)


class SealedText(Sealed):
    """Text (UTF-8), sealed."""

    cache_ok = True

    def to_bytes(self, value: Any) -> bytes:
        """The text as UTF-8."""
        return str(value).encode()

    def of_bytes(self, plain: bytes) -> str:
        """The text."""
        return plain.decode()


class SealedJSON(Sealed):
    """A value of JSON, sealed; replace it whole, changes within are not noticed."""

    cache_ok = True

    def to_bytes(self, value: Any) -> bytes:
        """The value as compact JSON."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def of_bytes(self, plain: bytes) -> Any:
        """The value."""
        return json.loads(plain)
