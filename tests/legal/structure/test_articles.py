"""Clauses and points within an article."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portal.legal.structure import parse_article
from portal.legal.structure.numbering import LETTERS, arabic, ordinal, roman
from portal.legal.structure.tree import Node


def anchors(nodes: tuple[Node, ...]) -> list[str]:
    return [one.anchor for node in nodes for one in node.walk()]


def test_clauses_hold_their_points() -> None:
    text = "Mở đầu:\n1. Một:\na) A;\nb) B;\nc) C;\nd) D;\nđ) Đ.\n2. Hai.\nĐoạn tiếp của khoản 2.\n2a. Hai a."
    nodes = parse_article(text, "dieu-7")
    assert anchors(nodes) == [
        "dieu-7-khoan-1",
        "dieu-7-khoan-1-diem-a",
        "dieu-7-khoan-1-diem-b",
        "dieu-7-khoan-1-diem-c",
        "dieu-7-khoan-1-diem-d",
        "dieu-7-khoan-1-diem-dd",
        "dieu-7-khoan-2",
        "dieu-7-khoan-2a",
    ]
    assert text[nodes[1].label_end : nodes[1].end] == "Hai.\nĐoạn tiếp của khoản 2.\n"


def test_points_may_stand_without_clauses() -> None:
    assert anchors(parse_article("Gồm:\na) A;\nb) B.", "dieu-1")) == ["dieu-1-diem-a", "dieu-1-diem-b"]


def test_a_list_within_a_clause_is_text() -> None:
    text = "1. Mẫu:\n1. Tên: ...\n1. Địa chỉ: ...\n2. Việc khác.\n3. Nữa.\n50. Năm mươi ngày.\nb) lạc loài"
    assert anchors(parse_article(text, "x")) == ["x-khoan-1", "x-khoan-2", "x-khoan-3"]


def test_a_repealed_or_lost_clause_leaves_a_gap() -> None:
    assert anchors(parse_article("1. A\n3. C\n4. D", "x")) == ["x-khoan-1", "x-khoan-3", "x-khoan-4"]
    assert anchors(parse_article("2. B\n3. C", "x")) == ["x-khoan-2", "x-khoan-3"]
    assert anchors(parse_article("1.1. Chi tiết\n1.2. Chi tiết", "x")) == []


@given(st.integers(1, 40), st.integers(0, len(LETTERS)))
def test_every_clause_and_point_that_is_written_is_found(clauses: int, points: int) -> None:
    lines = []
    for clause in range(1, clauses + 1):
        lines.append(f"{clause}. Nội dung khoản.")
        lines += [f"{letter}) Nội dung điểm;" for letter in LETTERS[:points]]
    nodes = parse_article("\n".join(lines), "dieu-1")
    assert [one.no for one in nodes] == [str(clause) for clause in range(1, clauses + 1)]
    assert all([point.no for point in one.children] == LETTERS[:points] for one in nodes)


def test_numbers_in_addresses_are_arabic() -> None:
    assert [arabic(no) for no in ("II", "thứ nhất", "IVa", "01", "A", "THỨ HAI", "12a", "XL")] == [
        "2", "1", "4a", "1", "a", "2", "12a", "40",
    ]  # fmt: skip
    assert (roman("IIII"), roman(""), roman("XIX")) == (None, None, 19)
    assert (ordinal("thứ mười lăm"), ordinal("hai mươi mốt"), ordinal("xa xôi")) == (15, 21, None)
