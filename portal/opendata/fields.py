"""What a row of open data is made of: each field declared once; schemas, documentation and files follow. Pure.

The same declarations shape the answers of the read API (OpenAPI), datasets (JSON Schema, CSVW) and their pages, so that
none of them can say what another does not do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from portal.clock import to_local

Row: TypeAlias = Mapping[str, Any]
Absolute: TypeAlias = Callable[[str], str]
"""Makes the whole address of a portal-relative path."""

TEXT, INTEGER, NUMBER, BOOLEAN = "text", "integer", "number", "boolean"
DAY, INSTANT, ADDRESS = "day", "instant", "address"
TEXTS, OBJECT, OBJECTS = "texts", "object", "objects"

_SCHEMAS: Mapping[str, dict[str, Any]] = {
    TEXT: {"type": "string"},
    INTEGER: {"type": "integer"},
    NUMBER: {"type": "number"},
    BOOLEAN: {"type": "boolean"},
    DAY: {"type": "string", "format": "date"},
    INSTANT: {"type": "string", "format": "date-time"},
    ADDRESS: {"type": "string", "format": "uri"},
    TEXTS: {"type": "array", "items": {"type": "string"}},
}
_IN_TABLES: Mapping[str, str] = {
    INTEGER: "integer",
    NUMBER: "decimal",
    BOOLEAN: "boolean",
    DAY: "date",
    INSTANT: "dateTimeStamp",
    ADDRESS: "anyURI",
}
LIST_SEPARATOR = "|"
"""Between the values of a list in one cell of a CSV file."""


@dataclass(frozen=True)
class Field:
    """A field: `name` for machines, `label` and `about` for people.

    `nullable`: the value may be missing. `values`: all that a text may be. `inner`: the fields of an object, or of each
    of a list of objects. `listed`: lists have it too; else only an item alone.
    """

    name: str
    kind: str
    label: Any
    about: Any = ""
    nullable: bool = False
    values: tuple[str, ...] = ()
    inner: tuple[Field, ...] = ()
    listed: bool = True

    def schema(self) -> dict[str, Any]:
        """Its JSON Schema (2020-12)."""
        if self.kind == OBJECT:
            found = object_schema(self.inner)
        elif self.kind == OBJECTS:
            found = {"type": "array", "items": object_schema(self.inner)}
        else:
            found = dict(_SCHEMAS[self.kind])
        if self.values:
            found["enum"] = [*self.values, *([None] if self.nullable else [])]
        if self.nullable:
            found["type"] = [found["type"], "null"]
        found["title"] = str(self.label)
        if str(self.about):
            found["description"] = str(self.about)
        return found

    def column(self) -> dict[str, Any]:
        """Its column as CSV on the Web describes it (W3C tabular metadata)."""
        kind = _IN_TABLES.get(self.kind, "string")
        found: dict[str, Any] = {"name": self.name, "titles": self.name, "datatype": kind}
        if self.kind == TEXTS:
            found |= {"datatype": "string", "separator": LIST_SEPARATOR}
        if self.nullable:
            found["null"] = [""]
        else:
            found["required"] = self.kind not in {TEXT, TEXTS}
        found["dc:title"] = str(self.label)
        if str(self.about):
            found["dc:description"] = str(self.about)
        return found


def object_schema(fields: Sequence[Field], *, whole: bool = True) -> dict[str, Any]:
    """The schema of an object with these fields; `whole`: all of them are always there."""
    found: dict[str, Any] = {
        "type": "object",
        "properties": {one.name: one.schema() for one in fields},
        "additionalProperties": False,
    }
    if whole:
        found["required"] = [one.name for one in fields]
    return found


def plain(field: Field, value: Any, absolute: Absolute) -> Any:
    """A value as JSON has it: days and instants as text (ISO 8601, Vietnamese time), paths as whole addresses."""
    if value is None:
        return None
    if field.kind == OBJECT:
        return shaped(field.inner, value, absolute)
    if field.kind == OBJECTS:
        return [shaped(field.inner, one, absolute) for one in value]
    if field.kind == ADDRESS:
        return absolute(value) if value.startswith("/") else value
    if isinstance(value, datetime):
        return to_local(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return value


def shaped(fields: Sequence[Field], row: Row, absolute: Absolute) -> dict[str, Any]:
    """A row as JSON has it: these fields in their order."""
    return {one.name: plain(one, row[one.name], absolute) for one in fields}


def same(path: str) -> str:
    """Leaves a path as it is: for what is kept without the portal's own address."""
    return path
