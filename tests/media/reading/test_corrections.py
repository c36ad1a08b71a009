"""Slips of the recogniser: put right where there is no doubt, and nothing else touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.media.reading.child.corrections import EXPRESSIONS, bare, corrected


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("Sửa đỗi, bỗ sung một sô điêu của", "Sửa đổi, bổ sung một số điều của"),
        ("SỬA ĐÔI, BÓ SUNG MỌT SÓ ĐIÊU", "SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU"),
        ("quy định chỉ tiết một số điều", "quy định chi tiết một số điều"),
        (
            "chức năng, nhiệm vụ, quyên hạn và cơ cấu tô chức của",
            "chức năng, nhiệm vụ, quyền hạn và cơ cấu tổ chức của",
        ),
        ("ngày 1Š tháng I1 năm 2024", "ngày 15 tháng 11 năm 2024"),
        ("ngày l8 tháng 1], năm 2013", "ngày 18 tháng 11, năm 2013"),
        ("quỵ định cúa Bô trưởng", "quy định cúa Bộ trưởng"),
    ],
)
def test_slips_are_put_right(seen: str, meant: str) -> None:
    assert " ".join(corrected(seen.split())) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Uỷ ban nhân dân và Ủy ban nhân dân",
        "Cộng hoà xã hội và Cộng hòa xã hội",
        "ngày hôm nay, tháng sau, ngày lễ, tháng l",
        "mục 1. chỉ, tiết học; bộ, sưng tấy",
        "ngày 99 tháng 13",
        "tháng BO",
        "cơ sở điều trị, hoạt động nhân đạo, giao thông từ đây",
        "nộp quỹ định kỳ, lập một sổ theo dõi, chưa chạy",
        "có quan hệ với văn bản hành chính, thủ trưởng",
        "ho so dang ky o quy dinh nay",
    ],
)
def test_what_may_be_meant_stays(text: str) -> None:
    assert " ".join(corrected(text.split())) == text


@given(st.lists(st.text(min_size=1, max_size=8).filter(lambda word: word.split() == [word]), max_size=12))
def test_words_stay_as_many_and_only_marks_and_figures_change(words: list[str]) -> None:
    made = corrected(words)
    assert len(made) == len(words)
    assert corrected(made) == made


@given(st.lists(st.sampled_from([word for one in EXPRESSIONS for word in one.split()]), max_size=10))
def test_letters_without_marks_never_change(words: list[str]) -> None:
    assert [bare(word) for word in corrected(words)] == [bare(word) for word in words]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_expressions_stay_themselves(expression: str) -> None:
    words = expression.split()
    assert corrected(words) == words
    assert corrected([word.upper() for word in words]) == [word.upper() for word in words]
