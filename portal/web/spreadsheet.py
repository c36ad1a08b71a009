"""Tables as files for a spreadsheet: CSV and XLSX, whose cells are never taken for formulas (SAFETY.md, A38)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from typing import Any, TypeAlias

from flask import Response

Cell: TypeAlias = str | int | float | bool | Decimal | date | datetime | None
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = frozenset("=+-@|%\t\r\n＝＋－＠")


@dataclass(frozen=True)
class Sheet:
    """A table: its name, its header, its rows (read once, so that they may be a generator)."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def safe_cell(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula: what may begin one is put behind an apostrophe."""
    start = text.lstrip(" \"';,\u00a0\ufeff")[:1]
    return f"'{text}" if start in _FORMULA and start else text


def csv_answer(filename: str, sheet: Sheet) -> Response:
    """A download in CSV with a byte order mark, which spreadsheets need to see UTF-8; days are written 31/12/2026."""
    out = io.StringIO()
    # Every cell is quoted: a spreadsheet that splits at semicolons must not find a formula behind one.
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(sheet.header)
    for row in sheet.rows:
        writer.writerow([_in_csv(cell) for cell in row])
    return _download(("\ufeff" + out.getvalue()).encode(), CSV, filename)


def _in_csv(cell: Cell) -> Any:
    if isinstance(cell, str):
        return safe_cell(cell)
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell


def xlsx_answer(filename: str, *sheets: Sheet) -> Response:
    """A download in XLSX: bold header that stays in place, columns as wide as they need, text cells as text."""
    return _download(xlsx_bytes(*sheets), XLSX, filename)


def xlsx_bytes(*sheets: Sheet) -> bytes:
    """A workbook with these sheets."""
    # Loaded when somebody asks: the library is 7 MB of every process.
    made: Callable[..., bytes] = import_module("portal.web.workbook").workbook
    return made(*sheets)


def _download(body: bytes, kind: str, filename: str) -> Response:
    answer = Response(body, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
