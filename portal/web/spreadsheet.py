"""Tables as files for a spreadsheet: CSV and XLSX, whose cells are never taken for formulas (SAFETY.md, A38)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from flask import Response
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

Cell: TypeAlias = str | int | float | bool | date | datetime | None
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = frozenset("=+-@|%\t\r\n＝＋－＠")
_WIDEST = 60  # characters; a longer text wraps or runs on


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
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(book: Workbook, sheet: Sheet) -> None:
    page = book.create_sheet(_sheet_name(sheet.name))
    rows = [list(row) for row in sheet.rows]  # widths must be known before the first row is written
    for number, title in enumerate(sheet.header):
        widest = max((len(str(row[number])) for row in rows if number < len(row)), default=0)
        page.column_dimensions[get_column_letter(number + 1)].width = min(
            max(widest, len(title)) + 2, _WIDEST
        )
    page.freeze_panes = "A2"
    page.append([_cell(page, title, bold=True) for title in sheet.header])
    for row in rows:
        page.append([_cell(page, value) for value in row])


def _cell(page: Any, value: Cell, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(
        page, value=ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    )
    if isinstance(value, str):
        cell.data_type = "s"  # "=1+1" stays what somebody typed
    elif isinstance(value, datetime):
        cell.number_format = "dd/mm/yyyy hh:mm"
    elif isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _sheet_name(name: str) -> str:
    """At most 31 characters, without those that a sheet's name must not have."""
    return "".join(" " if one in "[]:*?/\\'" else one for one in name)[:31].strip() or "1"


def _download(body: bytes, kind: str, filename: str) -> Response:
    answer = Response(body, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
