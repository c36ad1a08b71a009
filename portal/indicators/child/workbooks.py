"""The cells of a workbook's first sheet as texts and numbers; formulas count as the value that was saved with them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from .refusal import Refusal

MOST_ROWS, MOST_COLUMNS, LONGEST = 2000, 60, 2000


def table(path: str) -> list[list[list[str] | None]]:
    """Each row as cells: None for an empty one, ["n", "1234.5"] for a number, ["t", text], ["x", what it is] for
    anything else. Raises Refusal."""
    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    if not book.worksheets:
        raise Refusal("Tệp không có trang tính nào.")
    page: Any = book.worksheets[0]
    page.reset_dimensions()  # what the file says of its own size is not believed
    found: list[list[list[str] | None]] = []
    for row in page.iter_rows(max_col=MOST_COLUMNS, values_only=True):
        if len(found) == MOST_ROWS:
            raise Refusal("Tệp có quá nhiều dòng. Hãy tải mẫu mới về và nhập lại.")
        found.append([_cell(one) for one in row])
    return found


def _cell(value: Any) -> list[str] | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return ["x", "bool"]
    if isinstance(value, int):
        return ["n", str(value)]
    if isinstance(value, float):
        return ["n", f"{Decimal(repr(value)):f}"] if abs(value) < 1e16 else ["x", "large"]
    if isinstance(value, str):
        return ["t", value[:LONGEST]] if value.strip() else None
    return ["x", type(value).__name__]
