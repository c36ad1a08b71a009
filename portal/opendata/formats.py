"""The formats of a dataset: CSV (RFC 4180), JSON and JSON Lines, each written row by row. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.opendata.fields import ADDRESS, LIST_SEPARATOR, Field
from portal.web.spreadsheet import safe_cell

BOM = "\ufeff".encode()
Head = Callable[[Sequence[Field], Mapping[str, Any]], bytes]


@dataclass(frozen=True)
class Format:
    """A format: its media type, and what stands before, for each, and after the rows.

    `row` is told whether it is the first one; `type_uri` names the format in the vocabulary that DCAT-AP
    asks for, "" where that has none.
    """

    name: str
    label: str
    media: str
    type_uri: str
    head: Head
    row: Callable[[Sequence[Field], Mapping[str, Any], bool], bytes]
    tail: bytes = b""


def _csv_line(cells: Sequence[Any]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerow(cells)
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    """A value as a cell: no text of it is taken for a formula by a spreadsheet (SAFETY.md, A38)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        # A bar within a value would part it in two.
        return safe_cell(LIST_SEPARATOR.join(str(one).replace(LIST_SEPARATOR, "¦") for one in value))
    return safe_cell(str(value))


def _csv_row(fields: Sequence[Field], row: Mapping[str, Any], _first: bool) -> bytes:
    return _csv_line([_cell(row[one.name]) for one in fields])


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _own(fields: Sequence[Field], row: Mapping[str, Any]) -> dict[str, Any]:
    return {one.name: row[one.name] for one in fields}


def _lines_row(fields: Sequence[Field], row: Mapping[str, Any], _first: bool) -> bytes:
    return _dumped(_own(fields, row)) + b"\n"


def _json_row(fields: Sequence[Field], row: Mapping[str, Any], first: bool) -> bytes:
    return (b"\n" if first else b",\n") + _dumped(_own(fields, row))


_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
FORMATS: dict[str, Format] = {
    "csv": Format(
        "csv",
        "CSV",
        "text/csv",
        f"{_TYPES}CSV",
        lambda fields, _about: _csv_line([one.name for one in fields]),
        _csv_row,
    ),
    "json": Format(
        "json",
        "JSON",
        "application/json",
        f"{_TYPES}JSON",
        lambda _fields, about: _dumped(dict(about))[:-1] + b',"rows":[',
        _json_row,
        b"\n]}\n",
    ),
    "jsonl": Format(
        "jsonl",
        "JSON Lines",
        "application/jsonl",
        "",
        lambda _fields, _about: b"",
        _lines_row,
    ),
}


def with_addresses(fields: Sequence[Field], row: dict[str, Any], base: str) -> dict[str, Any]:
    """A kept row with the portal's own address before its paths."""
    for one in fields:
        value = row.get(one.name)
        if one.kind == ADDRESS and isinstance(value, str) and value.startswith("/"):
            row[one.name] = base + value
    return row
