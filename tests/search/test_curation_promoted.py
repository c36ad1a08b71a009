"""The desk's pages of promoted results: only pages of this portal, found by their title or given by address."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote_plus

import pytest
from flask import Flask

from portal.search.curation.models import PromotedResult
from tests.conftest import A, B, Browser
from tests.factories import Factory
from tests.search.visits import make_library, rows_of, text

HOME = "/quan-tri/tim-kiem/"
SYNONYMS, PROMOTED = f"{HOME}dong-nghia/", f"{HOME}de-xuat/"
PAGE = {
    "question": "lịch tiếp dân",
    "matching": "exact",
    "target": "/lich-cong-tac/",
    "title": "Lịch tiếp dân",
}


@pytest.fixture()
def desk(signed_in: Callable[..., Browser]) -> Browser:
    return signed_in(A, "approver")


@pytest.fixture()
def library(app: Flask, factory: Factory) -> Flask:
    make_library(app, factory)
    return app


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
    assert [one.target for one in rows_of(factory.app, A, PromotedResult)] == [kept]


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
    assert rows_of(factory.app, A, PromotedResult) == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("question", "", "Nhập câu người dân hay tìm"),
        ("title", "", "Nhập tiêu đề"),
        ("position", "100", "0 đến 99"),
        ("position", "-1", "0 đến 99"),
        ("position", "abc", "0 đến 99"),
        ("starts", "hôm qua", "Ngày chưa đúng"),
        ("ends", "2020-01-01", "phải sau ngày bắt đầu"),
        ("note", "x" * 301, "Tối đa 300"),
    ],
)
def test_a_promoted_page_without_what_it_needs_is_refused(
    desk: Browser, factory: Factory, field: str, value: str, said: str
) -> None:
    answer = desk.post(f"{PROMOTED}moi", PAGE | {"starts": "2026-01-01", field: value})
    assert answer.status_code == 422 and said in text(answer) and "Not a valid" not in answer.text
    assert rows_of(factory.app, A, PromotedResult) == []


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
    (row,) = rows_of(factory.app, A, PromotedResult)
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
    assert rows_of(factory.app, A, PromotedResult) == []
