"""Workbooks to fill in: a report of a period, the targets of a year. Loaded when one is wanted (openpyxl is large).

What is to be filled in is open, everything else is locked. The first cell names what the file is for, so that a file of
another unit or period is known when it comes back.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from portal.indicators.numbers import LARGEST, exact

_HEAD = PatternFill("solid", fgColor="E8EEF4")
_OPEN = PatternFill("solid", fgColor="FFFBE6")
_LINE = Border(bottom=Side(style="thin", color="C9CED6"))
_TOP = Alignment(vertical="top", wrap_text=True)
_RIGHT = Alignment(vertical="top", horizontal="right")


@dataclass(frozen=True)
class Number:
    """A figure in a cell: its smallest unit, its decimals; an open one may lie between `least` and `most`."""

    value: int | None
    decimals: int = 0
    least: int | None = None
    most: int | None = None
    open: bool = False


@dataclass(frozen=True)
class Words:
    """A text in a cell."""

    text: str
    open: bool = False


@dataclass(frozen=True)
class Form:
    """A sheet to fill in: `mark` says what it is for, `lines` stand above the table, `widths` in characters."""

    name: str
    mark: str
    lines: Sequence[str]
    heads: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[Number | Words]] = field(default_factory=tuple)
    refused: str = ""


def workbook(form: Form) -> bytes:
    """The file."""
    book = Workbook()
    page: Any = book.active
    page.title = form.name[:31]
    page.append([form.mark])
    page.row_dimensions[1].hidden = True
    for line in form.lines:
        page.append([_clean(line)])
        page.cell(page.max_row, 1).font = Font(bold=page.max_row == 2, size=13 if page.max_row == 2 else 11)
    page.append([_clean(one) for one in form.heads])
    head = page.max_row
    for number, width in enumerate(form.widths, 1):
        cell = page.cell(head, number)
        cell.font, cell.fill, cell.alignment, cell.border = Font(bold=True), _HEAD, _TOP, _LINE
        page.column_dimensions[get_column_letter(number)].width = width
    for row in form.rows:
        _write(page, row, form.refused)
    page.freeze_panes = page.cell(head + 1, 3)
    page.protection.sheet = True  # without a password: it keeps hands off headings, nothing more
    page.protection.formatColumns = page.protection.formatRows = False
    page.print_title_rows = f"{head}:{head}"
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(page: Any, row: Sequence[Number | Words], refused: str) -> None:
    at = page.max_row + 1
    for number, what in enumerate(row, 1):
        cell = page.cell(at, number)
        cell.border, cell.alignment = _LINE, _TOP
        if isinstance(what, Words):
            cell.value = _clean(what.text) or None
            cell.data_type = "s" if cell.value is not None else cell.data_type  # "=1+1" stays what it says
        else:
            _figure(page, cell, what, refused)
        if what.open:
            cell.protection, cell.fill = Protection(locked=False), _OPEN


def _figure(page: Any, cell: Any, what: Number, refused: str) -> None:
    cell.alignment = _RIGHT
    cell.number_format = "#,##0" + ("." + "0" * what.decimals if what.decimals else "")
    if what.value is not None:
        number = exact(what.value, what.decimals)
        cell.value = int(number) if not what.decimals else number
    if what.open:
        least = what.least if what.least is not None else -LARGEST
        most = what.most if what.most is not None else LARGEST
        rule = DataValidation(
            type="decimal" if what.decimals else "whole",
            operator="between",
            formula1=f"{exact(least, what.decimals):f}",
            formula2=f"{exact(most, what.decimals):f}",
            allow_blank=True,
            showErrorMessage=True,
            error=refused,
        )
        page.add_data_validation(rule)
        rule.add(cell)


def _clean(text: str) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))
