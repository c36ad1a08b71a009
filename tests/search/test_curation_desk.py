"""The desk's pages of search through the public door: forms that say what to do, lists, trial, undo, file."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import quote_plus

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.clock import today
from portal.extensions import db
from portal.search.curation.log import query_log
from portal.search.curation.models import AskedOnDay, AskedQuery, PromotedResult, Synonym
from portal.search.curation.queries import line_of
from portal.search.desk.asked import safe_cell
from portal.search.indexing import rebuild
from portal.search.vocabulary import Vocabulary
from tests.conftest import DISTRICT, SHARED, A, B, Browser
from tests.factories import Factory

SignedIn = Callable[..., Browser]
HOME = "/quan-tri/tim-kiem/"
SYNONYMS, PROMOTED = f"{HOME}dong-nghia/", f"{HOME}de-xuat/"
PAIR = {"term": "sổ đỏ", "meaning": "giấy chứng nhận", "direction": "both"}
PAGE = {
    "question": "lịch tiếp dân",
    "matching": "exact",
    "target": "/lich-cong-tac/",
    "title": "Lịch tiếp dân",
}


@pytest.fixture()
def desk(signed_in: SignedIn) -> Browser:
    return signed_in(A, "approver")


def rows(factory: Factory, slug: str, model: Any) -> list[Any]:
    with factory.acting(slug):
        return list(db.session.scalars(select(model).order_by(model.id)))


def text(answer: Any) -> str:
    """What a page says, without mark-up."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def test_a_synonym_is_added_changed_switched_deleted_and_brought_back(
    desk: Browser, factory: Factory
) -> None:
    assert desk.post(f"{SYNONYMS}moi", PAIR).status_code == 302
    (row,) = rows(factory, A, Synonym)
    where = f"{SYNONYMS}{row.id}"
    changed = PAIR | {"meaning": "giấy chứng nhận quyền sử dụng đất", "direction": "one", "version": "1"}
    assert desk.post(where, changed).status_code == 302
    assert "giấy chứng nhận quyền sử dụng đất" in text(desk.get(SYNONYMS))
    assert desk.post(f"{where}/tat").status_code == 302 and "Đã tắt" in text(desk.get(SYNONYMS))
    assert desk.post(f"{where}/bat").status_code == 302 and "Đang dùng" in text(desk.get(SYNONYMS))
    removed = desk.post(f"{where}/xoa")
    offered = desk.get(removed.location)
    assert f"{where}/khoi-phuc" in offered.text and "Hoàn tác" in text(offered)
    assert desk.get(where).status_code == 404
    assert desk.post(f"{where}/khoi-phuc").status_code == 302
    (row,) = rows(factory, A, Synonym)
    assert (row.meaning, row.one_way, row.active, row.deleted_at) == (changed["meaning"], True, True, None)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("term", "", "Nhập từ mà người dân hay gõ"),
        ("term", " ?! ", "ít nhất một từ"),
        ("term", "x" * 101, "Tối đa 100 ký tự"),
        ("term", "a", "quá nhiều từ"),
        ("term", "GIẤY chung nhan", "Hai bên giống nhau"),
        ("term", "sổ đỏ = sổ hồng", "không dùng các dấu"),
        ("meaning", "một hai ba bốn năm sáu bảy tám chín mười mười một mười hai", "tối đa 12 tiếng"),
        ("meaning", "a | b", "không dùng các dấu"),
        ("meaning", "", "Nhập từ mà văn bản"),
    ],
)
def test_a_synonym_that_is_of_no_use_is_refused_with_what_to_do(
    desk: Browser, factory: Factory, field: str, value: str, said: str
) -> None:
    answer = desk.post(f"{SYNONYMS}moi", PAIR | {field: value})
    assert answer.status_code == 422 and said in text(answer)
    assert rows(factory, A, Synonym) == []


