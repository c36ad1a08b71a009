"""Suggestions while one types: by titles, numbers and what others asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import quote_plus

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.search import suggesting
from portal.search.indexing import engine, rebuild
from portal.search.numbers import number_keys
from portal.search.suggesting import MOST, read_typed
from portal.search.terms import lead_terms
from tests.conftest import A, Browser
from tests.factories import Factory
from tests.search.samples import entry

NUMBERS = [
    "61/2018/NĐ-CP",
    "123/QĐ-UBND",
    "05/2020/TT-BTC",
    "73/2021/QH14",
    "1.001193",
    "01/2016/TTLT-BTP-BNV",
]


@given(
    number=st.sampled_from(NUMBERS),
    length=st.integers(1, 30),
    before=st.sampled_from(["", "số ", "nghị định "]),
)
def test_every_beginning_of_a_number_finds_it(number: str, length: int, before: str) -> None:
    typed = read_typed(before + number[:length])
    document = entry("legal:1:1", "Không có số trong tên", number=number)
    if number[:length].strip("0"):
        assert f"#{typed.number}" in lead_terms(document), typed


@given(st.text(max_size=300))
def test_any_text_can_have_been_typed(text: str) -> None:
    typed = read_typed(text)
    assert all(lead for leads in typed.leads() for lead in leads)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("61-2018-nđ-cp", "61/2018/nd-cp"),
        ("61 / 2018", "61/2018"),
        ("0061/2018/N", "61/2018/n"),
        ("5/QĐ-U", "5/qd-u"),
    ],
)
def test_numbers_are_typed_in_many_ways(written: str, key: str) -> None:
    assert read_typed(written).number == key
    assert any(one.startswith(key) for number in NUMBERS for one in number_keys(number)) or key == "5/qd-u"


@pytest.fixture()
def offered(app: Flask, factory: Factory) -> Callable[[str], list[str]]:
    """What is suggested on A for a text: what is shown, in order."""
    factory.procedure(A, name="Đăng ký khai sinh")
    factory.procedure(A, name="Đăng ký lại khai sinh")
    factory.procedure(A, name="Khai báo tạm vắng")
    factory.news(A, title="Khai hội đầu năm")
    factory.page(A, title="Khái quát về xã")
    factory.legal(A, number="61/2018/QĐ-UBND", title="Quy chế khai thác chợ")
    factory.legal(A, number="610/2018/QĐ-UBND", title="Quy chế khác")
    with app.app_context():
        rebuild()

    def ask(typed: str) -> list[str]:
        answer = Browser(app, A).get(f"/tim-kiem/goi-y?q={quote_plus(typed)}")
        assert answer.status_code == 200
        return [unescape(one) for one in re.findall(r'suggestion__text">([^<]+)<', answer.text)]

    return ask


def test_titles_that_begin_so_come_first_and_procedures_before_others(
    offered: Callable[[str], list[str]],
) -> None:
    found = offered("khai")
    assert found[0] == "Khai báo tạm vắng"
    assert set(found[1:3]) == {"Khai hội đầu năm", "Khái quát về xã"}
    assert set(found[3:]) == {
        "Đăng ký khai sinh", "Đăng ký lại khai sinh", "Quyết định 61/2018/QĐ-UBND: Quy chế khai thác chợ",
    }  # fmt: skip


def test_the_last_word_may_be_unfinished_and_bare(offered: Callable[[str], list[str]]) -> None:
    assert offered("khai si") == ["Đăng ký khai sinh", "Đăng ký lại khai sinh"]
    assert offered("đăng ký l") == ["Đăng ký lại khai sinh"]


def test_accents_that_were_typed_count(offered: Callable[[str], list[str]]) -> None:
    assert offered("khái q")[0] == "Khái quát về xã"
    assert offered("khái ")[0] == "Khái quát về xã"


def test_a_number_is_completed_the_exact_one_first(offered: Callable[[str], list[str]]) -> None:
    assert offered("61/2018/q") == ["Quyết định 61/2018/QĐ-UBND: Quy chế khai thác chợ"]
    assert len(offered("61")) == 2
    assert offered("quyết định 61/2") == ["Quyết định 61/2018/QĐ-UBND: Quy chế khai thác chợ"]


@pytest.mark.parametrize("typed", ["", "k", " ", "?!", "zzzz", "\x00", "%", "khai" * 300])
def test_nothing_is_suggested_where_nothing_begins_so(
    offered: Callable[[str], list[str]], typed: str
) -> None:
    assert offered(typed) == []


def test_questions_of_others_come_first_while_they_find_something(
    offered: Callable[[str], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesting, "past_queries", lambda _typed, _limit: ["khai sinh cho con", "khazzz"])
    found = offered("kha")
    assert found[0] == "khai sinh cho con" and "khazzz" not in found and len(found) <= MOST


def test_a_piece_of_a_page_that_may_be_kept_for_a_minute(app: Flask, factory: Factory) -> None:
    factory.news(A, title="Khai & mạc <hội>")
    with app.app_context():
        rebuild()
    answer = Browser(app, A).get("/tim-kiem/goi-y?q=khai")
    assert answer.headers["Cache-Control"] == "max-age=60" and "Cookie" in answer.headers["Vary"]
    assert 'role="option"' in answer.text and "&lt;hội&gt;" in answer.text and "<html" not in answer.text


def test_who_is_signed_in_leaves_nothing_behind(app: Flask, signed_in: Callable[..., Browser]) -> None:
    assert signed_in(A, "author").get("/tim-kiem/goi-y?q=khai").headers["Cache-Control"] == "no-store"


def test_without_an_index_nothing_is_suggested(app: Flask, offered: Callable[[str], list[str]]) -> None:
    with app.app_context():
        engine().close()
    for file in [one for one in (app.config["PORTAL"].instance_path / "index").rglob("*") if one.is_file()]:
        file.unlink()
    assert offered("khai") == []
    assert (app.config["PORTAL"].instance_path / "index.rebuild").exists()
