"""A document's kind is told by its content; what is none is refused with words that help."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.media.reading import FileType, Refused, identify
from tests.media import samples as files
from tests.media.reading.samples import docx, odt, paragraph, text_pdf, word97, written

PAGE = "<!DOCTYPE html><html><head><title>{title}</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("name", "raw", "kind", "proper"),
    [
        ("a.pdf", text_pdf([(70, 70, "Cong van")]), "pdf", "a.pdf"),
        ("a.PDF", text_pdf([(70, 70, "Cong van")]), "pdf", "a.pdf"),
        ("a.docx", docx(paragraph("Điều 1")), "docx", "a.docx"),
        ("a.doc", docx(paragraph("Điều 1")), "docx", "a.docx"),
        ("a.docx", word97(("Điều 1\r", False)), "doc", "a.doc"),
        ("văn bản.odt", odt("<text:p>Điều 1</text:p>"), "odt", "văn bản.odt"),
        ("a.txt", "Điều 1".encode(), "txt", "a.txt"),
        ("a.doc", "Điều 1".encode(), "txt", "a.txt"),
        ("không đuôi", "Điều 1".encode(), "txt", "không đuôi.txt"),
        ("a.txt", b"C\xe9ng h\xdfa x\xb7 h\xe9i", "txt", "a.txt"),
        ("a.txt", "Điều 1".encode("utf-16"), "txt", "a.txt"),
        ("a.htm", PAGE.format(title="Luật", text="Điều 1").encode(), "html", "a.htm"),
        ("a.doc", PAGE.format(title="Luật", text="Điều 1").encode(), "html", "a.html"),
        ("a.html", b"<p>\xc4\x90i\xe1\xbb\x81u 1</p>", "html", "a.html"),
    ],
)
def test_content_tells_the_kind(tmp_path: Path, name: str, raw: bytes, kind: str, proper: str) -> None:
    found = identify(written(tmp_path, "tep", raw), name)
    assert (found.kind, found.name) == (kind, proper)
    assert found.corrected == (proper.rsplit(".")[-1] != name.rsplit(".")[-1].lower() or "." not in name)
    assert identify(written(tmp_path, "tep", raw), proper) == FileType(kind, found.mime, proper, False)


@pytest.mark.parametrize(
    ("name", "raw", "code", "said"),
    [
        ("a.pdf", PAGE.format(title="404 - Not Found", text="x").encode(), "web_page", "trang web"),
        ("a.pdf", b"\xef\xbb\xbf<!doctype html><p>Loi", "web_page", "tải về bị lỗi"),
        ("a.docx", PAGE.format(title="Đăng nhập", text="x").encode(), "web_page", "trang web"),
        ("a.doc", PAGE.format(title="404 - Not Found", text="x").encode(), "web_page", "trang web"),
        ("a.pdf", "chỉ là chữ".encode(), "mismatch", "không phải PDF"),
        ("a.pdf", b"", "empty", "trống"),
        ("a.pdf", b" \n ", "empty", "trống"),
        ("a.docx", files.package("xlsx"), "not_a_text", "XLSX"),
        ("a.doc", files.compound(["Workbook"]), "not_a_text", "XLS"),
        ("a.pdf", files.picture(20, 20), "picture", "ghép các ảnh"),
        ("a.doc", b"{\\rtf1\\ansi Dieu 1}", "rtf", "RTF"),
        ("a.doc", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "mhtml", "MHTML"),
        ("a.docx", docx(paragraph("x"), word__vbaProject_dot_bin=b"x"), "macro", "macro"),
        ("a.txt", b"\x7fELF\x02\x01", "unknown", "Không nhận ra"),
        ("a.txt", b"a\x00b\x01c", "unknown", "Không nhận ra"),
        ("a.txt", b"<?xml version='1.0'?><a/>", "unknown", "Không nhận ra"),
        ("a.exe", b"chu", "unknown", "Không nhận ra"),
        ("a.txt", b"#!/bin/sh\nls", "unknown", "Không nhận ra"),
    ],
)
def test_what_is_no_document_is_refused_in_words(
    tmp_path: Path, name: str, raw: bytes, code: str, said: str
) -> None:
    with pytest.raises(Refused, match=said) as caught:
        identify(written(tmp_path, "tep", raw), name)
    assert caught.value.code == code


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.sampled_from(
            [b"PK\x03\x04", b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>"]
        ).flatmap(lambda head: st.binary(max_size=1200).map(lambda rest: head + rest)),
    ),
    st.text(max_size=20),
)
def test_any_bytes_under_any_name_are_known_or_refused(tmp_path: Path, raw: bytes, name: str) -> None:
    try:
        found = identify(written(tmp_path, "tep", raw), name)
    except Refused as refusal:
        assert str(refusal)
    else:
        assert found.kind in {"pdf", "docx", "doc", "odt", "html", "txt"}
        assert found.name.endswith(("." + found.kind, ".htm", ".xhtml", ".text", ".md", ".dot"))