def test_what_is_there_already_is_named(desk: Browser, factory: Factory) -> None:
    factory.synonym(A, "sổ đỏ", meaning="giấy chứng nhận")
    answer = desk.post(f"{SYNONYMS}moi", PAIR)
    assert answer.status_code == 422 and "Đã có “sổ đỏ = giấy chứng nhận”" in text(answer)


@pytest.mark.parametrize(
    "term", ["sổ đỏ", "C.C.C.D", "covid-19 (mới)", "a/b & c", '‘nháy’ "kép"', "TT", "ﬁ ß ŉ"]
)
def test_what_the_form_accepts_the_vocabulary_understands(desk: Browser, factory: Factory, term: str) -> None:
    meaning = "một hai ba bốn năm sáu bảy tám chín mười mười một"
    assert desk.post(f"{SYNONYMS}moi", PAIR | {"term": f" {term}\t", "meaning": meaning}).status_code == 302
    (row,) = rows(factory, A, Synonym)
    held = Vocabulary().with_lines([line_of(row.term, row.meaning, row.one_way)])
    assert held.problems == () and tuple(row.term_key.split()) in held.rows


def test_two_editors_do_not_overwrite_each_other(
    desk: Browser, factory: Factory, signed_in: SignedIn
) -> None:
    row, _name = factory.synonym(A, "sổ đỏ", meaning="ban đầu")
    assert (
        signed_in(A, "tenant_admin")
        .post(f"{SYNONYMS}{row}", PAIR | {"meaning": "của họ", "version": "1"})
        .status_code
        == 302
    )
    answer = desk.post(f"{SYNONYMS}{row}", PAIR | {"meaning": "của tôi", "version": "1"})
    assert answer.status_code == 409 and "của họ" in text(answer) and 'value="của tôi"' in answer.text
    assert [one.meaning for one in rows(factory, A, Synonym)] == ["của họ"]
    again = re.search(r'name="version" value="(\d+)"', answer.text)
    assert (
        again
        and desk.post(f"{SYNONYMS}{row}", PAIR | {"meaning": "của tôi", "version": again[1]}).status_code
        == 302
    )
    assert [one.meaning for one in rows(factory, A, Synonym)] == ["của tôi"]


def test_only_the_district_is_asked_about_sharing(
    desk: Browser, signed_in: SignedIn, factory: Factory
) -> None:
    assert 'name="shared"' not in desk.get(f"{SYNONYMS}moi").text
    desk.post(f"{SYNONYMS}moi", PAIR | {"shared": "y"})
    assert [one.shared for one in rows(factory, A, Synonym)] == [False]
    district = signed_in(DISTRICT, "district_editor")
    assert 'name="shared"' in district.get(f"{SYNONYMS}moi").text
    assert district.post(f"{SYNONYMS}moi", PAIR | {"term": "một cửa", "shared": "y"}).status_code == 302
    assert [one.shared for one in rows(factory, DISTRICT, Synonym)] == [True]
    page = desk.get(SYNONYMS)
    assert "một cửa" in text(page) and "Dùng chung từ cấp trên" in text(page)
    approver = signed_in(DISTRICT, "approver")
    (shared,) = rows(factory, DISTRICT, Synonym)
    assert approver.post(f"{SYNONYMS}{shared.id}", PAIR | {"version": "1"}).status_code == 403


def test_an_author_reads_but_has_no_buttons(signed_in: SignedIn, factory: Factory) -> None:
    factory.synonym(A, "sổ đỏ")
    factory.promoted(A, "bão")
    factory.asked(A, "chó mèo")
    author = signed_in(A, "author")
    for path, word in ((SYNONYMS, "sổ đỏ"), (PROMOTED, "bão"), (f"{HOME}khong-thay", "chó mèo")):
        page = author.get(path)
        main = page.text[page.text.index("<main") :]
        assert word in text(page) and 'method="post"' not in main and "/moi" not in main


