"""The desk's pages of synonyms through the public door: what to do is said, a trial saves nothing, nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote_plus

import pytest
from flask import Flask

from portal.search.curation.models import Synonym
from portal.search.curation.queries import line_of
from portal.search.vocabulary import MAX_RUN, Vocabulary
from tests.conftest import DISTRICT, A, Browser
from tests.factories import Factory
from tests.search.visits import make_library, rows_of, text

SignedIn = Callable[..., Browser]
HOME = "/quan-tri/tim-kiem/"
SYNONYMS, PROMOTED = f"{HOME}dong-nghia/", f"{HOME}de-xuat/"
PAIR = {"term": "sổ đỏ", "meaning": "giấy chứng nhận", "direction": "both"}


@pytest.fixture()
def desk(signed_in: SignedIn) -> Browser:
    return signed_in(A, "approver")


@pytest.fixture()
def library(app: Flask, factory: Factory) -> Flask:
    make_library(app, factory)
    return app


def test_a_synonym_is_added_changed_switched_deleted_and_brought_back(
    desk: Browser, factory: Factory
) -> None:
    assert desk.post(f"{SYNONYMS}moi", PAIR).status_code == 302
    (row,) = rows_of(factory.app, A, Synonym)
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
    (row,) = rows_of(factory.app, A, Synonym)
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
        ("meaning", "ba " * (MAX_RUN + 1), f"tối đa {MAX_RUN} chữ"),
        ("meaning", "a | b", "không dùng các dấu"),
        ("meaning", "", "Nhập từ mà văn bản"),
    ],
)
def test_a_synonym_that_is_of_no_use_is_refused_with_what_to_do(
    desk: Browser, factory: Factory, field: str, value: str, said: str
) -> None:
    answer = desk.post(f"{SYNONYMS}moi", PAIR | {field: value})
    assert answer.status_code == 422 and said in text(answer)
    assert rows_of(factory.app, A, Synonym) == []


def test_what_is_there_already_is_named(desk: Browser, factory: Factory) -> None:
    factory.synonym(A, "sổ đỏ", meaning="giấy chứng nhận")
    answer = desk.post(f"{SYNONYMS}moi", PAIR)
    assert answer.status_code == 422 and "Đã có “sổ đỏ = giấy chứng nhận”" in text(answer)


@pytest.mark.parametrize(
    "term", ["sổ đỏ", "C.C.C.D", "covid-19 (mới)", "a/b & c", '‘nháy’ "kép"', "TT", "ﬁ ß ŉ"]
)
def test_what_the_form_accepts_the_vocabulary_understands(desk: Browser, factory: Factory, term: str) -> None:
    meaning = " ".join(["ba"] * MAX_RUN)
    assert desk.post(f"{SYNONYMS}moi", PAIR | {"term": f" {term}\t", "meaning": meaning}).status_code == 302
    (row,) = rows_of(factory.app, A, Synonym)
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
    assert [one.meaning for one in rows_of(factory.app, A, Synonym)] == ["của họ"]
    again = re.search(r'name="version" value="(\d+)"', answer.text)
    assert (
        again
        and desk.post(f"{SYNONYMS}{row}", PAIR | {"meaning": "của tôi", "version": again[1]}).status_code
        == 302
    )
    assert [one.meaning for one in rows_of(factory.app, A, Synonym)] == ["của tôi"]


def test_only_the_district_is_asked_about_sharing(
    desk: Browser, signed_in: SignedIn, factory: Factory
) -> None:
    assert 'name="shared"' not in desk.get(f"{SYNONYMS}moi").text
    desk.post(f"{SYNONYMS}moi", PAIR | {"shared": "y"})
    assert [one.shared for one in rows_of(factory.app, A, Synonym)] == [False]
    district = signed_in(DISTRICT, "district_editor")
    assert 'name="shared"' in district.get(f"{SYNONYMS}moi").text
    assert district.post(f"{SYNONYMS}moi", PAIR | {"term": "một cửa", "shared": "y"}).status_code == 302
    assert [one.shared for one in rows_of(factory.app, DISTRICT, Synonym)] == [True]
    page = desk.get(SYNONYMS)
    assert "một cửa" in text(page) and "Dùng chung từ cấp trên" in text(page)
    approver = signed_in(DISTRICT, "approver")
    (shared,) = rows_of(factory.app, DISTRICT, Synonym)
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
    assert rows_of(factory.app, A, Synonym) == []
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
