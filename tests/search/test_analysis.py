"""Both ways to write a word give the same tokens, and no string gives an error."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.analysis import MAX_TOKEN, bare, bare_text, clean, pairs, spans, syllables


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("thuý", "thúy"),
        ("uỷ ban", "ủy ban"),
        ("qúy", "quý"),
        ("qũy", "quỹ"),
        ("gía", "giá"),
        ("qúa", "quá"),
        ("Giáo dục và Ðào tạo", "giáo dục và đào tạo"),
        ("khoẻ", "khỏe"),
        ("cuả", "của"),
        ("quý", "qúy"),
        ("đăng kí", "đăng ký"),
        ("HĐND XÃ", "hđnd xã"),
        (unicodedata.normalize("NFD", "Nguyễn Đường"), "nguyễn đường"),
        ("đi\u200bện", "điện"),
        ("th\u00adủ tục", "thủ tục"),
        ("\u202ethủ tục\u202c", "thủ tục"),
    ],
)
def test_spellings_of_one_word_are_one_token(one: str, other: str) -> None:
    assert syllables(one) == syllables(other)


@pytest.mark.parametrize(("one", "other"), [("hòa", "hóa"), ("ma", "má"), ("quy", "qua"), ("tuy", "túi")])
def test_different_words_stay_different(one: str, other: str) -> None:
    assert syllables(one) != syllables(other)


def test_bare_tokens_have_neither_accents_nor_d_with_stroke() -> None:
    assert bare(syllables("Đường về thôn Thuý Hoà")) == ["duong", "ve", "thon", "thuy", "hoa"]


def test_pairs_are_neighbours() -> None:
    assert pairs(["khai", "sinh", "cho"]) == ["khai sinh", "sinh cho"]
    assert pairs(["khai"]) == []


def test_a_number_comes_apart_into_its_parts() -> None:
    assert bare(syllables("61/2018/NĐ-CP")) == ["61", "2018", "nd", "cp"]


@given(st.text())
def test_any_text_is_analysed_the_same_way_twice(text: str) -> None:
    tokens = syllables(text)
    assert syllables(" ".join(tokens)) == tokens
    assert bare(bare(tokens)) == bare(tokens)
    assert all(tokens) and all(len(token) <= MAX_TOKEN for token in tokens)


@given(st.text())
def test_composed_and_decomposed_text_give_the_same_tokens(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert syllables(composed) == syllables(decomposed)


@given(st.text())
def test_places_point_into_the_text_in_order(text: str) -> None:
    end = 0
    for token, left, right in spans(text):
        assert token and 0 <= left < right <= len(text) and left >= end - (right - left)
        end = right


def test_places_of_syllables_are_those_of_the_text_as_it_stands() -> None:
    text = "Thẩm quyền: ĐĂNG KÝ khai sinh"
    assert [text[left:right] for _token, left, right in spans(text)] == [
        "Thẩm",
        "quyền",
        "ĐĂNG",
        "KÝ",
        "khai",
        "sinh",
    ]


def test_a_hundred_kilobytes_of_anything_take_no_time() -> None:
    began = time.monotonic()
    for text in (
        "a" * 100_000,
        "a\u0301" * 50_000,
        "\u200b" * 100_000,
        "ủ " * 50_000,
        "\x00" * 100_000,
        "𝒜" * 50_000,
    ):
        clean(text), bare_text(text), syllables(text), spans(text)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "word", ["quỹ", "quý", "quá", "giá", "giả", "kỹ", "lý", "thủy", "hòa", "của", "nghĩa"]
)
def test_a_word_without_its_accents_is_the_bare_form_of_the_word(word: str) -> None:
    plain = "".join(one for one in unicodedata.normalize("NFD", word) if not unicodedata.combining(one))
    assert bare(syllables(word)) == bare(syllables(plain))
