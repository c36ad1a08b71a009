"""Figures are read as Vietnamese people write them, exactly, and never guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.indicators.numbers import (
    LARGEST,
    NotANumber,
    from_decimal,
    plain_number,
    read_number,
    write_number,
)

FIGURES = st.integers(-LARGEST, LARGEST)
DECIMALS = st.integers(0, 6)


@given(FIGURES, DECIMALS, st.booleans())
def test_what_is_written_is_read_back(value: int, decimals: int, grouped: bool) -> None:
    assert read_number(write_number(value, decimals, grouped=grouped), decimals) == value
    assert from_decimal(Decimal(plain_number(value, decimals)), decimals) == value


@given(FIGURES, DECIMALS)
def test_spaces_of_every_kind_may_stand_within(value: int, decimals: int) -> None:
    text = write_number(value, decimals).replace(".", "\u00a0")
    assert read_number(f" {text}\u202f", decimals) == value


@pytest.mark.parametrize(
    ("text", "decimals", "value"),
    [
        ("", 0, None),
        ("  ", 2, None),
        ("0", 0, 0),
        ("007", 0, 7),
        ("1.234", 0, 1234),
        ("1.234.567", 0, 1234567),
        ("1234567", 0, 1234567),
        ("1.234,5", 1, 12345),
        ("1.234,5", 3, 1234500),
        ("12,50", 1, 125),
        ("5,0", 0, 5),
        ("1,234", 3, 1234),
        ("-3,25", 2, -325),
        ("\u22123", 0, -3),
        ("1 234 567", 0, 1234567),
    ],
)
def test_hand_read(text: str, decimals: int, value: int | None) -> None:
    assert read_number(text, decimals) == value


@pytest.mark.parametrize(
    ("text", "decimals"),
    [
        ("1.5", 1),  # a point for a comma: 1,5 or 15?
        ("1,234", 0),  # a thousand of an English machine
        ("1,234,567", 0),
        ("1.23.456", 0),
        ("1234.567", 0),
        ("12.34", 2),
        ("1,25", 1),
        ("1e5", 0),
        ("0x1F", 0),
        ("١٢", 0),
        ("²", 0),
        ("năm", 0),
        ("12 người", 0),
        ("12%", 0),
        ("--5", 0),
        ("-", 0),
        (",5", 1),
        ("5,", 1),
        ("=1+1", 0),
        ("NaN", 0),
        ("inf", 0),
        ("1" * 16, 0),
        ("1" * 400, 0),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(app: Flask, text: str, decimals: int) -> None:
    with app.test_request_context(), pytest.raises(NotANumber) as refused:
        read_number(text, decimals)
    assert str(refused.value)


def test_a_point_for_a_comma_is_told_what_to_write(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(NotANumber, match="1,5"):
        read_number("1.5", 1)


@given(st.text(max_size=12), DECIMALS)
def test_any_text_is_a_figure_or_refused(text: str, decimals: int) -> None:
    try:
        value = read_number(text, decimals)
    except NotANumber:
        return
    assert value is None or abs(value) <= LARGEST


@given(st.decimals(), DECIMALS)
def test_a_number_of_a_spreadsheet_is_taken_exactly_or_refused(number: Decimal, decimals: int) -> None:
    try:
        value = from_decimal(number, decimals)
    except NotANumber:
        return
    assert Decimal(value).scaleb(-decimals) == number
