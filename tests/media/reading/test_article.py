"""A whole Word file as a start: what comes along, what is said of the rest, and that nothing is fetched or run."""

from __future__ import annotations

import http.server
import threading
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portal.media.reading import Refused
from portal.media.reading.article import Article, read_article
from portal.media.reading.article_markdown import Block, PlacedPicture, Run, markdown_of
from portal.web.sanitise import is_formattable, render_markdown
from tests.media.reading.articles import article, bold, cell, centred, drawing, linked
from tests.media.reading.samples import FILES, docx, odt, paragraph, run, word97, written
from tests.media.samples import GENERATED, package

PLACED = {1: PlacedPicture("/tep/5/640.jpg", "Phà cập bến")}


def read(folder: Path, raw: bytes, name: str = "a.docx") -> Article:
    pictures = folder / "pictures"
    pictures.mkdir(exist_ok=True)
    return read_article(written(folder, name, raw), name, pictures)


def text(folder: Path, body: str, **parts: str | bytes) -> str:
    return read(folder, article(body, **parts)).markdown(PLACED)


def test_a_notice_of_a_commune_comes_along_whole(tmp_path: Path) -> None:
    head = cell("ỦY BAN NHÂN DÂN", "XÃ TAM HẢI") + cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập")
    body = (
        f"<w:tbl><w:tr>{head}</w:tr></w:tbl>"
        + centred("THÔNG BÁO")
        + centred("Về việc tiêm phòng dại cho chó, mèo")
        + bold("I. MỤC ĐÍCH")
        + f"<w:p>{run('Ngày ')}{run('05/12', more='<w:b/>')}{run(', ')}{run('cả xã', more='<w:i/>')}{run(' 120 m')}"
        + run("2", more='<w:vertAlign w:val="superscript"/>')
        + f"{run('. Xem ')}{linked('rId8', 'kế hoạch')}{run(' và ')}{linked('rId9', 'bẫy')}{run('.')}</w:p>"
        + paragraph("Giấy tờ", numbered=(1, 0))
        + paragraph("Căn cước", numbered=(1, 1))
        + paragraph("Đơn", numbered=(1, 0))
        + paragraph("Nộp", numbered=(2, 0))
        + paragraph("Nhận", numbered=(2, 0))
        + paragraph("Tại xã", numbered=(3, 0))
        + paragraph("Lịch", style="Heading1")
        + paragraph("Buổi sáng", style="Heading2")
        + "<w:tbl><w:tr>" + cell("Thôn") + cell("Giờ | nơi", "phí", more='<w:gridSpan w:val="2"/>')
        + "</w:tr><w:tr>" + cell("Một", more='<w:vMerge w:val="restart"/>') + cell("8") + cell("9")
        + "</w:tr><w:tr>" + cell("", more="<w:vMerge/>") + cell("10", "11") + cell("") + "</w:tr></w:tbl>"
        + drawing("rId1", "Phà cập bến")
        + paragraph("Ảnh: Văn phòng", style="Caption")
    )  # fmt: skip
    found = read(tmp_path, article(body))
    assert found.title == "Thông báo về việc tiêm phòng dại cho chó, mèo"
    assert found.markdown(PLACED) == (
        "ỦY BAN NHÂN DÂN\n\nXÃ TAM HẢI\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\nĐộc lập\n\n"
        "## I. MỤC ĐÍCH\n\n"
        "Ngày **05/12**, *cả xã* 120 m<sup>2</sup>. Xem [kế hoạch](https://nuithanh.gov.vn/a?b=1&c=2) và bẫy.\n\n"
        "- Giấy tờ\n    - Căn cước\n- Đơn\n\n1. Nộp\n2. Nhận\n\na) Tại xã\n\n"
        "## Lịch\n\n### Buổi sáng\n\n"
        "| Thôn | Giờ \\| nơi<br>phí |  |\n|---|---|---|\n| Một | 8 | 9 |\n|  | 10<br>11 |  |\n\n"
        '![Phà cập bến](/tep/5/640.jpg "Ảnh: Văn phòng")\n'
    )
    assert [one.alt for one in found.pictures] == ["Phà cập bến"]
    assert found.pictures[0].path.read_bytes().startswith(b"\x89PNG")


def test_bullets_and_numbers_that_follow_each_other_are_two_lists(tmp_path: Path) -> None:
    body = paragraph("a", numbered=(1, 0)) + paragraph("b", numbered=(2, 0)) + paragraph("c", numbered=(2, 0))
    shown = render_markdown(text(tmp_path, body))
    assert shown.count("<ul>") == 1 and shown.count("<ol>") == 1


