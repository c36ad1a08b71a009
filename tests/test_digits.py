"""Numbers that come as text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.digits import LARGEST, whole_number

PORTAL = Path(__file__).resolve().parents[1] / "portal"
BY_HAND = re.compile(
    r"\bint\((\w+)\) if \1\.is(?:digit|decimal|numeric|ascii)\(\)|isascii\(\) and \w+\.isdigit\(\)"
)


@given(st.integers(0, LARGEST), st.integers(0, 3))
def test_what_is_written_in_plain_digits_is_read(number: int, zeros: int) -> None:
    text = "0" * zeros + str(number)
    assert whole_number(text) == (number if len(text) <= 19 else None)


@given(st.text(max_size=30) | st.text(alphabet="0123456789²٣-+_ .\n", max_size=25))
@pytest.mark.asvs("15.3.5")
def test_anything_else_is_none_and_never_an_error(text: str) -> None:
    read = whole_number(text)
    assert (read is not None) == bool(re.fullmatch("[0-9]{1,19}", text) and int(text) <= LARGEST)


@pytest.mark.parametrize(
    ("text", "most", "number"),
    [
        (None, 9, None),
        ("", 9, None),
        ("9", 9, 9),
        ("10", 9, None),
        ("9" * 19, LARGEST, None),
        ("9" * 5000, 9, None),
    ],
)
@pytest.mark.asvs("1.4.2")
def test_the_bounds(text: str | None, most: int, number: int | None) -> None:
    assert whole_number(text, most) == number


def test_digits_are_read_in_one_place() -> None:
    found = {
        str(file.relative_to(PORTAL))
        for file in PORTAL.rglob("*.py")
        if BY_HAND.search(" ".join(file.read_text(encoding="utf-8").split()))
    }
    assert found == {"digits.py", "media/reading/child/numbers.py"}