@pytest.fixture()
def library(app: Flask, factory: Factory) -> Flask:
    factory.procedure(A, name="Cấp giấy chứng nhận quyền sử dụng đất lần đầu")
    factory.news(A, title="Hội thi bơi chải")
    factory.news(B, title="CANARY sổ đỏ của xã khác")
    factory.news(A, title="CANARY sổ đỏ bản nháp", publish=False)
    with app.app_context():
        rebuild()
    return app


def test_a_trial_shows_what_a_synonym_changes_and_saves_nothing(
    library: Flask, desk: Browser, factory: Factory
) -> None:
    data = {
        "term": "bìa hồng lạ",
        "meaning": "giấy chứng nhận quyền sử dụng đất",
        "direction": "one",
        "try": "1",
    }
    answer = desk.post(f"{SYNONYMS}moi", data)
    said = text(answer)
    assert (
        answer.status_code == 200
        and "Cấp giấy chứng nhận quyền sử dụng đất lần đầu" in said
        and " mới Lưu" in said
    )
    assert "Chưa có cặp từ này: 0 kết quả" in said and "Có cặp từ này: 1 kết quả" in said
    assert rows(factory, A, Synonym) == []
    other = desk.post(f"{SYNONYMS}moi", data | {"question": "bơi chải"})
    assert "không làm thay đổi kết quả" in text(other) and "CANARY" not in other.text


def test_what_was_added_is_found_by_visitors_at_once(library: Flask, desk: Browser) -> None:
    visitor = Browser(library, A)
    question = f"/tim-kiem?q={quote_plus('bìa hồng lạ')}"
    assert "quyền sử dụng đất lần đầu" not in text(visitor.get(question))
    desk.post(
        f"{SYNONYMS}moi",
        {"term": "bìa hồng lạ", "meaning": "giấy chứng nhận quyền sử dụng đất", "direction": "one"},
    )
    assert "quyền sử dụng đất lần đầu" in text(visitor.get(question))


def test_a_question_that_found_nothing_is_listed_tried_ignored_and_answered(
    library: Flask, desk: Browser, factory: Factory
) -> None:
    visitor, path = Browser(library, A), f"{HOME}khong-thay"
    for question in ("hội thi bơi chải", "khủng long bạo chúa", "tàu vũ trụ", "số 0905123456"):
        visitor.get(f"/tim-kiem?q={quote_plus(question)}")
    with library.app_context():
        assert query_log(library).flush()
    found = {one.key: one.id for one in rows(factory, A, AskedQuery)}
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
        held = [one for one in rows(factory, slug, AskedQuery) if one.shown == name]
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
        assert [one.blocked for one in rows(factory, A, AskedQuery)] == [expected]


