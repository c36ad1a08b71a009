"""The desk's pages of what is asked for: what was not found, the overview, the file without formulas."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote_plus

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import today
from portal.extensions import db
from portal.search.curation.log import query_log
from portal.search.curation.models import AskedOnDay, AskedQuery
from portal.search.indexing import rebuild
from portal.web.spreadsheet import safe_cell
from tests.conftest import SHARED, A, B, Browser
from tests.factories import Factory
from tests.search.visits import make_library, rows_of, text

SignedIn = Callable[..., Browser]
HOME = "/quan-tri/tim-kiem/"
SYNONYMS, PROMOTED = f"{HOME}dong-nghia/", f"{HOME}de-xuat/"


@pytest.fixture()
def desk(signed_in: SignedIn) -> Browser:
    return signed_in(A, "approver")


@pytest.fixture()
def library(app: Flask, factory: Factory) -> Flask:
    make_library(app, factory)
    return app


def test_a_question_that_found_nothing_is_listed_tried_ignored_and_answered(
    library: Flask, desk: Browser, factory: Factory
) -> None:
    visitor, path = Browser(library, A), f"{HOME}khong-thay"
    for question in ("hội thi bơi chải", "khủng long bạo chúa", "tàu vũ trụ", "số 0905123456"):
        visitor.get(f"/tim-kiem?q={quote_plus(question)}")
    with library.app_context():
        assert query_log(library).flush()
    found = {one.key: one.id for one in rows_of(factory.app, A, AskedQuery)}
    assert set(found) == {"hoi thi boi chai", "khung long bao chua", "tau vu tru"}
    page = desk.get(path)
    assert "khủng long bạo chúa" in text(page) and "hội thi bơi chải" not in text(page)
    assert f"dong-nghia/moi?tu={quote_plus('tàu vũ trụ')}" in page.text
    assert 'value="tàu vũ trụ"' in desk.get(f"{SYNONYMS}moi?tu={quote_plus('tàu vũ trụ')}").text
    assert 'value="tàu vũ trụ"' in desk.get(f"{PROMOTED}moi?cau={quote_plus('tàu vũ trụ')}").text
    act = f"{HOME}cau-hoi/{found['tau vu tru']}"
    desk.post(f"{act}/thu-lai")
    assert "vẫn chưa tìm thấy gì" in text(desk.get(path))
    desk.post(f"{act}/bo-qua")
    assert "tàu vũ trụ" not in desk.get(path, headers={"HX-Request": "true"}).text.replace("“tàu vũ trụ”", "")
    assert "tàu vũ trụ" in desk.get(f"{path}?xem=bo-qua").text
    desk.post(f"{act}/hien-lai")
    factory.news(A, title="Tàu vũ trụ ghé xã")
    with library.app_context():
        rebuild()
    desk.post(f"{act}/thu-lai")
    desk.get(path)
    assert "tàu vũ trụ" not in desk.get(path).text
    assert (
        "khủng long" in desk.get(f"{path}?xep=nhieu-nhat").text
        and "khủng long" not in Browser(library, B).get(path).text
    )


def test_the_order_is_the_newest_or_the_most_frequent(desk: Browser, factory: Factory) -> None:
    factory.asked(A, "mới mà hiếm", day=today(), empty=1, count=1)
    factory.asked(A, "cũ mà nhiều", day=today() - timedelta(days=9), empty=50, count=50)
    newest, most = (text(desk.get(f"{HOME}khong-thay{order}")) for order in ("", "?xep=nhieu-nhat"))
    assert newest.index("mới mà hiếm") < newest.index("cũ mà nhiều")
    assert most.index("cũ mà nhiều") < most.index("mới mà hiếm")


def test_the_overview_counts_the_last_thirty_days_of_this_portal(desk: Browser, factory: Factory) -> None:
    for slug, name, back, count, empty in (
        (A, "khai sinh", 0, 6, 0), (A, "khai sinh", 29, 2, 0), (A, "khai sinh", 31, 90, 90),
        (A, "chó mèo", 3, 2, 2), (B, "của xã khác", 1, 70, 70),
    ):  # fmt: skip
        held = [one for one in rows_of(factory.app, slug, AskedQuery) if one.shown == name]
        query = held[0].id if held else factory.asked(slug, name)[0]
        with factory.acting(slug) as actor:
            day = today() - timedelta(days=back)
            db.session.add(
                AskedOnDay(tenant_id=actor.tenant_id, query_id=query, day=day, count=count, empty=empty)
            )
            db.session.commit()
    said = text(desk.get(HOME))
    assert "10 Lượt tìm trong 30 ngày" in said and "2 Câu tìm khác nhau" in said
    assert "20 % Lượt không có kết quả" in said and "xã khác" not in said
    assert said.index("khai sinh 8 0") < said.index("chó mèo 2 2")


def test_a_question_is_blocked_and_allowed_again(desk: Browser, factory: Factory) -> None:
    query, _shown = factory.asked(A, "nói xấu ai đó", count=9)
    for act, expected in (("chan", True), ("cho-phep", False)):
        assert desk.post(f"{HOME}cau-hoi/{query}/{act}", {"ve": "tong-quan"}).location.endswith(HOME)
        assert [one.blocked for one in rows_of(factory.app, A, AskedQuery)] == [expected]


def test_the_file_holds_what_was_asked_and_no_formula(desk: Browser, factory: Factory) -> None:
    factory.asked(A, '=HYPERLINK("http://e.example")', count=7)
    factory.asked(A, "khai sinh; lại", count=3)
    factory.asked(B, "của xã khác")
    answer = desk.get(f"{HOME}thong-ke.csv")
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    table = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert [line[0] for line in table[1:]] == ['\'=HYPERLINK("http://e.example")', "khai sinh; lại"]
    assert table[1][1] == "7" and "xã khác" not in answer.text


FORMULAS = SHARED / "badinputs" / "generated" / "csv_injection.json"


@pytest.mark.real_data
@pytest.mark.skipif(not FORMULAS.is_file(), reason="the real data set is not here")
def test_no_cell_of_the_list_of_formulas_is_one(desk: Browser, factory: Factory) -> None:
    texts = [one.strip() for one in json.loads(FORMULAS.read_text(encoding="utf-8"))]
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([safe_cell(one), "1"] for one in texts)
    for delimiter in (",", ";", "\t"):
        for line in csv.reader(io.StringIO(out.getvalue()), delimiter=delimiter):
            assert all(
                cell.lstrip(' "')[:1] not in set("=+-@|%\t\r\n＝＋－＠") or not cell for cell in line
            ), line


@given(st.text())
def test_a_cell_keeps_its_text(text: str) -> None:
    assert safe_cell(text) in {text, f"'{text}"}
