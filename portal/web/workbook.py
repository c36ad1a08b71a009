"""Workbooks (XLSX). Loaded by `spreadsheet.xlsx_bytes` alone, when one is wanted."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from portal.web.spreadsheet import Cell, Sheet

_WIDEST = 60  # characters; a longer text wraps or runs on


def workbook(*sheets: Sheet) -> bytes:
    """A file with these sheets: bold header that stays in place, columns as wide as they need, text cells as text."""
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