def test_a_page_is_promoted_by_its_address(app: Flask, desk: Browser, factory: Factory) -> None:
    assert desk.post(f"{PROMOTED}moi", PAGE | {"note": "Cập nhật hằng tuần"}).status_code == 302
    assert "Lịch tiếp dân" in text(desk.get(PROMOTED)) and "Đang hiện" in text(desk.get(PROMOTED))
    found = Browser(app, A).get(f"/tim-kiem?q={quote_plus('lich tiep dan')}")
    assert "Cập nhật hằng tuần" in text(found) and "/lich-cong-tac/" in found.text
    assert "Cập nhật hằng tuần" not in text(Browser(app, B).get(f"/tim-kiem?q={quote_plus('lich tiep dan')}"))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("http://tam-hai.localhost:8000/tin-tuc/?trang=2", "/tin-tuc/?trang=2"),
        ("https://tam-hai.localhost/van-ban/luat-dat-dai#dieu-5", "/van-ban/luat-dat-dai#dieu-5"),
        ("/tim-kiem?q=khai sinh", "/tim-kiem?q=khai%20sinh"),
        ("/tin-tuc", "/tin-tuc"),
    ],
)
def test_an_address_of_this_portal_becomes_a_path(
    desk: Browser, factory: Factory, given: str, kept: str
) -> None:
    answer = desk.post(f"{PROMOTED}moi", PAGE | {"target": given})
    assert answer.status_code == 302, text(answer)
    assert [one.target for one in rows(factory, A, PromotedResult)] == [kept]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "lich-cong-tac",
        "//evil.example/",
        "/\\evil.example",
        "https://evil.example/tin-tuc/",
        "https://tam-hai.localhost.evil.example/tin-tuc/",
        "https://evil.example@tam-hai.localhost:99999/",
        "http://tam-tra.localhost:8000/tin-tuc/",
        "javascript:alert(1)",
        "javascript://tam-hai.localhost/%0aalert(1)",
        "data:text/html,x",
        "/quan-tri/",
        "/quan-tri",
        "/QUAN-TRI/",
        "/khong-co-trang-nay",
        "/tin-tuc/\x00",
        "/" + "x" * 600,
        "http://[::1",
    ],
)
def test_an_address_of_no_page_of_this_portal_is_refused(
    desk: Browser, factory: Factory, address: str
) -> None:
    answer = desk.post(f"{PROMOTED}moi", PAGE | {"target": address})
    assert answer.status_code == 422 and "Chưa lưu được" in text(answer)
    assert rows(factory, A, PromotedResult) == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("question", "", "Nhập câu người dân hay tìm"),
        ("title", "", "Nhập tiêu đề"),
        ("position", "100", "0 đến 99"),
        ("ends", "2020-01-01", "phải sau ngày bắt đầu"),
        ("note", "x" * 301, "Tối đa 300"),
    ],
)
def test_a_promoted_page_without_what_it_needs_is_refused(
    desk: Browser, factory: Factory, field: str, value: str, said: str
) -> None:
    answer = desk.post(f"{PROMOTED}moi", PAGE | {"starts": "2026-01-01", field: value})
    assert answer.status_code == 422 and said in text(answer)
    assert rows(factory, A, PromotedResult) == []


def test_a_page_is_chosen_by_searching_titles_with_and_without_a_script(
    library: Flask, desk: Browser, factory: Factory
) -> None:
    form = {"question": "đua thuyền", "matching": "contains", "find": "hoi thi boi chai"}
    plain = desk.post(f"{PROMOTED}moi", form | {"look": "1"})
    live = desk.get(f"{PROMOTED}trang?find={quote_plus('hoi thi boi chai')}")
    assert plain.status_code == 200 and 'value="đua thuyền"' in plain.text and "CANARY" not in plain.text
    keys = [re.findall(r'name="entry" value="(news:[^"]+)"', page.text) for page in (plain, live)]
    assert len(keys[0]) == 1 and keys[0] == keys[1]
    assert desk.post(f"{PROMOTED}moi", form | {"entry": keys[0][0]}).status_code == 302
    (row,) = rows(factory, A, PromotedResult)
    assert (row.title, row.entry_key) == ("Hội thi bơi chải", keys[0][0]) and row.target.startswith(
        "/tin-tuc/"
    )
    assert "Hội thi bơi chải" in text(desk.get(f"{PROMOTED}{row.id}"))
    assert 'name="entry"' not in desk.get(f"{PROMOTED}trang?find=CANARY").text


def test_another_portal_s_entry_cannot_be_chosen(library: Flask, desk: Browser, factory: Factory) -> None:
    other, draft = (
        factory.news(B, title="CANARY xã khác"),
        factory.news(A, title="CANARY nháp", publish=False),
    )
    for slug, news in ((B, other), (A, draft)):
        key = f"news:{factory.tenant_id(slug)}:{news[0]}"
        answer = desk.post(f"{PROMOTED}moi", {"question": "x y", "matching": "exact", "entry": key})
        assert answer.status_code == 422 and "CANARY" not in answer.text
    for key in ("news:1:x", "news", "a:b:c", "::", "news:1:" + "9" * 150, "x" * 999):
        answer = desk.post(f"{PROMOTED}moi", {"question": "x y", "matching": "exact", "entry": key})
        assert answer.status_code == 422
    assert rows(factory, A, PromotedResult) == []


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
