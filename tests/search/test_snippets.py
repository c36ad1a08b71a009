"""Extracts keep the text as it stands, whatever the text and the question."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portal.search import snippets
from portal.search.questions import analyse_query


def shown(text: str, question: str) -> list[str]:
    return [piece for piece, hit in snippets.make(text, analyse_query(question)) if hit]


def test_hits_are_marked_whatever_their_accents() -> None:
    assert shown("Thủ tục ĐĂNG KÝ khai sinh tại xã", "dang ky khai sinh") == ["ĐĂNG KÝ khai sinh"]


def test_the_extract_is_taken_where_the_answer_stands() -> None:
    text = "mở đầu dài dòng " * 200 + "thẩm quyền đăng ký kết hôn thuộc xã " + "phần cuối " * 200
    assert "đăng ký kết hôn" in "".join(
        piece for piece, _hit in snippets.make(text, analyse_query("đăng ký kết hôn"))
    )


@given(st.text(max_size=300), st.text(max_size=60))
def test_an_extract_is_part_of_the_text(text: str, question: str) -> None:
    whole = "".join(piece for piece, _hit in snippets.make(text, analyse_query(question)))
    assert whole.removeprefix("… ").removesuffix(" …").strip() in " ".join(text.split())
