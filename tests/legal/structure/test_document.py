"""Whole documents taken apart."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.legal.body import split_markdown_body
from portal.legal.structure import Parsed, joined_lines, parse, to_markdown
from portal.legal.structure.tree import pieces
from tests.real_data import LEGAL_DOCUMENTS, needs

DECREE = """CHÍNH PHỦ
Số: 10/2020/NĐ-CP
NGHỊ ĐỊNH
Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;
PHẦN THỨ NHẤT
NHỮNG QUY ĐỊNH CHUNG
Chương I
PHẠM VI, ĐỐI TƯỢNG
Điều 1. Phạm vi điều chỉnh
1. Nghị định này quy định:
a) Việc thứ nhất;
b) Việc thứ hai.
2. Không áp dụng cho trường hợp khác.
Chương II. THỦ TỤC
Mục 1
HỒ SƠ
Tiểu mục 1. GIẤY TỜ
Điều 2. Sửa đổi Nghị định số 5/2010/NĐ-CP
1. Sửa đổi Điều 3 như sau:
“Điều 3. Tên cũ
1. Nội dung mới.
2. Nội dung khác.”
2. Bãi bỏ Điều 7.
Mục 2
TRÌNH TỰ
Điều 3. Hiệu lực thi hành
Nghị định này có hiệu lực từ ngày 01 tháng 7 năm 2020.
Nơi nhận:
- Như Điều 3;
TM. CHÍNH PHỦ
THỦ TƯỚNG
Nguyễn Văn A
PHỤ LỤC I
DANH MỤC BIỂU MẪU
| Số | Tên |
|---|---|
| 1 | Đơn |
Phụ lục II. BẢNG GIÁ
Giá do Bộ Tài chính quy định.
"""


def whole(parsed: Parsed) -> str:
    body = "".join(piece for one in parsed.body for piece in pieces(one, parsed.text))
    annexes = "".join(piece for one in parsed.annexes for piece in pieces(one, parsed.text))
    return parsed.opening + body + parsed.closing + annexes


def test_a_decree_has_its_parts_chapters_sections_articles_and_annexes() -> None:
    parsed = parse(DECREE)
    units = [
        (one.unit, one.no, one.heading, one.anchor)
        for one in parsed.nodes()
        if one.unit not in {"Khoản", "Điểm"}
    ]
    assert units == [
        ("Phần", "THỨ NHẤT", "NHỮNG QUY ĐỊNH CHUNG", "phan-1"),
        ("Chương", "I", "PHẠM VI, ĐỐI TƯỢNG", "chuong-1"),
        ("Điều", "1", "Phạm vi điều chỉnh", "dieu-1"),
        ("Chương", "II", "THỦ TỤC", "chuong-2"),
        ("Mục", "1", "HỒ SƠ", "chuong-2-muc-1"),
        ("Tiểu mục", "1", "GIẤY TỜ", "chuong-2-muc-1-tieu-muc-1"),
        ("Điều", "2", "Sửa đổi Nghị định số 5/2010/NĐ-CP", "dieu-2"),
        ("Mục", "2", "TRÌNH TỰ", "chuong-2-muc-2"),
        ("Điều", "3", "Hiệu lực thi hành", "dieu-3"),
        ("Phụ lục", "I", "DANH MỤC BIỂU MẪU", "phu-luc-1"),
        ("Phụ lục", "II", "BẢNG GIÁ", "phu-luc-2"),
    ]
    assert parsed.opening.endswith("năm 2015;\n")
    assert parsed.closing.startswith("Nơi nhận:") and parsed.closing.endswith("Nguyễn Văn A\n")
    assert whole(parsed) == DECREE


def test_quoted_articles_of_another_document_are_text() -> None:
    second = next(one for one in parse(DECREE).nodes() if one.anchor == "dieu-2")
    assert [one.anchor for one in second.children] == ["dieu-2-khoan-1", "dieu-2-khoan-2"]
    assert "Nội dung khác" in DECREE[second.children[0].start : second.children[0].end]


def test_the_markdown_of_a_document_is_taken_apart_again() -> None:
    parsed = parse(DECREE)
    parts = to_markdown(parsed)
    preamble, provisions = split_markdown_body(f"{parts.preamble}\n\n{parts.body}")
    assert parts.head == "CHÍNH PHỦ\nSố: 10/2020/NĐ-CP\nNGHỊ ĐỊNH"
    assert preamble == "Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;"
    assert [(one.unit, one.no, one.heading) for one in provisions if one.unit == "Điều"] == [
        ("Điều", "1", "Phạm vi điều chỉnh"),
        ("Điều", "2", "Sửa đổi Nghị định số 5/2010/NĐ-CP"),
        ("Điều", "3", "Hiệu lực thi hành"),
    ]
    assert provisions[1].chapter.split("\n") == [
        "Phần THỨ NHẤT. NHỮNG QUY ĐỊNH CHUNG",
        "Chương II. THỦ TỤC",
        "Mục 1. HỒ SƠ",
        "Tiểu mục 1. GIẤY TỜ",
    ]
    assert [one.anchor for one in provisions] == ["dieu-1", "dieu-2", "dieu-3", "phu-luc-1", "phu-luc-2"]
    assert "| 1 | Đơn |" in provisions[3].text


def test_a_decision_whose_articles_are_sentences_has_articles_without_names() -> None:
    text = "QUYẾT ĐỊNH:\nĐiều 1. Ban hành kèm theo Quyết định này Quy chế.\nĐiều 2. Quyết định này có hiệu lực.\n"
    text += (
        "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nQUY CHẾ\nLÀM VIỆC\nChương I. CHUNG\nĐiều 1. Phạm vi\nQuy chế này.\n"
    )
    parsed = parse(text)
    assert [(one.no, one.heading, one.anchor) for one in parsed.body] == [
        ("1", "", "dieu-1"),
        ("2", "", "dieu-2"),
    ]
    assert [one.anchor for top in parsed.annexes for one in top.walk()] == ["phu-luc", "chuong-1", "dieu-1-2"]
    assert parsed.annexes[0].heading.startswith("QUY CHẾ")
    assert whole(parsed) == text


LINES = st.one_of(
    st.sampled_from(DECREE.split("\n")),
    st.sampled_from(
        ["Điều 9a. Bổ sung", "“Điều 5. Trích", "hết”.", "đ) Điểm", "12. Khoản", "PHỤ LỤC", '"', ""]
    ),
    st.text(alphabet="aĐđ 1.)“”|#\t", max_size=14),
)


@given(st.lists(LINES, max_size=40), st.sampled_from(["\n", "\r\n"]))
def test_no_character_of_any_text_is_lost_or_doubled(lines: list[str], newline: str) -> None:
    text = newline.join(lines)
    parsed = parse(text)
    assert whole(parsed) == text
    anchors = [one.anchor for one in parsed.nodes()]
    assert len(set(anchors)) == len(anchors)


@given(st.lists(LINES, max_size=40))
def test_no_word_of_any_text_is_missing_in_its_markdown(lines: list[str]) -> None:
    parts = to_markdown(parse("\n".join(lines)))
    kept = " ".join(
        f"{parts.head} {parts.preamble} {parts.body} {parts.closing}".lower().replace("#", " ").split()
    )
    for word in " ".join(lines).lower().replace("#", " ").split():
        assert word.strip(".:*-–") in kept


@needs(LEGAL_DOCUMENTS)
def test_articles_of_the_codification_are_found_again_in_a_whole_text() -> None:
    same = many = 0
    with gzip.open(LEGAL_DOCUMENTS, "rt") as lines:
        for line in lines:
            raw = json.loads(line)
            if many == 600:
                break
            many += 1
            parts = [f"Điều {one['no']}. {one['heading']}\n{one['text']}" for one in raw["articles"]]
            text = "\n".join(["CHÍNH PHỦ", "Căn cứ Luật;", *parts, "Nơi nhận:\n- Như trên;"])
            parsed = parse(text)
            assert whole(parsed) == text
            found = [one.no for one in parsed.nodes() if one.unit == "Điều"]
            same += found == [one["no"] for one in raw["articles"]]
    assert many >= 100
    assert same / many >= 0.98


@pytest.mark.parametrize("newlines", [1, 2, 5])
def test_empty_lines_change_nothing(newlines: int) -> None:
    spaced = parse(DECREE.replace("\n", "\n" * newlines))
    assert [one.anchor for one in spaced.nodes()] == [one.anchor for one in parse(DECREE).nodes()]


def test_a_stray_mark_of_a_scan_quotes_nothing() -> None:
    text = 'Điều 1. Một\n" lem nhem\nĐiều 2. Hai\nx\nĐiều 3. Ba\ny"\nĐiều 4. Bốn\nz\n'
    assert [one.no for one in parse(text).nodes() if one.unit == "Điều"] == ["1", "2", "3", "4"]


def test_a_broken_line_that_begins_with_a_mention_is_no_article() -> None:
    text = "Điều 1. Một\ntheo quy định tại\nĐiều 20 Luật Cư trú là giấy tờ:\nĐiều 9. Nhắc lại\n"
    text += "Điều 2. Hai\nĐiều 3. Ba\nx\n"
    assert [one.no for one in parse(text).nodes() if one.unit == "Điều"] == ["1", "2", "3"]


def test_a_quotation_may_close_with_a_straight_mark() -> None:
    text = 'Điều 1. Sửa đổi Điều 5:\n“Điều 5. Mới\n2. Hai."\nĐiều 2. Hiệu lực\nx\n'
    assert [one.no for one in parse(text).nodes() if one.unit == "Điều"] == ["1", "2"]


def test_a_mark_that_opens_nothing_hides_no_article() -> None:
    text = "Điều 1. Một\nlem “ nhem\nĐiều 2. Hai\nx\nĐiều 3. Ba\nrồi ” nhem\nĐiều 4. Bốn\nz\n"
    assert [one.no for one in parse(text).nodes() if one.unit == "Điều"] == ["1", "2", "3", "4"]
    changed = "Điều 1. Sửa Luật\nnhư sau: “Đoạn mở đầu\nĐiều 2. Của luật kia\nx”\nĐiều 2. Hiệu lực\nz\n"
    assert [one.heading for one in parse(changed).nodes() if one.unit == "Điều"] == ["Sửa Luật", "Hiệu lực"]


def test_running_heads_of_pages_are_no_text() -> None:
    pages = [
        f"{number} CÔNG BÁO/Số {number} + 36/Ngày 08-01-2024\nĐiều {number}. Tên\nNội dung số {number}."
        for number in range(1, 5)
    ]
    joined = joined_lines("\f".join(pages))
    assert "CÔNG BÁO" not in joined and joined.count("Nội dung") == 4
    assert "CÔNG BÁO" in joined_lines("\f".join(pages[:2]))