def test_a_list_that_begins_anew_keeps_its_numbers() -> None:
    """Markdown would count on: 1, 2, 3."""
    items = [
        Block("item", (Run(word),), label=label) for word, label in (("a", "1."), ("b", "2."), ("c", "1."))
    ]
    made = markdown_of([*items, Block("item", (Run("d"),), label="5.")], {})
    assert made == "1. a\n2. b\n\n1\\. c\n\n5. d\n"
    assert '<ol start="5">' in render_markdown(made)


@pytest.mark.parametrize(
    ("body", "title", "lead"),
    [
        (paragraph("Lễ hội Cầu ngư", style="Title") + paragraph("Chữ"), "Lễ hội Cầu ngư", ""),
        (paragraph("Lễ hội Cầu ngư", style="Heading1") + paragraph("Chữ"), "Lễ hội Cầu ngư", ""),
        (bold("Lễ hội Cầu ngư") + paragraph("Chữ"), "Lễ hội Cầu ngư", ""),
        (paragraph("Chữ") + bold("Không phải tiêu đề"), "", ""),
        (centred("UBND XÃ TAM HẢI") + centred("Độc lập - Tự do") + centred("Lễ hội năm 2026"), "Lễ hội năm 2026", ""),
        (bold("Tin vui") + bold("Sáng nay, bà con thôn Thuận An cùng nhau dọn bãi biển.") + paragraph("Chữ"),
         "Tin vui", "Sáng nay, bà con thôn Thuận An cùng nhau dọn bãi biển."),
    ],
)  # fmt: skip
def test_title_and_first_words(tmp_path: Path, body: str, title: str, lead: str) -> None:
    found = read(tmp_path, article(body))
    assert (found.title, found.lead) == (title, lead)


def test_what_does_not_come_along_is_counted(tmp_path: Path) -> None:
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    chart = '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
    box = f"<w:pict><w:txbxContent>{paragraph('trong khung')}</w:txbxContent></w:pict>"
    body = (
        paragraph("Mục lục 1", style="TOC1")
        + f"<w:p>{run('a')}<w:ins w:id='1'>{run('b')}</w:ins><w:del w:id='2'><w:r><w:delText>c</w:delText></w:r>"
        + "</w:del><w:r><w:commentReference w:id='1'/></w:r></w:p>"
        + f"<w:p><m:oMath {math}><m:r><m:t>x=1</m:t></m:r></m:oMath></w:p>"
        + f"<w:p><w:r>{box}</w:r></w:p><w:p><w:r><w:drawing>{chart}</w:drawing></w:r></w:p>"
        + drawing("rId2")
        + drawing("rId404")
        + f"<w:p>{run('chú')}<w:r><w:footnoteReference w:id='7'/></w:r></w:p>"
    )
    note = f"<w:footnote w:id='7'>{paragraph('nguồn')}</w:footnote>"
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    found = read(
        tmp_path,
        article(
            body,
            word__footnotes_dot_xml=f"<w:footnotes {w}>{note}</w:footnotes>",
            word__header1_dot_xml=f"<w:hdr {w}>{paragraph('UBND xã')}</w:hdr>",
        ),
    )
    assert found.markdown({}) == "ab\n\nx=1\n\ntrong khung\n\nchú [1]\n\n\\[1\\] nguồn\n".replace(
        "chú [1]", "chú \\[1\\]"
    )
    assert dict(found.left) == {
        "contents": 1, "equations": 1, "boxes": 1, "diagrams": 1, "linked": 1, "changes": 1, "comments": 1, "frames": 1,
    }  # fmt: skip


def test_a_link_of_a_field_is_a_link(tmp_path: Path) -> None:
    char = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    body = (
        f'<w:p>{char("begin")}<w:r><w:instrText> HYPERLINK "https://chinhphu.vn/" </w:instrText></w:r>'
        f"{char('separate')}{run('Chính phủ')}{char('end')}{run(' và ')}{char('begin')}"
        f"<w:r><w:instrText>PAGE</w:instrText></w:r>{char('separate')}{run('7')}{char('end')}</w:p>"
    )
    assert text(tmp_path, body) == "[Chính phủ](https://chinhphu.vn/) và 7\n"


def test_descriptions_that_a_machine_wrote_are_none(tmp_path: Path) -> None:
    body = drawing("rId1", "A group of people Description automatically generated")
    assert [one.alt for one in read(tmp_path, article(body)).pictures] == [""]


