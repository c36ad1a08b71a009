"""Reports and targets by workbook: what was written is read back, what is wrong is named by cell, nothing is taken over
unseen."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from portal.indicators import files, queries
from portal.indicators.checking import Entry
from portal.indicators.forms_data import FormData
from portal.indicators.models import IndicatorFigure
from portal.indicators.numbers import LARGEST
from portal.indicators.periods import read
from portal.media.refusal import Refused
from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory
from tests.indicators.making import BIRTHS, GIRLS, REVENUE, define, handed_in, last_month, portal_of
from tests.thorough import examples

Signed = Callable[..., Browser]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _where() -> str:
    return f"/quan-tri/so-lieu/ky/{last_month().key}"


def _filled(raw: bytes, values: dict[str, Any], notes: dict[str, str] | None = None) -> bytes:
    """A workbook with values in the column to fill in, as somebody typed them."""
    book = load_workbook(io.BytesIO(raw))
    page = book.worksheets[0]
    for row in page.iter_rows():
        code = row[0].value
        if code in values:
            row[5].value = values[code]
        if code in (notes or {}):
            row[6].value = (notes or {})[code]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _send(browser: Browser, path: str, raw: bytes, name: str = "so-lieu.xlsx", **more: str) -> Any:
    data = {"file": (io.BytesIO(raw), name), **more}
    return browser.post(path, data, content_type="multipart/form-data")


def test_a_report_goes_out_as_a_workbook_and_comes_back(
    app: Flask, factory: Factory, signed_in: Signed
) -> None:
    define(factory, BIRTHS, GIRLS, REVENUE)
    author = signed_in(A, "author")
    author.post(_where(), {"version": "0", "v_tre-sinh": "12", "n_tre-sinh": "=1+1"})
    answer = author.get(f"{_where()}/tep.xlsx")
    assert answer.mimetype == XLSX
    page = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    assert page.protection.sheet
    row = next(one for one in page.iter_rows() if one[0].value == "tre-sinh")
    assert (row[5].value, row[5].protection.locked, row[1].protection.locked) == (12, False, True)
    assert (row[6].value, row[6].data_type) == ("=1+1", "s")

    back = _filled(answer.data, {"tre-sinh": 15, "tre-gai": "bảy", "thu-ngan-sach": 1234.5})
    preview = _send(author, f"{_where()}/tep", back)
    assert preview.status_code == 200
    text = preview.text
    assert "Chỉ ghi số" in text and "bảy" in text
    assert 'name="v_thu-ngan-sach" value="1.234,5"' in text and 'name="v_tre-gai"' not in text
    assert 'value="12"' in author.get(_where()).text, "a preview changes nothing"

    fields = dict(re.findall(r'name="((?:v|n)_[a-z-]+|version)" value="([^"]*)"', text))
    assert author.post(_where(), fields).status_code == 302
    page_now = author.get(_where()).text
    assert 'value="15"' in page_now and 'value="1.234,5"' in page_now


def test_a_workbook_of_another_unit_or_period_is_refused(
    app: Flask, factory: Factory, signed_in: Signed
) -> None:
    define(factory, BIRTHS)
    author, other = signed_in(A, "author"), signed_in(B, "author")
    foreign = other.get(f"{_where()}/tep.xlsx").data
    for raw, name, said in (
        (foreign, "a.xlsx", "không phải mẫu của kỳ báo cáo này"),
        (b"", "a.xlsx", "Chọn tệp Excel"),
        (b"PK\x03\x04 no zip", "a.xlsx", ""),
        (b"%PDF-1.7 nothing", "a.xlsx", ""),
        (_blank(), "a.xlsx", "không phải mẫu"),
    ):
        answer = _send(author, f"{_where()}/tep", raw, name)
        assert answer.status_code == 302, name
        page = author.get(_where()).text
        assert said in page and "alert--danger" in page, said


def _blank() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def _rebuilt(raw: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """A workbook whose parts went through `change`, with further parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in more.items():
            new.writestr(name.replace("__", "/"), data)
    return out.getvalue()


ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("hostile", ["entity", "bomb", "macro"])
def test_hostile_workbooks_are_refused(app: Flask, factory: Factory, signed_in: Signed, hostile: str) -> None:
    define(factory, BIRTHS)
    author = signed_in(A, "author")
    raw = author.get(f"{_where()}/tep.xlsx").data

    def with_entity(name: str, data: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return data
        return data.replace(b"<worksheet", ENTITY + b"<worksheet", 1)

    def with_bomb(name: str, data: bytes) -> bytes:
        return data + b" " * 120_000_000 if name.endswith("sheet1.xml") else data

    made = {
        "entity": lambda: _rebuilt(raw, with_entity),
        "bomb": lambda: _rebuilt(raw, with_bomb),
        "macro": lambda: _rebuilt(raw, lambda _name, data: data, xl__vbaProject=b"x"),
    }[hostile]()
    answer = _send(author, f"{_where()}/tep", made)
    assert answer.status_code == 302
    page = author.get(_where()).text
    assert "alert--danger" in page and "root:" not in page


FIGURES = st.none() | st.integers(-LARGEST, LARGEST)


@settings(
    max_examples=examples(24), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(FIGURES, st.integers(0, 6)), min_size=1, max_size=12))
