"""DOCX: automatic numbers, tables, notes, tracked changes, boxes, and the fonts of old encodings."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.media.reading import Refused, read_file
from portal.media.reading.child import docx as reader
from portal.media.reading.child.blocks import as_text
from tests.media.reading.samples import docx, level, paragraph, run, written

LAW = (
    '<w:abstractNum w:abstractNumId="7">'
    + level(0, "upperRoman", "Chương %1")
    + level(1, "decimal", "Điều %2.", more='<w:lvlRestart w:val="0"/>')
    + level(2, "decimal", "%3.")
    + level(3, "lowerLetter", "%4)")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
)


def text_of(folder: Path, raw: bytes) -> str:
    blocks, _ = reader.read(str(written(folder, "a.docx", raw)))
    return as_text(blocks)


def test_automatic_numbers_of_a_law(tmp_path: Path) -> None:
    levels = [0, 1, 2, 3, 3, 2, 1, 2, 0, 1, 2]
    body = "".join(paragraph(f"t{place}", numbered=(1, one)) for place, one in enumerate(levels))
    assert text_of(tmp_path, docx(body, numbering=LAW)).split("\n\n") == [
        "Chương I t0",
        "Điều 1. t1",
        "1. t2",
        "a) t3",
        "b) t4",
        "2. t5",
        "Điều 2. t6",
        "1. t7",
        "Chương II t8",
        "Điều 3. t9",
        "1. t10",
    ]


def test_lists_of_one_definition_count_on_and_start_anew_where_told(tmp_path: Path) -> None:
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{level(0, "decimal", "%1.", start=5)}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    body = "".join(paragraph("x", numbered=(one, 0)) for one in (1, 2, 3, 3, 9))
    assert text_of(tmp_path, docx(body, numbering=numbering)).split("\n\n") == [
        "5. x",
        "6. x",
        "1. x",
        "2. x",
        "x",
    ]


def test_numbers_come_from_styles_too(tmp_path: Path) -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0">'
        + level(0, "upperRoman", "Phần %1.", more='<w:pStyle w:val="Phan"/>')
        + level(1, "decimal", "%1.%2", more='<w:pStyle w:val="Muc"/><w:isLgl/>')
        + '</w:abstractNum><w:num w:numId="4"><w:abstractNumId w:val="0"/></w:num>'
    )
    number = '<w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr>'
    styles = (
        f'<w:style w:type="paragraph" w:styleId="Phan">{number}</w:style>'
        f'<w:style w:type="paragraph" w:styleId="Muc">{number}</w:style>'
        '<w:style w:type="paragraph" w:styleId="Con"><w:basedOn w:val="Phan"/></w:style>'
    )
    off = (
        '<w:p><w:pPr><w:pStyle w:val="Phan"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>'
        + run("d")
        + "</w:p>"
    )
    body = paragraph("a", style="Phan") + paragraph("b", style="Muc") + paragraph("c", style="Con") + off
    assert text_of(tmp_path, docx(body, numbering=numbering, styles=styles)).split("\n\n") == [
        "Phần I. a",
        "1.1 b",
        "Phần II. c",
        "d",
    ]


def test_tables_are_markdown_and_frames_are_columns(tmp_path: Path) -> None:
    def cell(*texts: str, more: str = "") -> str:
        return f"<w:tc><w:tcPr>{more}</w:tcPr>{''.join(paragraph(one) for one in texts)}</w:tc>"

    frame = (
        "<w:tbl><w:tr>"
        + cell("ỦY BAN NHÂN DÂN", "Số: 01/QĐ-UBND")
        + cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
        + "</w:tr></w:tbl>"
    )
    table = (
        "<w:tbl><w:tr>"
        + cell("STT")
        + cell("Tên | loại", "phí", more='<w:gridSpan w:val="2"/>')
        + "</w:tr><w:tr>"
        + cell("1", more='<w:vMerge w:val="restart"/>')
        + cell("Xe")
        + cell("10.000")
        + "</w:tr><w:tr>"
        + cell("", more="<w:vMerge/>")
        + cell("Tàu")
        + cell("20.000")
        + "</w:tr></w:tbl>"
    )
    assert text_of(tmp_path, docx(frame + paragraph("Điều 1") + table)).split("\n\n") == [
        "ỦY BAN NHÂN DÂN\nSố: 01/QĐ-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
        "Điều 1",
        "| STT | Tên \\| loại phí |  |\n| --- | --- | --- |\n| 1 | Xe | 10.000 |\n|  | Tàu | 20.000 |",
    ]


def test_notes_changes_fields_and_breaks(tmp_path: Path) -> None:
    body = (
        "<w:p>"
        + run("Điều")
        + "<w:r><w:noBreakHyphen/><w:tab/><w:t>1</w:t><w:br/><w:t>dòng</w:t></w:r>"
        + f'<w:ins w:id="1">{run(" thêm")}</w:ins><w:del w:id="2"><w:r><w:delText>xoá</w:delText></w:r></w:del>'
        + run("ẩn", more="<w:vanish/>")
        + run(" hoa", more="<w:caps/>")
        + '<w:r><w:instrText>PAGE</w:instrText></w:r><w:hyperlink w:anchor="a">'
        + run(" nối")
        + '</w:hyperlink><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    )
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:footnote w:type="separator" w:id="0">{paragraph("---")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("Chú thích")}</w:footnote></w:footnotes>'
    )
    found = text_of(tmp_path, docx(body, word__footnotes_dot_xml=notes))
    assert found == "Điều- 1\ndòng thêm HOA nối [2]\n\n[2] Chú thích"


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('trong khung')}</w:txbxContent>"
    drawn = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><a>{box}</a></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    body = f"<w:p>{run('trước')}<w:r>{drawn}</w:r></w:p>{paragraph('sau')}"
    assert text_of(tmp_path, docx(body)).split("\n\n") == ["trước", "trong khung", "sau"]


def test_old_fonts_are_converted_run_by_run(tmp_path: Path) -> None:
    body = (
        paragraph("quyÕt ®Þnh", font=".VnTimeH")
        + f"<w:p>{run('VÒ viÖc ', font='.VnTime')}{run('ban hành', font='Times New Roman')}</w:p>"
        + f"<w:p>{run('Coä', font='VNI-Times')}{run('ng ho', font='VNI-Times')}{run('øa', font='VNI-Times')}</w:p>"
    )
    found = read_file(written(tmp_path, "a.docx", docx(body)), "a.docx")
    assert found.pages[0].text.split("\n\n") == ["QUYẾT ĐỊNH", "Về việc ban hành", "Cộng hòa"]
    assert found.encoding in {"TCVN3", "VNI"}
    assert any("Unicode" in note for note in found.notes)


def test_an_old_encoding_is_told_by_spelling_where_fonts_say_nothing(tmp_path: Path) -> None:
    body = paragraph("Céng hßa x· héi chñ nghÜa ViÖt Nam") + paragraph("§éc lËp - Tù do - H¹nh phóc")
    found = read_file(written(tmp_path, "a.docx", docx(body)), "a.docx")
    assert found.pages[0].text == "Cộng hòa xã hội chủ nghĩa Việt Nam\n\nĐộc lập - Tự do - Hạnh phúc"
    assert found.encoding == "TCVN3"


@pytest.mark.parametrize("body", ["", "<w:p/>"])
def test_an_empty_document_has_no_text(tmp_path: Path, body: str) -> None:
    found = read_file(written(tmp_path, "a.docx", docx(body)), "a.docx")
    assert found.state == "no_text"
    assert found.pages[0].text == ""


def test_a_package_without_content_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "a.docx", docx("", word__document_dot_xml="<a/>"))
    with pytest.raises(Refused, match="không có phần nội dung"):
        read_file(path, "a.docx")
