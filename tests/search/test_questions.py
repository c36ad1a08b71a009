"""A question is cut to what is asked; numbers are read as people write them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.numbers import number_keys, read_articles, read_numbers
from portal.search.questions import MAX_TOKENS, analyse_query


@pytest.mark.parametrize(
    "text",
    [
        "61/2018/NĐ-CP",
        "61/2018/nđ-cp",
        "61/2018/nd-cp",
        "61-2018-NĐ-CP",
        "nghị định 61 năm 2018",
        "Nghị định số 61/2018",
        "nd 61/2018",
        "NĐ số: 61/2018/NĐ-CP",
        "061/2018/NĐ-CP",
        "theo 61 / 2018 / NĐ - CP thì sao",
        "61/2018",
    ],
)
def test_every_usual_spelling_leads_to_the_decree(text: str) -> None:
    assert set(number_keys("61/2018/NĐ-CP")) & set(read_numbers(text)[0].forms())


def test_the_full_number_comes_before_its_parts() -> None:
    assert number_keys("01/2018/TT-VPCP") == ("1/2018/tt-vpcp", "1/2018/tt", "1/2018", "1/tt")
    assert number_keys("73/2021/QH14") == ("73/2021/qh14", "73/2021/qh", "73/2021", "73/qh")
    assert number_keys("123/QĐ-UBND") == ("123/qd-ubnd", "123/qd")
    assert set(number_keys("123/QĐ-UBND", "2018")) >= {"123/2018/qd-ubnd", "123/2018/qd", "123/qd-ubnd"}
    assert number_keys("Hiến pháp 2013") == ("hien phap 2013",)
    assert number_keys("") == ()


@pytest.mark.parametrize(
    "text", ["31/12/2022", "1/2", "24/7", "ngày 5 tháng 6 năm 2020", "1,61/2018", "đúng 100%"]
)
def test_a_date_or_a_fraction_is_no_number(text: str) -> None:
    assert read_numbers(text) == ()


def test_an_article_is_read_with_its_document() -> None:
    query = analyse_query("điều 17 nghị định 61/2018/NĐ-CP")
    assert read_articles("Điều 17 và điều 12a") == ("17", "12a")
    assert ("61/2018/nd-cp#17", 4) in query.lookups()


def test_words_that_only_ask_are_left_out_and_no_pair_reaches_over_them() -> None:
    query = analyse_query("Hiệp hội trọng tài là gì theo quy định của luật?")
    assert query.runs == (("hiệp", "hội", "trọng", "tài"), ("luật",))
    assert "tai luat" not in query.pairs


def test_a_question_of_nothing_but_asking_is_taken_as_it_stands() -> None:
    assert analyse_query("là gì").syllables == ("la", "gi")


def test_equal_questions_are_equal() -> None:
    assert analyse_query("Hoà giải  ở cơ sở") == analyse_query("hòa giải ở cơ sở")
    assert not analyse_query("hoa giai o co so").accented


@given(st.text(max_size=400))
def test_any_question_is_analysed_within_bounds(text: str) -> None:
    query = analyse_query(text)
    assert sum(map(len, query.runs)) <= MAX_TOKENS
    assert bool(query) == bool(query.runs or query.numbers)


def test_long_questions_cost_no_more_than_short_ones() -> None:
    began = time.monotonic()
    for text in (
        "1/" * 50_000,
        "61/2018/" * 12_000,
        "a-" * 50_000,
        "nghi dinh so " * 8_000,
        "OR " * 10_000,
        "* " * 5000,
    ):
        analyse_query(text)
    assert time.monotonic() - began < 2