def test_old_fonts_and_old_spelling_become_unicode(tmp_path: Path) -> None:
    by_font = paragraph("VÒ viÖc ban hành", font=".VnTime")
    assert text(tmp_path, by_font) == "Về việc ban hành\n"
    by_spelling = read(
        tmp_path, docx(paragraph("Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc"))
    )
    assert by_spelling.encoding == "TCVN3" and by_spelling.markdown({}).startswith("Cộng hòa xã hội")


def test_odt_and_word_97_give_words_and_tables(tmp_path: Path) -> None:
    found = read(tmp_path, odt("<text:p>Một * hai</text:p>"), "a.odt")
    assert found.markdown({}) == "Một \\* hai\n" and dict(found.left) == {"dress": 1}
    assert read(tmp_path, word97(("Một\rĐiều\r", False)), "a.doc").markdown({}) == "Một\n\nĐiều\n"


@pytest.mark.skipif(not FILES.is_dir(), reason="no ../shared/data/files")
def test_a_real_decree_of_word_97(tmp_path: Path) -> None:
    found = read_article(FILES / "decree-word97.doc", "decree-word97.doc", tmp_path)
    made = found.markdown({})
    assert "### Điều 1. Phạm vi điều chỉnh" in made and "\n1\\. Điều kiện, mức phí bảo hiểm" in made
    assert made.count("### Điều ") > 15


def test_nothing_is_fetched(tmp_path: Path) -> None:
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    outside = f"http://127.0.0.1:{server.server_port}/bi-mat.png"
    link = drawing("rId7").replace("r:embed", "r:link") + drawing("rId7")
    found = read(tmp_path, article(paragraph("chữ") + link, outside=outside))
    server.shutdown()
    server.server_close()
    assert asked == [] and not found.pictures and found.left["linked"] >= 1


@pytest.mark.parametrize(
    "raw",
    [
        package(
            "docx",
            word__document_dot_xml='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
        ),
        package("docx", **{"..__..__x_dot_txt": "x"}),
        package(
            "docx", types="<Override ContentType='application/vnd.ms-word.document.macroEnabled.main+xml'/>"
        ),
        package("xlsx"),
        b"%PDF-1.4\n",
        b"",
        docx(""),
    ],
    ids=["entity", "slip", "macro", "table", "pdf", "empty", "no-words"],
)
def test_hostile_and_foreign_files_are_refused_in_words(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, raw)
    assert "Tệp" in str(refused.value) and "/etc" not in str(refused.value)


@pytest.mark.skipif(not GENERATED.is_dir(), reason="no ../shared/data/badinputs")
@pytest.mark.parametrize("name", ["bomb_300MB.docx"])
def test_a_bomb_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused):
        read_article(GENERATED / name, name, tmp_path)


def test_a_target_outside_of_the_package_is_no_picture(tmp_path: Path) -> None:
    raw = article(paragraph("chữ") + drawing("rId1")).replace(b"media/image1.png", b"../../../passwd0")
    with pytest.raises(Refused):
        read(tmp_path, raw)  # the sum of the entry no longer holds
    body = paragraph("chữ") + drawing("rId6")
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId6" Type="x" Target="../../../../etc/hostname"/></Relationships>'
    )
    found = read(tmp_path, article(body, word___rels__document_dot_xml_dot_rels=relations))
    assert not found.pictures and found.left["linked"] == 1


RUNS = st.builds(
    Run,
    st.text(st.sampled_from(list("ab Đ*_#`[]()<>&|\\-+=.1!~\n\"'")), max_size=12),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "sup", "sub"]),
    st.sampled_from(["", "https://a.vn/", "javascript:alert(1)", "https://a.vn/) <b>"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(RUNS, max_size=5), st.sampled_from(["paragraph", "heading", "item", "table"]))
def test_words_stay_what_they_were_whatever_signs_they_hold(runs: list[Run], kind: str) -> None:
    """The Markdown, shown by the server, says letter for letter what the file said."""
    line = tuple(runs)
    block = (
        Block("table", rows=(((line,), (line,)),))
        if kind == "table"
        else Block(kind, line, level=1 if kind == "heading" else 0, label="-" if kind == "item" else "")
    )
    made = markdown_of([block], {})
    assume(is_formattable(made))  # a dozen brackets within each other are shown as they are written
    shown = _words(render_markdown(made))
    said = "".join("".join(run.text for run in line).split())
    assert shown == said * (2 if kind == "table" else 1)


def _words(html: str) -> str:
    import html5lib

    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return "".join("".join(tree.itertext()).split())
