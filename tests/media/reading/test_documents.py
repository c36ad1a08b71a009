"""ODT, HTML, Word 97 and plain text: what a reader sees, in order, with tables and numbers."""

from __future__ import annotations

import struct
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.media.reading import Refused, read_file
from portal.media.reading.child import doc, html, numbers, odt, ole
from portal.media.reading.child.blocks import as_text
from portal.media.reading.child.encodings import to_tcvn3
from portal.media.reading.child.refusal import Refusal
from tests.media.reading import samples
from tests.media.reading.samples import word97, written
from tests.media.samples import zipped
from tests.thorough import examples

MOTTO = "Cộng hòa xã hội chủ nghĩa Việt Nam"


def odt_text(folder: Path, body: str, styles: str = "") -> list[str]:
    blocks, _ = odt.read(str(written(folder, "a.odt", samples.odt(body, styles=styles))))
    return as_text(blocks).split("\n\n")


def html_text(folder: Path, page: str | bytes) -> list[str]:
    raw = page.encode() if isinstance(page, str) else page
    blocks, _ = html.read(str(written(folder, "a.html", raw)))
    return as_text(blocks).split("\n\n")


LISTS = (
    '<text:list-style style:name="L1">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-prefix="Điều " style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>'
    '<text:list-level-style-number text:level="3" style:num-format="1" text:display-levels="2"/>'
    '</text:list-style><text:list-style style:name="L2">'
    '<text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>'
)


def test_odt_lists_have_their_numbers(tmp_path: Path) -> None:
    def item(*inside: str, more: str = "") -> str:
        return f"<text:list-item{more}>{''.join(inside)}</text:list-item>"

    def listed(*items: str, more: str = ' text:style-name="L1"') -> str:
        return f"<text:list{more}>{''.join(items)}</text:list>"

    inner = listed(item("<text:p>b</text:p>"), item("<text:p>c</text:p>", "<text:p>c2</text:p>"), more="")
    body = (
        listed(item("<text:p>a</text:p>", inner), item("<text:p>d</text:p>"))
        + "<text:p>giữa</text:p>"
        + listed(item("<text:p>e</text:p>"), more=' text:style-name="L1" text:continue-numbering="true"')
        + listed(item("<text:p>f</text:p>"))
        + listed(item("<text:p>g</text:p>", more=' text:start-value="7"'))
        + listed(item("<text:p>h</text:p>"), more=' text:style-name="L2"')
    )
    assert odt_text(tmp_path, body, LISTS) == [
        "Điều 1. a",
        "a) b",
        "b) c",
        "c2",
        "Điều 2. d",
        "giữa",
        "Điều 3. e",
        "Điều 1. f",
        "Điều 7. g",
        "• h",
    ]


def test_odt_tables_notes_and_spaces(tmp_path: Path) -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell{more}><text:p>{text}</text:p></table:table-cell>"

    body = (
        '<text:tracked-changes><text:p>đã xoá</text:p></text:tracked-changes><text:p>Số<text:s text:c="3"/>1<text:tab/>'
        "<text:span>a<text:line-break/>b</text:span><text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>Chú thích</text:p></text:note-body></text:note>.</text:p>"
        "<table:table><table:table-header-rows><table:table-row>"
        + cell("STT")
        + cell("Phí")
        + "</table:table-row></table:table-header-rows><table:table-row>"
        + cell("1", ' table:number-columns-repeated="2"')
        + "</table:table-row></table:table>"
    )
    assert odt_text(tmp_path, body) == [
        "Số 1 a\nb [1].",
        "| STT | Phí |\n| --- | --- |\n| 1 |  |",
        "[1] Chú thích",
    ]


def test_html_as_a_person_sees_it(tmp_path: Path) -> None:
    page = (
        "<html><head><title>x</title><style>p{}</style></head><body><script>alert(1)</script>"
        "<p>Điều\n 1. <b>Phạm</b> vi<br>dòng hai</p>trần<div>khối<p>trong</p>sau</div>"
        '<ol start="3" type="a"><li>ba</li><li>bốn</li></ol><ul><li>gạch</li></ul>'
        "<table><tr><th>STT</th><th colspan='2'>Tên</th></tr><tr><td>1</td><td>a<p>b</td><td>c</td></tr></table>"
        "<table><tr><td><table><tr><td>CỘNG HOÀ XÃ HỘI</td><td>b</td></tr></table></td></tr></table></body></html>"
    )
    assert html_text(tmp_path, page) == [
        "Điều 1. Phạm vi\ndòng hai",
        "trần",
        "khối",
        "trong",
        "sau",
        "c. ba",
        "d. bốn",
        "- gạch",
        "| STT | Tên |  |\n| --- | --- | --- |\n| 1 | a b | c |",
        "CỘNG HOÀ XÃ HỘI",
        "b",
    ]


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (f'<meta charset="utf-8"><p>{MOTTO}'.encode(), "unicode"),
        (f'<meta charset="iso-8859-1"><p>{MOTTO}'.encode(), "unicode"),
        (f"<p>{MOTTO}".encode("utf-16"), "unicode"),
        (f"<p>{to_tcvn3(MOTTO)}".encode("cp1252"), "TCVN3"),
        (f'<font face=".VnTime">{to_tcvn3(MOTTO)}</font>'.encode(), "TCVN3"),
        (f"<p style='font-family:.VnTime'>{to_tcvn3(MOTTO)}</p><p>Độc lập, Tự do".encode(), "TCVN3"),
        (f'<meta charset="gb2312"><p>{MOTTO}'.encode(), "unicode"),
    ],
)
def test_encodings_of_html(tmp_path: Path, raw: bytes, encoding: str) -> None:
    found = read_file(written(tmp_path, "a.html", raw), "a.html")
    assert found.pages[0].text.split("\n\n")[0] == MOTTO
    assert found.encoding == encoding


