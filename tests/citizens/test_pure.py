"""Numbers and contacts: tables, and properties over whatever may be typed."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

from portal.citizens.contacts import Contact, InvalidContact, read_contact, shown_phone
from portal.citizens.forms import clean_line, read_day
from portal.citizens.identity import (
    NO_PROVINCE,
    NOT_BORN_YET,
    NOT_TWELVE,
    OLD_CARD,
    OTHER_YEAR,
    PROVINCES,
    InvalidNumber,
    read_number,
    veiled_number,
)
from portal.citizens.models import EMAIL, PHONE
from portal.outbound.talking import inner_servers

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("typed", "year", "woman"),
    [
        ("049080001234", 1980, False), ("049180001234", 1980, True), ("049 205 001 234", 2005, False),
        ("001302000001", 2002, True), ("096.199.999.999", 1999, True),
    ],
)  # fmt: skip
def test_what_a_number_says(typed: str, year: int, woman: bool) -> None:
    found = read_number(typed, TODAY)
    assert (found.year, found.woman, len(found.text)) == (year, woman, 12)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", NOT_TWELVE), ("04908000123", NOT_TWELVE), ("0490800012345", NOT_TWELVE), ("205123456", OLD_CARD),
        ("04908000123x", NOT_TWELVE), ("٠٤٩٠٨٠٠٠١٢٣٤", NOT_TWELVE), ("003080001234", NO_PROVINCE),
        ("000080001234", NO_PROVINCE),
        ("097080001234", NO_PROVINCE), ("049227001234", NOT_BORN_YET), ("049480001234", NOT_BORN_YET),
    ],
)  # fmt: skip
def test_what_is_no_number(typed: str, reason: str) -> None:
    with pytest.raises(InvalidNumber) as caught:
        read_number(typed, TODAY)
    assert caught.value.reason == reason


def test_a_number_is_held_against_the_year_of_birth() -> None:
    assert read_number("049080001234", TODAY, date(1980, 1, 1)).year == 1980
    with pytest.raises(InvalidNumber) as caught:
        read_number("049080001234", TODAY, date(1981, 1, 1))
    assert caught.value.reason == OTHER_YEAR


def test_there_are_63_provinces() -> None:
    assert len(PROVINCES) == 63 and {"049", "048", "001", "079"} <= PROVINCES


@given(
    st.sampled_from(sorted(PROVINCES)),
    st.dates(date(1900, 1, 1), TODAY),
    st.booleans(),
    st.integers(0, 999_999),
)
def test_every_number_that_is_given_out_is_read(province: str, born: date, woman: bool, rest: int) -> None:
    text = f"{province}{(born.year // 100 - 19) * 2 + woman}{born.year % 100:02d}{rest:06d}"
    found = read_number(f" {text[:3]} {text[3:6]}-{text[6:]} ", TODAY, born)
    assert (found.text, found.year, found.woman) == (text, born.year, woman)
    assert text not in veiled_number(text) and veiled_number(text).endswith(text[-3:])


@given(st.text(max_size=40))
def test_whatever_is_typed_as_a_number_is_read_or_refused(typed: str) -> None:
    try:
        found = read_number(typed, TODAY)
    except InvalidNumber:
        return
    assert found.text.isascii() and found.text.isdigit() and len(found.text) == 12


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        (" Ba.Sau@Example.VN ", EMAIL, "ba.sau@example.vn"), ("0905 123 456", PHONE, "+84905123456"),
        ("+84 905.123.456", PHONE, "+84905123456"), ("84905123456", PHONE, "+84905123456"),
        ("(0352) 123-456", PHONE, "+84352123456"),
    ],
)  # fmt: skip
def test_a_contact_has_one_form(app: Flask, typed: str, kind: str, value: str) -> None:
    with app.test_request_context():
        assert read_contact(typed) == Contact(kind, value)


@pytest.mark.parametrize(
    "typed",
    ["0235 3871 234", "0105123456", "090512345", "09051234567", "+1 905 123 456", "113", "a@b", "a b@c.vn"],
)
def test_what_is_no_contact(app: Flask, typed: str) -> None:
    with app.test_request_context(), pytest.raises(InvalidContact):
        read_contact(typed)


@given(st.text(max_size=60))
def test_whatever_is_typed_as_a_contact_is_read_once_and_for_all(typed: str) -> None:
    app = Flask("x")
    Babel(app)  # one of its own: the application's keeps its catalogues for the whole process
    with app.test_request_context():
        try:
            found = read_contact(typed)
        except InvalidContact:
            return
        assert read_contact(found.value) == found
        assert "\n" not in found.value and " " not in found.value
        if found.kind == PHONE:
            assert read_contact(shown_phone(found.value)) == found


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_as_people_and_machines_write_it(day: date) -> None:
    assert (
        read_day(f"{day.day}/{day.month}/{day.year}")
        == read_day(day.isoformat())
        == read_day(f"{day:%d - %m - %Y}")
        == day
    )


@given(st.text(max_size=30))
def test_a_line_stays_one_line(text: str) -> None:
    line = clean_line(text)
    assert line == clean_line(line) and not any(one in line for one in "\r\n\t\x00\u2028\u202e")
    read_day(text)


@pytest.mark.parametrize("text", ["may-chu", "http://a:1", "a:1/x", "u@a:1", "a:x", "a:99999999"])
def test_an_inner_server_is_a_name_with_a_port(text: str) -> None:
    with pytest.raises(ValueError):
        inner_servers(text)


def test_inner_servers_are_read() -> None:
    assert inner_servers(" sms.quangnam.local:8443, 10.1.2.3:80 ,") == {
        ("sms.quangnam.local", 8443),
        ("10.1.2.3", 80),
    }