def test_what_a_workbook_is_given_it_gives_back(app: Flask, figures: list[tuple[int | None, int]]) -> None:
    """Any figures with any decimals: written as cells, read by the child process, the same to the last digit."""
    period = read("2026-03")
    assert period is not None
    measures = [
        replace(BIRTHS, code=f"a-{number}", decimals=decimals, least=None, most=None)
        for number, (_value, decimals) in enumerate(figures)
    ]
    with app.test_request_context():
        data = FormData(portal_of(app, A), period, measures, {one.code: one for one in measures}, {}, {})
        rows = [
            IndicatorFigure(
                code=f"a-{number}", value=value, decimals=decimals, note="chữ" if value is None else ""
            )
            for number, (value, decimals) in enumerate(figures)
        ]
        came = files.read_report(files.report_file(data, rows), "a.xlsx", data)
    assert came.entries == {one.code: Entry(one.value, one.note) for one in rows}
    assert came.unread == {} and came.odd == []


def test_cells_that_are_no_figures_are_named(app: Flask) -> None:
    period = read("2026-03")
    assert period is not None
    odd: dict[str, Any] = {"a-0": datetime(2026, 3, 1), "a-1": True, "a-2": 1e300, "a-3": 1.5, "a-4": "1.5"}
    measures = [replace(BIRTHS, code=code) for code in odd]
    with app.test_request_context():
        data = FormData(portal_of(app, A), period, measures, {one.code: one for one in measures}, {}, {})
        came = files.read_report(_filled(files.report_file(data, []), odd), "a.xlsx", data)
        assert set(came.unread) == set(odd) and came.entries == {}
        with pytest.raises(Refused):
            files.read_report(files.report_file(data, [])[:-400], "a.xlsx", data)


def test_targets_by_form_and_by_workbook(app: Flask, factory: Factory, signed_in: Signed) -> None:
    define(factory, BIRTHS, REVENUE)
    editor, author = signed_in(DISTRICT, "district_editor"), signed_in(A, "author")
    where, year = "/quan-tri/chi-tieu/muc-tieu", last_month().year
    sent = {"nam": str(year), "t_thu-ngan-sach/nui-thanh": "1.500,5", f"t_thu-ngan-sach/{A}": "1.5"}
    wrong = editor.post(where, sent)
    assert wrong.status_code == 422 and 'value="1.500,5"' in wrong.text
    assert editor.post(where, sent | {f"t_thu-ngan-sach/{A}": "90"}).status_code == 302
    assert _targets(app, year) == {("thu-ngan-sach", DISTRICT): 15005, ("thu-ngan-sach", A): 900}
    assert "90,0" in author.get(f"{where}?nam={year}").text
    assert "1.500,5" not in author.get(f"{where}?nam={year}").text
    assert author.post(where, sent).status_code == 403
    assert editor.post(where, {"nam": str(year), "t_thu-ngan-sach/khong-co": "1"}).status_code == 404

    raw = editor.get(f"{where}/tep.xlsx?nam={year}").data
    book = load_workbook(io.BytesIO(raw))
    page = book.worksheets[0]
    head = next(row for row in page.iter_rows() if row[0].value == "Mã")
    column = next(cell.column for cell in head if cell.value == "Xã Tam Trà")
    for row in page.iter_rows():
        if row[0].value == "tre-sinh":
            page.cell(row[0].row, column).value = 44
            page.cell(row[0].row, column - 1).value = "nhiều"
        if row[0].value == "thu-ngan-sach":
            page.cell(row[0].row, 4).value = None
    out = io.BytesIO()
    book.save(out)
    preview = _send(editor, f"{where}/tep", out.getvalue(), nam=str(year))
    assert "nhiều" in preview.text and "xóa mục tiêu" in preview.text
    fields = dict(re.findall(r'name="(t_[a-z/-]+)" value="([^"]*)"', preview.text))
    assert fields == {"t_tre-sinh/tam-tra": "44", "t_thu-ngan-sach/nui-thanh": ""}
    assert editor.post(where, fields | {"nam": str(year)}).status_code == 302
    assert _targets(app, year) == {("thu-ngan-sach", A): 900, ("tre-sinh", B): 44}


def _targets(app: Flask, year: int) -> dict[tuple[str, str], int]:
    with app.app_context():
        slugs = {portal_of(app, slug).id: slug for slug in (DISTRICT, A, B)}
        return {
            (code, slugs[unit]): value
            for (code, unit), value in queries.targets(portal_of(app, A), year).items()
        }


def test_figures_as_csv_are_exact(app: Flask, factory: Factory, browser: Callable[[str], Browser]) -> None:
    define(factory, BIRTHS, REVENUE, GIRLS)
    handed_in(app, A, last_month(), {"tre-sinh": 12, "thu-ngan-sach": 12345, "tre-gai": 3})
    handed_in(app, B, last_month(), {"tre-sinh": 7, "thu-ngan-sach": 5, "tre-gai": None})
    text = browser(DISTRICT).get("/so-lieu.csv").data.decode("utf-8-sig")
    key = last_month().key
    lines = [line.replace('"', "").split(",") for line in text.splitlines()[1:]]
    values = {(line[0], line[7]): line[8] for line in lines if line[3] == key}
    assert values == {
        ("tre-sinh", "Huyện Núi Thành"): "19",
        ("tre-sinh", "Xã Tam Hải"): "12",
        ("tre-sinh", "Xã Tam Trà"): "7",
        ("thu-ngan-sach", "Huyện Núi Thành"): "1235.0",
        ("thu-ngan-sach", "Xã Tam Hải"): "1234.5",
        ("thu-ngan-sach", "Xã Tam Trà"): "0.5",
    }
    own = browser(A).get("/so-lieu/thu-ngan-sach.csv").data.decode("utf-8-sig")
    assert "1234.5" in own and "Xã Tam Trà" not in own
    assert browser(A).get("/so-lieu/tre-gai.csv").status_code == 404
