"""What the read API can be asked: each operation declared once, and called, documented and tested from that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from flask import Flask, current_app

from portal.opendata.api.parameters import Parameter

Values: TypeAlias = Mapping[str, Any]
"""What was asked: the value of every parameter of the operation, defaults filled in."""
_EXTENSION = "portal_opendata_api"


@dataclass(frozen=True)
class Answer:
    """What is answered: `body` as JSON has it; `links` are (address, relation) for the Link header.

    `changed`: when the newest of it changed (naive UTC), None where nobody knows. `fleeting`: nobody keeps it.
    """

    body: Any
    links: Sequence[tuple[str, str]] = ()
    changed: datetime | None = None
    fleeting: bool = False


@dataclass(frozen=True)
class Operation:
    """A question of the API. `name` is its id for machines, `path` its address below /api/v1 ("/news/{slug}").

    `schema` answers the JSON Schema of an answer; named schemas are shared by `schemas` (name → schema). `example` is
    an address to try, below /api/v1.
    """

    name: str
    path: str
    tag: Any
    summary: Any
    parameters: Sequence[Parameter]
    schema: Callable[[], dict[str, Any]]
    act: Callable[[Values], Answer]
    about: Any = ""
    schemas: Callable[[], dict[str, dict[str, Any]]] = field(default=dict)
    example: str = ""

    @property
    def in_path(self) -> list[Parameter]:
        """The parameters that stand in the address."""
        return [one for one in self.parameters if one.in_path]

    @property
    def in_query(self) -> list[Parameter]:
        """The parameters that stand behind the question mark."""
        return [one for one in self.parameters if not one.in_path]


def keep(app: Flask, operation: Operation) -> None:
    """Note an operation, for documentation. Raises ValueError for a name that is taken."""
    held = app.extensions.setdefault(_EXTENSION, {})
    if operation.name in held:
        raise ValueError(f"operation {operation.name}")
    held[operation.name] = operation


def operations() -> list[Operation]:
    """Every operation, in the order of registration."""
    return list(current_app.extensions.get(_EXTENSION, {}).values())
