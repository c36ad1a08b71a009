"""Tables as files: nothing that somebody typed becomes a formula, and everything comes back as it was."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.web.spreadsheet import Sheet, csv_answer, safe_cell, xlsx_bytes
from tests.conftest import SHARED

CELLS = SHARED / "badinputs" / "generated" / "csv_injection.json"
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


def read_back(*sheets: Sheet) -> list[list[tuple[object, str]]]:
    book = load_workbook(io.BytesIO(xlsx_bytes(*sheets)))
    return [[(cell.value, cell.data_type) for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]


@given(TEXT)
def test_a_text_in_a_workbook_stays_that_text(text: str) -> None:
    found = read_back(Sheet("Bảng", ["Chữ"], [[text]])) if text else [[(None, "n")]]
    assert found[0][0][0] == (text or None)
    assert not text or found[0][0][1] in {"s", "inlineStr"}


@pytest.mark.asvs("15.3.5")
def test_numbers_and_days_keep_their_kind() -> None:
    row = (12, 1.5, date(2026, 11, 2), datetime(2026, 11, 2, 8, 30), None)
    (found,) = read_back(Sheet("a/b:c" * 20, ["1", "2", "3", "4", "5"], [row]))
    assert [value for value, _kind in found] == [
        12,
        1.5,
        datetime(2026, 11, 2),
        datetime(2026, 11, 2, 8, 30),
        None,
    ]


@pytest.mark.skipif(not CELLS.is_file(), reason=f"no data set at {CELLS}")
def test_known_injections_begin_with_an_apostrophe() -> None:
    listed = json.loads(CELLS.read_text())
    texts = [one["payload"] if isinstance(one, dict) else str(one) for one in listed]
    rows = [[text] for text in texts]
    body = csv_answer("a.csv", Sheet("x", ["Chữ"], rows)).get_data(as_text=True)
    cells = [row[0] for row in csv.reader(io.StringIO(body.removeprefix("\ufeff")))][1:]
    assert len(cells) == len(texts)
    assert all(
        cell in {text, f"'{text}"} and cell == safe_cell(text)
        for cell, text in zip(cells, texts, strict=True)
    )
    assert not any(cell[:1] in set("=+-@|%＝＋－＠") for cell in cells)
    for (value, kind), text in zip(
        (row[0] for row in read_back(Sheet("x", ["Chữ"], rows))), texts, strict=True
    ):
        assert kind in {"s", "inlineStr"}, (value, text)
