"""Marks on the page picture: the words of a quote, wherever the words of a page stand in their list."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portal.legal.intake.places import PADDING, boxes

Word = list[object]


def grid(rows: list[str]) -> list[Word]:
    """The words of printed rows, each row below the other, each word a tenth of the page wide."""
    return [
        [word, column / 10, row / 10, column / 10 + 0.08, row / 10 + 0.05]
        for row, line in enumerate(rows)
        for column, word in enumerate(line.split())
    ]


def test_a_quote_over_two_lines_has_a_mark_on_each() -> None:
    rows = ["Về việc thành lập", "Tổ công tác"]
    text = "\n".join(rows)
    first, second = boxes(text, grid(rows), text.index("thành"), text.index("công") + 4)
    assert (first.x, first.y) == (round(0.2 - PADDING, 4), round(-PADDING, 4))
    assert round(first.width, 2) == round(0.18 + 2 * PADDING, 2)
    assert second.y == round(0.1 - PADDING, 4) and second.x < 0.01


def test_two_columns_that_are_printed_beside_each_other() -> None:
    """Words come row by row, the text column by column; the number stands below the name of the agency."""
    words = grid(["UBND XÃ CỘNG HÒA", "Số: 12/QĐ-UBND Độc lập"])
    text = "UBND XÃ\nSố: 12/QĐ-UBND\n\nCỘNG HÒA\nĐộc lập"
    (mark,) = boxes(text, words, text.index("12/"), text.index("12/") + 10)
    assert (round(mark.x + PADDING, 2), round(mark.y + PADDING, 2)) == (0.1, 0.1)


def test_of_the_same_words_twice_the_one_that_is_meant() -> None:
    rows = ["Điều 1 của Luật", "và Điều 1 khác", "Điều 1 cuối cùng"]
    text = "\n".join(rows)
    (mark,) = boxes(text, grid(rows), text.rindex("Điều"), text.rindex("Điều") + 6)
    assert round(mark.y + PADDING, 2) == 0.2


def test_words_that_the_text_does_not_have_are_passed_over() -> None:
    words = grid(["Số: vết 12/QĐ bẩn", "Hà Nội"])
    (mark,) = boxes("Số: 12/QĐ\nHà Nội", words, 4, 9)
    assert round(mark.x + PADDING, 2) == 0.2


WORDS = st.lists(st.sampled_from(["a", "b", "ủy", "ban", "1.", "Điều"]), min_size=1, max_size=5).map(" ".join)


def test_a_line_that_could_begin_earlier_stands_where_the_text_has_it() -> None:
    rows = ["a a b", "a a b a", "a"]
    (mark,) = boxes("\n".join(rows), grid(rows), 0, 5)
    assert round(mark.y + PADDING, 2) == 0.0


@given(st.lists(WORDS, min_size=1, max_size=6), st.data())
def test_each_word_of_a_page_in_order_is_marked_where_it_stands(rows: list[str], data: st.DataObject) -> None:
    text, words = "\n".join(rows), grid(rows)
    row = data.draw(st.integers(0, len(rows) - 1))
    start = sum(len(one) + 1 for one in rows[:row])
    (mark,) = boxes(text, words, start, start + len(rows[row]))
    same = [number for number, one in enumerate(rows) if f" {rows[row]} " in f" {one} "]
    assert round((mark.y + PADDING) * 10) in same


@given(
    st.text(max_size=80), st.lists(st.text(max_size=6), max_size=12), st.integers(0, 90), st.integers(0, 90)
)
def test_anything_gives_marks_within_reason(text: str, words: list[str], start: int, end: int) -> None:
    listed = [[word, 0.1, 0.1, 0.2, 0.2] for word in words]
    for box in boxes(text, listed, start, end):
        assert box.width > 0 and box.height > 0
