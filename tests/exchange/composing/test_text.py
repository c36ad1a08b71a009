"""The text of a document in its parts; its formal lines; lines and pages."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.exchange.composing.body import (
    ARTICLE,
    BASE,
    CHAPTER,
    CHAPTER_NAME,
    COMMAND,
    HEADING,
    ITEM,
    PARAGRAPH,
    QUOTE,
    TABLE,
    Section,
    read_text,
)
from portal.exchange.composing.flow import Strip, glued_to_end, kept_together, set_strips
from portal.exchange.composing.html_blocks import Run, aligned, words_of
from portal.exchange.composing.lines import Piece, broken, words_in
from portal.exchange.composing.shapes import Issuer, Signatory
from portal.exchange.composing.wording import full_name, head_of, roman, signing_lines
from tests.exchange.composing.samples import DECISION, LETTER, of_kind


def parts(section: Section) -> list[tuple[str, str]]:
    return [(one.kind, words_of(one.runs)) for one in section.blocks]


def test_a_decision_in_its_parts() -> None:
    (own,) = read_text(
        "Căn cứ Luật A;\n\nCăn cứ Luật B",
        "Điều 1. Một.\n\n## Chương II QUY ĐỊNH CHUNG\n\n### Mục 1. Việc nhỏ\n\n### Điều 2. Tên điều\n\n"
        "- ý\n    - nhỏ\n\n> lời\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |",
        decides=True,
        command="QUYẾT ĐỊNH:",
    )
    assert parts(own) == [
        (BASE, "Căn cứ Luật A;"),
        (BASE, "Căn cứ Luật B."),
        (COMMAND, "QUYẾT ĐỊNH:"),
        (ARTICLE, "Điều 1. Một."),
        (CHAPTER, "Chương II"),
        (CHAPTER_NAME, "QUY ĐỊNH CHUNG"),
        (CHAPTER, "Mục 1"),
        (CHAPTER_NAME, "Việc nhỏ"),
        (ARTICLE, "Điều 2. Tên điều"),
        (ITEM, "ý"),
        (ITEM, "nhỏ"),
        (QUOTE, "lời"),
        (TABLE, ""),
    ]
    article, named = own.blocks[3], own.blocks[8]
    assert [(run.text, run.bold) for run in article.runs] == [("Điều 1.", True), (" Một.", False)]
    assert all(run.bold for run in named.runs)
    assert [one.lead for one in own.blocks[9:11]] == ["-", "+"]


def test_bases_at_the_beginning_of_the_text_are_found_and_a_command_is_not_doubled() -> None:
    (own,) = read_text(
        "",
        "Căn cứ Luật A\nTheo đề nghị của B;\n\nQUYẾT ĐỊNH:\n\nĐiều 1. Một.",
        decides=True,
        command="QUYẾT ĐỊNH:",
    )
    assert parts(own)[:3] == [
        (BASE, "Căn cứ Luật A;"),
        (BASE, "Theo đề nghị của B."),
        (COMMAND, "QUYẾT ĐỊNH:"),
    ]
    assert sum(kind == COMMAND for kind, _words in parts(own)) == 1
    (report,) = read_text("", "Căn cứ Kế hoạch số 1, UBND xã báo cáo:", decides=False)
    assert parts(report) == [(PARAGRAPH, "Căn cứ Kế hoạch số 1, UBND xã báo cáo:")]


def test_appendixes_and_texts_brought_into_force_begin_with_their_heading() -> None:
    text = "Lời.\n\n## Phụ lục I: Danh mục\n\nMột.\n\n## Phụ lục (ngang)\n\nHai.\n\n"
    text += "## Ban hành kèm theo: Quy chế làm việc\n\nBa."
    own, first, lying, attached = read_text("", text, decides=False)
    assert (own.title, first.title, lying.title, attached.title) == (None, "Danh mục", "", "Quy chế làm việc")
    assert lying.landscape and not first.landscape and attached.attached and not first.attached
    assert [parts(one)[0][1] for one in (own, first, lying, attached)] == ["Lời.", "Một.", "Hai.", "Ba."]
    (only,) = read_text("", "Xem Phụ lục I kèm theo.\n\n## Phụ lục kèm theo Kế hoạch nêu trên", decides=False)
    assert only.blocks[-1].kind == HEADING


def test_lines_written_below_each_other_are_lines_of_their_own() -> None:
    (letters,) = read_text("", "Gồm:\na) ý một;\nb) ý hai\nrộng hơn;\nĐiều 2. Hai", decides=False)
    assert [words for _kind, words in parts(letters)] == [
        "Gồm:",
        "a) ý một;",
        "b) ý hai rộng hơn;",
        "Điều 2. Hai",
    ]


@pytest.mark.parametrize(
    ("competence", "position", "expected"),
    [
        ("TM.", "Chủ tịch", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        ("TM.\nKT.", "Phó Chủ tịch", ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("TL", "Chánh Văn phòng", ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")),
        ("TUQ.", "Trưởng phòng", ("TUQ. CHỦ TỊCH", "TRƯỞNG PHÒNG")),
        ("Q.", "Chủ tịch", ("Q. CHỦ TỊCH",)),
        ("TM. HỘI ĐỒNG", "Chủ tịch", ("TM. HỘI ĐỒNG", "CHỦ TỊCH")),
        ("", "Chủ tịch", ("CHỦ TỊCH",)),
        ("", "", ()),
    ],
)
def test_lines_above_a_signature(competence: str, position: str, expected: tuple[str, ...]) -> None:
    assert signing_lines(Signatory(competence, position, "A"), "ỦY BAN NHÂN DÂN XÃ TAM HẢI") == expected


def test_who_decides_stands_above_the_bases() -> None:
    assert head_of(DECISION).authority == "ỦY BAN NHÂN DÂN XÃ TAM HẢI"
    alone = replace(DECISION, signatory=Signatory("KT. CHỦ TỊCH", "Phó Chủ tịch", "A"))
    assert head_of(alone).authority == "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ TAM HẢI"
    assert head_of(of_kind("bao-cao")).authority == ""


def test_names_subjects_and_lists() -> None:
    assert full_name("UBND thị trấn  Núi Thành") == "ỦY BAN NHÂN DÂN THỊ TRẤN NÚI THÀNH"
    assert head_of(replace(LETTER, subject="V/v: UBND xã họp")).about == "V/v UBND xã họp"
    assert head_of(LETTER).about == "V/v triển khai phòng, chống bão số 5"
    school = replace(DECISION, issuer=Issuer("Phòng Giáo dục và Đào tạo", "UBND huyện Núi Thành"))
    assert head_of(school).above == "ỦY BAN NHÂN DÂN HUYỆN NÚI THÀNH"
    assert head_of(replace(LETTER, copied=("- Như trên;", " ", "Lưu: VT."), typist="", copies=1)).copied == (
        "Như trên;",
        "Lưu: VT, VHXH.",
    )
    assert head_of(DECISION).cited == (
        "Quyết định số 07/QĐ-UBND ngày 05 tháng 02 năm 2026 của Ủy ban nhân dân xã Tam Hải"
    )
    town = replace(DECISION, issuer=Issuer("UBND thị trấn Núi Thành"))
    assert head_of(town).cited.endswith("của Ủy ban nhân dân thị trấn Núi Thành")
    two = replace(DECISION, issuer=Issuer("UBND xã Tam Xuân II"))
    assert head_of(two).cited.endswith("của Ủy ban nhân dân xã Tam Xuân II")
    letter = head_of(replace(of_kind("thu-cong"), subject="Thư khen của Chủ tịch gửi học sinh"))
    assert (letter.title, letter.subject, letter.copied) == ("THƯ KHEN", "của Chủ tịch gửi học sinh", ())
    assert [roman(one) for one in (1, 4, 9, 10, 14, 39)] == ["I", "IV", "IX", "X", "XIV", "XXXIX"]


_RUNS = st.lists(
    st.builds(
        Run,
        st.text("ab \n-đ", max_size=30),
        st.booleans(),
        st.booleans(),
        st.sampled_from(["", "sup"]),
        st.booleans(),
    ),
    max_size=8,
)


@given(_RUNS, st.floats(3, 60), st.floats(0, 2.5))
def test_breaking_keeps_every_letter_and_the_width(runs: list[Run], width: float, indent: float) -> None:
    words = list(words_in(runs))
    lines = broken(words, width, lambda piece: float(len(piece.text)), 1.0, first=width - indent)
    letters = "".join(piece.text for line in lines for word in line.words for piece in word)
    assert letters == "".join("".join(run.text.split()) for run in runs)
    for number, line in enumerate(lines):
        assert line.width <= width - (indent if number == 0 else 0) + 1e-6 or len(line.words) == 1
    assert lines[-1].ends


@dataclass
class Paper:
    top: float = 0.0
    foot: float = 10.0
    page: int = 0

    def new_page(self) -> None:
        self.page += 1


@given(st.lists(st.tuples(st.floats(0.5, 6), st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_strips_stand_in_their_order_within_the_page(given_strips: list[tuple[float, float, bool]]) -> None:
    paper, seen = Paper(), list[tuple[int, float, int]]()
    strips = []
    for number, (height, before, glued) in enumerate(given_strips):

        def draw(y: float, number: int = number) -> None:
            seen.append((paper.page, y, number))

        strips.append(Strip(height, draw, before, glued))  # fmt: skip
    set_strips(paper, strips, 0.0)
    assert [number for _page, _y, number in seen] == list(range(len(strips)))
    assert seen == sorted(seen)
    assert all(y + strips[number].height <= 10 + 1e-6 for _page, y, number in seen)
    pages = {number: page for page, _y, number in seen}
    for number, (_height, _before, glued) in enumerate(given_strips[:-1]):
        chunk_end = number
        while chunk_end < len(strips) - 1 and given_strips[chunk_end][2]:
            chunk_end += 1
        start = number
        while start and given_strips[start - 1][2]:
            start -= 1
        fits = sum(a + b for a, b, _c in given_strips[start : chunk_end + 1]) <= 10
        if glued and fits:
            assert pages[number] == pages[number + 1]


def test_paragraphs_leave_no_line_alone_and_ends_are_bounded() -> None:
    strips = [Strip(1, lambda y: None) for _one in range(6)]
    kept_together(strips)
    assert [one.glued for one in strips] == [True, False, False, False, True, False]
    few = [Strip(1, lambda y: None) for _one in range(3)]
    kept_together(few)
    assert [one.glued for one in few] == [True, True, False]
    tall = [Strip(60, lambda y: None), Strip(50, lambda y: None)]
    glued_to_end(tall, 2, 90)
    assert [one.glued for one in tall] == [False, True]


def test_columns_of_figures_stand_at_the_right() -> None:
    (own,) = read_text(
        "", "| TT | Chỉ tiêu | Số |\n|---|---|---|\n| 1 | A | 1.902,5 |\n| 2 | B | -12 % |", decides=False
    )
    assert [aligned(own.blocks[0], place) for place in range(3)] == ["C", "L", "R"]


def test_pieces_of_a_word_stay_together() -> None:
    words = list(words_in([Run("m"), Run("2", script="sup"), Run(" đất")]))
    assert words == [(Piece("m"), Piece("2", "", "sup")), (Piece("đất"),)]
