"""What of persons is found in words that are to be published, and what is none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.citizens.identity import PROVINCES
from portal.exchange.directives.personal import BORN, CARD, MAIL, OLD_CARD, PHONE, found_in

DAY = date(2026, 11, 30)


def _kinds(text: str) -> list[str]:
    return [one.kind for one in found_in([text], DAY)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Số định danh 049190987654 cấp ngày", CARD),
        ("CCCD: 049 190 987 654.", CARD),
        ("CMND số 201 234 567 do CA Quảng Nam cấp", OLD_CARD),
        ("chứng minh nhân dân: 201234567", OLD_CARD),
        ("liên hệ ông An, 0905 123 456", PHONE),
        ("ĐT: +84905123456;", PHONE),
        ("gửi về nguyenvanan@gmail.com trước", MAIL),
        ("ông Nguyễn Văn An, sinh ngày 02/03/1981", BORN),
        ("sinh năm 1975 tại Tam Hải", BORN),
    ],
)
def test_it_is_found(text: str, kind: str) -> None:
    assert kind in _kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định số 123/QĐ-UBND ngày 02/03/2026",
        "kinh phí 049.190.987.654.000 đồng",
        "mã số hồ sơ 999190987654",  # no province has it
        "tài khoản 201234567",  # an old card is one only where it is called so
        "ubnd.nuithanh@quangnam.gov.vn",
        "điện thoại bàn 0235 3871 234",
        "Tam Hải, 15/2021/QĐ-UBND; 20 đồng chí; khu đất 1234567890123",
    ],
)
def test_it_is_none(text: str) -> None:
    assert _kinds(text) == []


@given(
    st.sampled_from(sorted(PROVINCES)),
    st.sampled_from("0123"),
    st.integers(0, 26),
    st.integers(0, 999_999),
    st.sampled_from(["", " ", "."]),
    st.text("aăâbcdđeê ,;()\n", max_size=30),
)
def test_every_number_of_a_card_is_found_wherever_it_stands(
    province: str, century: str, year: int, last: int, gap: str, around: str
) -> None:
    digits = f"{province}{century}{year:02d}{last:06d}"
    text = gap.join(digits[at : at + 3] for at in range(0, 12, 3))
    found = found_in(["", f"{around} {text} {around}"], DAY)
    assert (CARD, text, 2) in [(one.kind, one.text, one.page) for one in found]


@given(st.text(max_size=400))
def test_any_text_is_looked_through(text: str) -> None:
    assert all(one.text and one.page == 1 for one in found_in([text], DAY))
