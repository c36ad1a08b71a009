"""Citations in running text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.legal.citations import Place, recognise

HERE = Place("dieu-12", "Luật", "", "chuong-2-muc-1")


def told(text: str, place: Place = HERE) -> list[tuple[str, str, tuple[str, ...]]]:
    """(words, document, targets) of each citation."""
    found = []
    for one in recognise(text, place):
        document = one.document
        meant = "" if document is None else document.number or document.name or document.form
        found.append((text[one.start : one.end], meant, one.targets))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "theo khoản 2 Điều 5 Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018 của Chính phủ về một cửa",
            [
                (
                    "khoản 2 Điều 5 Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018 của Chính phủ",
                    "61/2018/NĐ-CP",
                    ("dieu-5-khoan-2",),
                )
            ],
        ),
        ("tại Điều 31 của Luật này.", [("Điều 31 của Luật này", "self", ("dieu-31",))]),
        (
            "các điểm a, b và đ khoản 2 Điều 7",
            [
                (
                    "các điểm a, b và đ khoản 2 Điều 7",
                    "",
                    ("dieu-7-khoan-2-diem-a", "dieu-7-khoan-2-diem-b", "dieu-7-khoan-2-diem-dd"),
                )
            ],
        ),
        (
            "khoản 1 Điều 19 và điểm c, d khoản 1 Điều 18 của Luật Công nghệ cao",
            [
                (
                    "khoản 1 Điều 19 và điểm c, d khoản 1 Điều 18 của Luật Công nghệ cao",
                    "Luật Công nghệ cao",
                    ("dieu-19-khoan-1", "dieu-18-khoan-1-diem-c", "dieu-18-khoan-1-diem-d"),
                )
            ],
        ),
        ("từ Điều 5 đến Điều 8", [("từ Điều 5 đến Điều 8", "", ("dieu-5", "dieu-6", "dieu-7", "dieu-8"))]),
        ("Luật Phòng, chống ma túy và pháp luật", [("Luật Phòng, chống ma túy", "Luật Phòng, chống ma túy", ())]),
        ("Luật đất đai năm 2013 và văn bản", [("Luật đất đai năm 2013", "Luật đất đai", ())]),
        (
            "Chương II và Phụ lục III ban hành kèm theo Thông tư này",
            [("Chương II và Phụ lục III ban hành kèm theo Thông tư này", "self", ("chuong-2", "phu-luc-3"))],
        ),
        ("Mục 2 Chương này", [("Mục 2 Chương này", "", ("chuong-2-muc-2",))]),
        ("Nghị\nđịnh này", [("Nghị\nđịnh này", "self", ())]),
        ("Thông tư số 89 TC/TCT", [("Thông tư số 89 TC/TCT", "89 TC/TCT", ())]),

        ("theo quy định của pháp luật về đất đai", []),
        ("theo Mẫu số 03-XLĐ và mẫu số 12", []),
        ("Quy định này không áp dụng", []),
        ("Luật sư phải có Thẻ luật sư", []),
        ("Phụ lục 3.docx\nPhu luc kem theo Thong tu 1.doc", []),
    ],
)  # fmt: skip
def test_what_a_text_cites(text: str, expected: list[tuple[str, str, tuple[str, ...]]]) -> None:
    assert told(text) == expected


def test_this_clause_is_the_one_that_the_words_stand_in() -> None:
    text = "1. A.\n2. B:\na) theo điểm b khoản này;\nb) theo khoản 1 Điều này."
    assert told(text) == [
        ("điểm b khoản này", "", ("dieu-12-khoan-2-diem-b",)),
        ("khoản 1 Điều này", "", ("dieu-12-khoan-1",)),
    ]


def test_provisions_belong_to_the_document_that_the_article_changes() -> None:
    text = (
        "Sửa đổi, bổ sung một số điều của Nghị định số 10/2015/NĐ-CP như sau:\n"
        "1. Sửa đổi khoản 2 Điều 5:\n“2. Theo quy định tại Điều 9.”\n2. Bãi bỏ Điều 7."
    )
    assert [(words, document) for words, document, _ in told(text)] == [
        ("Nghị định số 10/2015/NĐ-CP", "10/2015/NĐ-CP"),
        ("khoản 2 Điều 5", "10/2015/NĐ-CP"),
        ("Điều 9", ""),
        ("Điều 7", "10/2015/NĐ-CP"),
    ]


PIECES = st.one_of(
    st.sampled_from(["điểm a", "khoản 2", "Điều 5", "Chương II", "Phụ lục I", "Mục 1", "\n1. ", "a) "]),
    st.sampled_from(["Luật này", "Nghị định số 1/2020/NĐ-CP", "Luật Hộ tịch", "số 5/TB", "ngày 1/2/2020"]),
    st.sampled_from(["và", ",", "của", "đến", "từ", "này", "“", "”", "sau đây:", "Sửa đổi"]),
)


@given(st.lists(PIECES, max_size=25))
def test_citations_stand_in_order_and_never_within_each_other(pieces: list[str]) -> None:
    text = " ".join(pieces)
    found = recognise(text, HERE)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= following.start for one, following in itertools.pairwise(found))
    assert all(one.targets or one.document for one in found)
