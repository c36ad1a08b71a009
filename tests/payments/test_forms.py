"""Account numbers as people type them: in groups, as they stand on a card or in a message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.payments.forms import LEAST_DIGITS, MOST_DIGITS, with_whole_numbers


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("VCB 1020 3040 50", "VCB 1020304050"),
        ("Agribank, 4200.2010.00123, Nguyễn Thị Bông", "Agribank, 4200201000123, Nguyễn Thị Bông"),
        ("BIDV 580-100-000-12345 - Trần Văn B", "BIDV 58010000012345 - Trần Văn B"),
        ("VietinBank 1020304050", "VietinBank 1020304050"),
        ("MB 2 0987654321", "MB 2 0987654321"),
        ("MB 2 098 765 4321", "MB 2 0987654321"),
        ("ACB 123 45", "ACB 123 45"),
        ("ACB VQRQ 0001 2abc", "ACB VQRQ 0001 2abc"),
        ("1234 5678 9012 3456 7890", "1234 5678 9012 3456 7890"),
        ("", ""),
    ],
)
def test_an_account_number_is_kept_in_one_piece(typed: str, kept: str) -> None:
    assert with_whole_numbers(typed) == kept


@given(
    st.lists(st.text("0123456789", min_size=1, max_size=5), min_size=1, max_size=6),
    st.lists(st.sampled_from([" ", ".", "-", " - ", ". "]), min_size=6, max_size=6),
)
def test_no_digit_is_lost_and_what_is_an_account_becomes_one_number(
    groups: list[str], between: list[str]
) -> None:
    groups = ["102", *groups]
    typed = "".join(group + sign for group, sign in zip(groups, [*between, ""], strict=False))
    typed = typed[: len(typed) - len(between[len(groups) - 1])] if len(groups) <= len(between) else typed
    digits = "".join(groups)
    kept = with_whole_numbers(f"VCB {typed}, Bà Bông")
    assert "".join(one for one in kept if one in "0123456789") == digits
    if LEAST_DIGITS <= len(digits) <= MOST_DIGITS:
        assert kept == f"VCB {digits}, Bà Bông"
    else:
        assert kept == f"VCB {typed}, Bà Bông"
