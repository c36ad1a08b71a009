"""Reading order: no word lost, columns of the opening and the closing apart, rows of tables together."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from portal.media.reading.child.layout import as_text, blocks_of, reading_order
from portal.media.reading.child.lines import Piece, lines_of_groups


def line(x: float, y: float, text: str, *, height: float = 12.0) -> list[Piece]:
    """Words in one line, six units per letter."""
    pieces = []
    for word in text.split():
        pieces.append(Piece(word, x, y, x + 6 * len(word), y + height))
        x += 6 * len(word) + 4
    return pieces


def body(*texts: str, start: float = 200.0, x: float = 80.0, step: float = 16.0) -> list[Piece]:
    return [one for number, text in enumerate(texts) for one in line(x, start + number * step, text)]


BODY = body(*["chữ của một dòng dài chạy hết bề rộng của trang giấy này từ trái sang phải"] * 4, start=240)
OPENING = [
    *line(90, 60, "ỦY BAN NHÂN DÂN"),
    *line(300, 60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    *line(100, 76, "XÃ TAM HẢI"),
    *line(330, 76, "Độc lập - Tự do - Hạnh phúc"),
    *line(100, 100, "Số: 12/QĐ-UBND"),
    *line(320, 100, "Tam Hải, ngày 01 tháng 7 năm 2025"),
    *line(270, 140, "QUYẾT ĐỊNH"),
    *line(240, 156, "Về việc bổ nhiệm"),
]

pieces = st.lists(
    st.builds(
        lambda text, x, y, width, height: Piece(text, x, y, x + width, y + height),
        st.text("abcđê ", min_size=1, max_size=6),
        st.floats(0, 600),
        st.floats(0, 800),
        st.floats(0, 80),
        st.floats(0, 30),
    ),
    max_size=40,
)


@given(pieces)
def test_no_word_is_lost_or_doubled(words: list[Piece]) -> None:
    given_words = Counter(word for one in words for word in one.text.split())
    assert Counter(as_text(reading_order(words)).split()) == given_words


@given(st.lists(pieces, max_size=8))
def test_no_word_of_recognised_lines_is_lost(groups: list[list[Piece]]) -> None:
    given_words = Counter(word for group in groups for one in group for word in one.text.split())
    assert Counter(as_text(blocks_of(lines_of_groups(groups))).split()) == given_words


def test_the_opening_is_read_column_by_column() -> None:
    blocks = reading_order([*OPENING, *BODY])
    assert blocks[:3] == [
        ["ỦY BAN NHÂN DÂN", "XÃ TAM HẢI", "Số: 12/QĐ-UBND"],
        [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Tam Hải, ngày 01 tháng 7 năm 2025",
        ],
        ["QUYẾT ĐỊNH", "Về việc bổ nhiệm"],
    ]


def test_a_stamp_beside_the_heading_stays_out_of_it() -> None:
    blocks = reading_order([*OPENING, *line(60, 140, "CÔNG VĂN ĐẾN"), *BODY])
    assert "QUYẾT ĐỊNH" in as_text(blocks).split("\n")
    assert blocks[1][-1] == "Tam Hải, ngày 01 tháng 7 năm 2025"


def test_who_signs_is_read_after_the_recipients() -> None:
    closing = [
        *line(380, 400, "TM. ỦY BAN NHÂN DÂN"),
        *line(90, 416, "Nơi nhận:"),
        *line(410, 416, "CHỦ TỊCH"),
        *line(90, 432, "- Như Điều 3;"),
        *line(90, 448, "- Lưu: VT."),
        *line(400, 470, "Nguyễn Văn An"),
    ]
    assert reading_order([*BODY, *closing])[-2:] == [
        ["Nơi nhận:", "- Như Điều 3;", "- Lưu: VT."],
        ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn An"],
    ]


def test_rows_of_a_table_stay_rows() -> None:
    rows = [
        *line(80, 300, "1"),
        *line(140, 300, "Xe chữa cháy"),
        *line(420, 300, "130.000"),
        *line(80, 316, "2"),
        *line(140, 316, "Máy bơm"),
        *line(420, 316, "40.000"),
    ]
    text = as_text(reading_order([*BODY, *rows]))
    assert "1   Xe chữa cháy   130.000\n2   Máy bơm   40.000" in text


def test_a_new_block_begins_where_more_room_is() -> None:
    words = [*body("một hai", "ba bốn", "năm sáu"), *body("bảy tám", "chín mười", start=264)]
    assert reading_order(words) == [["một hai", "ba bốn", "năm sáu"], ["bảy tám", "chín mười"]]


def test_lines_of_a_slanting_page_do_not_mix() -> None:
    def slanting(y: float, text: str) -> list[Piece]:
        return [
            Piece(one.text, one.x0, one.y0 + one.x0 * 0.04, one.x1, one.y1 + one.x0 * 0.04)
            for one in line(60, y, text)
        ]

    texts = [f"dòng {number} chạy ngang qua cả trang giấy nghiêng đến tận lề bên phải" for number in range(5)]
    groups = [slanting(100 + 16 * number, text) for number, text in enumerate(texts)]
    assert as_text(blocks_of(lines_of_groups(groups))).split("\n") == texts
