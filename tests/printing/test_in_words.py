"""Numbers in words: the readings of official papers, and each number back from its words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.printing.in_words import MOST, day_in_words, money_in_digits, money_in_words, number_in_words

VALUE = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7,
    "tám": 8, "chín": 9,
}  # fmt: skip


def _read(words: str) -> int:
    """A reader of its own: the value of words, by their scales."""
    total = billions = group = 0
    for word in words.split():
        if word == "mười":
            group += 10
        elif word == "mươi":
            group = group // 100 * 100 + group % 10 * 10
        elif word == "trăm":
            group = group % 10 * 100
        elif word == "linh":
            pass
        elif word == "nghìn":
            total, group = total + group * 10**3, 0
        elif word == "triệu":
            total, group = total + group * 10**6, 0
        elif word == "tỷ":
            billions, total, group = (billions + total + group) * 10**9, 0, 0
        else:
            group += VALUE[word]
    return billions + total + group


@given(st.integers(min_value=0, max_value=MOST - 1))
def test_each_number_comes_back_from_its_words(number: int) -> None:
    assert _read(number_in_words(number)) == number


@given(st.integers(min_value=0, max_value=99_999))
def test_small_numbers_come_back_too(number: int) -> None:
    assert _read(number_in_words(number)) == number


@given(st.integers(min_value=0, max_value=MOST - 1))
def test_what_no_vietnamese_would_say_is_not_said(number: int) -> None:
    words = f" {number_in_words(number)} "
    for wrong in (" mười một mươi ", " mươi một ", " mươi năm ", " mười năm ", " mười mốt ", " mười tư ", " linh lăm ",
                  " linh không ", " mươi không ", " một mươi ", " linh mốt ", "  ", " mươi bốn "):  # fmt: skip
        assert wrong not in words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (90, "chín mươi"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (104, "một trăm linh bốn"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (121, "một trăm hai mươi mốt"),
        (1000, "một nghìn"),
        (1005, "một nghìn không trăm linh năm"),
        (1050, "một nghìn không trăm năm mươi"),
        (2026, "hai nghìn không trăm hai mươi sáu"),
        (20_000, "hai mươi nghìn"),
        (1_000_005, "một triệu không trăm linh năm"),
        (1_005_000, "một triệu không trăm linh năm nghìn"),
        (10**9, "một tỷ"),
        (10**9 + 1, "một tỷ không trăm linh một"),
        (
            1_234_567_891,
            "một tỷ hai trăm ba mươi tư triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi mốt",
        ),
        (10**12, "một nghìn tỷ"),
        (-5, "âm năm"),
    ],
)
def test_readings(number: int, words: str) -> None:
    assert number_in_words(number) == words


def test_what_is_too_large_is_refused() -> None:
    for number in (MOST, -MOST):
        with pytest.raises(ValueError, match="quá lớn"):
            number_in_words(number)


def test_money_and_days() -> None:
    assert money_in_words(1_500_000) == "Một triệu năm trăm nghìn đồng"
    assert money_in_words(0) == "Không đồng"
    assert money_in_digits(1_500_000) == "1.500.000"
    assert day_in_words(date(2026, 4, 5)) == "Ngày năm, tháng tư, năm hai nghìn không trăm hai mươi sáu"
    assert (
        day_in_words(date(1994, 12, 21))
        == "Ngày hai mươi mốt, tháng mười hai, năm một nghìn chín trăm chín mươi tư"
    )