def test_html_nested_without_end_is_read(tmp_path: Path) -> None:
    assert read_file(written(tmp_path, "a.html", b"<html>" + b"<div>" * 50_000 + b"x"), "a.html").pages


def test_word97_pieces_in_both_widths(tmp_path: Path) -> None:
    raw = word97(
        ("So: 1\r", True),
        ("Điều 1. Phạm vi\rDòng\x0bhai\x1e3\r", False),
        ("cu\x13 PAGE \x149\x15 het\r", True),
    )
    found = read_file(written(tmp_path, "a.doc", raw), "a.doc")
    assert found.pages[0].text == "So: 1\n\nĐiều 1. Phạm vi\n\nDòng\nhai-3\n\ncu9 het"


def test_word97_in_an_old_encoding(tmp_path: Path) -> None:
    raw = word97((to_tcvn3(MOTTO) + "\r", True), (to_tcvn3("Độc lập - Tự do - Hạnh phúc") + "\r", True))
    found = read_file(written(tmp_path, "a.doc", raw), "a.doc")
    assert found.pages[0].text == f"{MOTTO}\n\nĐộc lập - Tự do - Hạnh phúc"
    assert found.encoding == "TCVN3"


def test_a_file_that_holds_antiword_up_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Word file before Word 97 goes to antiword, which gets a limit of its own within the child that reads."""
    slow = tmp_path / "antiword"
    slow.write_text("#!/bin/sh\nexec sleep 30\n")
    slow.chmod(0o700)
    monkeypatch.setattr(doc.shutil, "which", lambda *_args, **_named: str(slow))
    monkeypatch.setattr(doc, "PATIENCE", 0.3, raising=False)
    raw = bytearray(word97(("Điều 1\r", False)))
    at = raw.index(struct.pack("<H", 0xA5EC))
    raw[at : at + 2] = struct.pack("<H", 0xA5DC)
    began = monotonic()
    with pytest.raises(Refusal, match="quá cũ"):
        doc.read(str(written(tmp_path, "a.doc", bytes(raw))))
    assert monotonic() - began < 10


def test_word97_cut_short_is_refused_or_read(tmp_path: Path) -> None:
    raw = word97(("Điều 1\r" * 900, False))
    for length in range(600, len(raw), 997):
        path = written(tmp_path, "a.doc", raw[:length])
        try:
            blocks, _ = doc.read(str(path))
        except (ValueError, struct.error, Refusal):
            continue
        assert len(as_text(blocks)) <= len(raw)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=examples(60)
)
@given(st.data())
def test_word97_with_damaged_bytes_ends(tmp_path: Path, data: st.DataObject) -> None:
    raw = bytearray(word97(("Điều 1\r" * 40, False), ("abc\r", True)))
    for _ in range(data.draw(st.integers(1, 12))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        blocks, _ = doc.read(str(written(tmp_path, "a.doc", bytes(raw))))
    except Exception as error:
        assert not isinstance(error, RecursionError | MemoryError)
    else:
        assert isinstance(as_text(blocks), str)


def test_streams_of_a_compound_file() -> None:
    raw = samples.ole({"WordDocument": b"w" * 5000, "1Table": b"t" * 100})
    found = ole.Compound(raw)
    assert found.stream("worddocument")[:5000] == b"w" * 5000
    assert found.stream("1Table")[:100] == b"t" * 100
    assert found.stream("khong co") == b""
    with pytest.raises(ValueError, match="not a compound"):
        ole.Compound(b"PK" + raw[2:])


def test_plain_text_keeps_its_lines(tmp_path: Path) -> None:
    raw = "\ufeffĐiều 1  \r\n\r\n  a) thụt\rb\x0c\n\n".encode()
    found = read_file(written(tmp_path, "a.txt", raw), "a.txt")
    assert found.pages[0].text == "Điều 1\n\n  a) thụt\nb"
    assert (found.pages[0].width, found.pages[0].number, found.pages[0].source) == (0.0, 1, "text")


def test_plain_text_in_an_old_encoding_says_so(tmp_path: Path) -> None:
    found = read_file(written(tmp_path, "a.txt", to_tcvn3(MOTTO).encode("cp1252")), "a.txt")
    assert (found.pages[0].text, found.encoding) == (MOTTO, "TCVN3")
    assert "TCVN3" in " ".join(found.notes)


def test_broken_parts_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="nội dung"):
        parts: dict[str, str | bytes] = {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": "<a/>",
        }
        read_file(written(tmp_path, "a.odt", zipped(parts)), "a.odt")


@pytest.mark.parametrize(
    ("number", "kind", "made"),
    [
        (4, "lowerLetter", "d"),
        (28, "lowerLetter", "bb"),
        (14, "upperRoman", "XIV"),
        (9, "lowerRoman", "ix"),
        (7, "decimalZero", "07"),
        (7, "ordinal", "7"),
        (7, "none", ""),
        (0, "lowerRoman", "0"),
        (99999, "lowerLetter", "g" * 40),
    ],
)
def test_formats_of_numbers(number: int, kind: str, made: str) -> None:
    assert numbers.formatted(number, kind) == made
