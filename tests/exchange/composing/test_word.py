"""The DOCX, read back with the desk's own reader and looked at as Word has it."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from portal.exchange.composing.measures import MARGINS, RANGES
from portal.exchange.composing.shapes import Appendix, Signatory
from portal.exchange.composing.word import write
from portal.media.reading.article import read_article
from tests.exchange.composing.samples import DECISION, LETTER, TABLE, of_kind
from tests.thorough import examples

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The order that the schema asks for (ECMA-376, CT_PPr, CT_TblPr, CT_SectPr), of what is used here.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens spacing ind contextualSpacing jc textAlignment outlineLvl rPr sectPr",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
    "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "sectPr": "headerReference footerReference type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols vAlign "
    "titlePg docGrid",
}


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def all_text(data: bytes) -> str:
    """The words of every paragraph, also in tables, in the order of the file."""
    tree = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    lines = ("".join(one.text or " " for one in line.iter(f"{W}t", f"{W}br")) for line in tree.iter(f"{W}p"))
    return " ".join(" ".join(lines).split())


def test_styles_have_the_sizes_of_the_annex() -> None:
    styles = opened(write(DECISION)).styles
    for name, part, bold, italic in (
        ("Quốc hiệu", "nation", True, False),
        ("Tiêu ngữ", "motto", True, False),
        ("Cơ quan ban hành", "issuer", True, False),
        ("Số ký hiệu", "number", False, False),
        ("Địa danh thời gian", "dated", False, True),
        ("Tên loại", "title", True, False),
        ("Trích yếu", "subject", True, False),
        ("Trích yếu công văn", "about", False, False),
        ("Căn cứ", "body", False, True),
        ("Nội dung", "body", False, False),
        ("Nơi nhận", "copied title", True, True),
        ("Danh sách nơi nhận", "copied", False, False),
        ("Chức vụ người ký", "signed", True, False),
        ("Số trang", "page", False, False),
    ):
        font = styles[name].font
        assert RANGES[part][0] <= font.size.pt <= RANGES[part][1], name
        assert (font.bold, font.italic, font.name) == (bold, italic, "Times New Roman"), name
    body = styles["Nội dung"].paragraph_format
    assert (
        10 <= body.first_line_indent.mm <= 12.8
        and body.space_before.pt >= 6
        and 1 <= body.line_spacing <= 1.5
    )


def test_page_margins_and_numbers_are_those_of_the_annex() -> None:
    made = opened(
        write(replace(DECISION, appendixes=(Appendix("Bảng", TABLE, landscape=True), Appendix("Hai", "Chữ"))))
    )
    first, lying, last = made.sections
    for one in (first, last):
        assert (round(one.page_width.mm), round(one.page_height.mm)) == (210, 297)
    assert lying.page_width > lying.page_height
    for name, margin in (("top", first.top_margin), ("left", first.left_margin), ("right", first.right_margin),
                         ("bottom", first.bottom_margin)):  # fmt: skip
        assert MARGINS[name][0] <= round(margin.mm, 1) <= MARGINS[name][1]
    for one in made.sections:
        assert one.different_first_page_header_footer
        assert "PAGE" in "".join(one.header._element.itertext())
        assert not "".join(one.first_page_header._element.itertext()).strip()
    starts = [one._sectPr.find(f"{W}pgNumType") for one in made.sections]
    assert starts[0] is None and all(one is not None and one.get(f"{W}start") == "1" for one in starts[1:])


def test_the_desk_reads_it_back(tmp_path: Path) -> None:
    path = tmp_path / "quyet-dinh.docx"
    path.write_bytes(write(replace(DECISION, body=f"{DECISION.body}\n\n{TABLE}")))
    article = read_article(path, path.name, tmp_path)
    text = article.markdown({})
    words = re.sub(r"[\\*#|]", "", text)
    for one in ("Thành lập Tổ công nghệ số cộng đồng gồm các ông (bà)", "Ông Lê Văn Hải", "Sản lượng", "6.840",
                "Nguyễn Văn An", "Lưu: VT, VHXH.NVA (15b)"):  # fmt: skip
        assert one in words, one
    assert article.title.startswith("Quyết định về việc thành lập") or "thành lập Tổ" in article.title + words
    assert not article.left


def test_formal_lines_are_those_of_the_pdf() -> None:
    text = all_text(write(LETTER))
    for one in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 07/UBND-VP",
        "V/v triển khai phòng, chống bão số 5",
        "HỎA TỐC",
        "Kính gửi:",
        "- Các thôn;",
        "- Đồn Biên phòng Tam Hải.",
        "- Như trên;",
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "Tam Hải, ngày 05 tháng 02 năm 2026",
    ):
        assert one in text, one
    assert "Địa chỉ: thôn" in "".join(opened(write(LETTER)).sections[0].first_page_footer._element.itertext())


def test_letters_are_composed() -> None:
    data = write(replace(DECISION, body=unicodedata.normalize("NFD", "Tàu thuyền ở đảo.")))
    assert "Tàu thuyền ở đảo." in all_text(data)


def test_head_and_signature_are_tables_without_lines_and_text_tables_have_some() -> None:
    made = opened(write(replace(DECISION, body=TABLE)))
    assert [one.style.name for one in made.tables] == ["Normal Table", "Table Grid", "Normal Table"]
    grid = made.tables[1]
    assert grid.rows[0]._tr.trPr.find(f"{W}tblHeader") is not None
    assert all(one._tr.trPr.find(f"{W}cantSplit") is not None for one in grid.rows)


@pytest.mark.parametrize("kind", ["nghi-quyet", "cong-van", "cong-dien", "bien-ban", "bao-cao", "thu-cong"])
def test_each_kind_is_a_file_in_the_order_of_the_schema(kind: str) -> None:
    paper = replace(
        of_kind(kind),
        body=f"## I. Mục\n\n**Đậm** *nghiêng* m<sup>2</sup><br>dòng\n\n- ý\n\n{TABLE}\n\n## Phụ lục: Bảng\n\n{TABLE}",
        beside=Signatory("", "", "Lê Hùng"),
        addressed=("A", "B"),
        contact="Địa chỉ",
        urgency=1,
    )
    data = write(paper)
    for name in zipfile.ZipFile(io.BytesIO(data)).namelist():
        if not re.match(r"word/(document|styles|header|footer).*\.xml", name):
            continue
        tree = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))
        for tag, order in ORDERS.items():
            known = order.split()
            for one in tree.iter(f"{W}{tag}"):
                places = [known.index(etree.QName(child).localname) for child in one]
                assert all(before <= after for before, after in pairwise(places)), etree.tostring(one)
    tables = list(opened(data).element.body.iterchildren())
    assert not any(a.tag == b.tag == f"{W}tbl" for a, b in pairwise(tables)), (
        "neighbouring tables become one in Word"
    )


_WORD = st.text(
    st.characters(categories=("L", "N", "P", "Zs", "Cc", "Cs"), max_codepoint=0xFFFF), min_size=1, max_size=14
)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.lists(_WORD, min_size=1, max_size=30), min_size=1, max_size=8))
def test_every_word_is_in_the_file_in_its_order(paragraphs: list[list[str]]) -> None:
    known = [[f"q{re.sub(r'[^0-9a-z]', '', word)}" for word in one] for one in paragraphs]
    subject = " ".join(word for one in paragraphs for word in one)[:300]
    data = write(
        replace(of_kind("bao-cao"), subject=subject, body="\n\n".join(" ".join(one) for one in known))
    )
    rest = iter(re.findall(r"q[0-9a-z]*", all_text(data)))
    assert all(word in rest for one in known for word in one)
