"""Extracts keep the text as it stands, whatever the text and the question."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portal.search import snippets
from portal.search.questions import analyse_query
from portal.search.vocabulary import Vocabulary


def shown(text: str, question: str) -> list[str]:
    return [piece for piece, hit in snippets.extract(text, analyse_query(question)).pieces if hit]


def test_hits_are_marked_whatever_their_accents() -> None:
    assert shown("Thủ tục ĐĂNG KÝ khai sinh tại xã", "dang ky khai sinh") == ["ĐĂNG KÝ khai sinh"]


def test_the_extract_is_taken_where_the_answer_stands() -> None:
    text = "mở đầu dài dòng " * 200 + "thẩm quyền đăng ký kết hôn thuộc xã " + "phần cuối " * 200
    assert "đăng ký kết hôn" in "".join(
        piece for piece, _hit in snippets.extract(text, analyse_query("đăng ký kết hôn")).pieces
    )


def test_what_an_expansion_finds_is_marked_too() -> None:
    vocabulary = Vocabulary().with_lines(["UBND = ủy ban nhân dân"])

    def marked(text: str, question: str) -> list[str]:
        return [
            piece for piece, hit in snippets.extract(text, analyse_query(question, vocabulary)).pieces if hit
        ]

    assert marked("Nộp tại Ủy ban nhân dân nơi ở", "ubnd") == ["Ủy ban nhân dân"]
    assert marked("Nộp tại UBND nơi ở", "ủy ban nhân dân") == ["UBND"]
    assert marked("Nhân viên của UBND nộp hồ sơ", "nộp hồ sơ ở UBND") == ["UBND nộp hồ sơ"]


@given(st.text(max_size=300), st.text(max_size=60))
def test_an_extract_is_part_of_the_text(text: str, question: str) -> None:
    whole = "".join(piece for piece, _hit in snippets.extract(text, analyse_query(question)).pieces)
    assert whole.removeprefix("… ").removesuffix(" …").strip() in " ".join(text.split())


@given(
    words=st.lists(st.sampled_from(["phí", "lệ", "sinh", "khai", "\n", "\u00a0", "  ", "(a)"]), max_size=60),
    question=st.sampled_from(["khai sinh", "phí", "lệ phí", "sinh"]),
)
def test_the_place_is_where_the_first_shown_hit_stands(words: list[str], question: str) -> None:
    text = " ".join(words)
    extract = snippets.extract(text, analyse_query(question))
    hits = [piece for piece, hit in extract.pieces if hit]
    assert (extract.place is None) == (not hits)
    if extract.place is not None:
        assert " ".join(text[extract.place :].split()).startswith(hits[0])
