"""Pages that a program saved from an old portal: names, encodings, references as they really come, hostile ones too."""

from __future__ import annotations

import os
import struct
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.media.models import MediaFile
from portal.media.reading.child.encodings import to_tcvn3, to_vni
from portal.moving.page_text import decoded
from portal.moving.saved_names import address_of
from portal.moving.unpacking import unpack
from tests.conftest import A, Browser
from tests.factories import Factory
from tests.moving.samples import PAGE, picture, write_page
from tests.moving.taken import codes, make_sections, news_of, report_of, take

TEXT = "Sáng nay Hội Nông dân xã tổ chức đại hội với sự tham dự của đông đảo hội viên các thôn ven biển."
RULES = '[site]\nurl = "http://cu.example"\n'


@pytest.fixture()
def ready(factory: Factory) -> Factory:
    """A commune with its sections."""
    make_sections(factory)
    return factory


def rules(folder: Path) -> Path:
    """A mapping that names the old portal."""
    path = folder / "map.toml"
    path.write_text(RULES, encoding="utf-8")
    return path


def windows_1258(text: str) -> bytes:
    """Vietnamese as Windows 1258 holds it: tones apart, other marks with their letters."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    made = ""
    for char in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", char)
        tone = "".join(one for one in parts if one in tones)
        made += unicodedata.normalize("NFC", "".join(one for one in parts if one not in tones)) + tone
    return made.encode("cp1258")


def in_entities(text: str) -> str:
    """Western letters as references, as old editors wrote them."""
    return "".join(char if ord(char) < 128 else f"&#{ord(char)};" for char in text)


def page(text: str, charset: str = "utf-8", menu: str = "Trang chủ · Giới thiệu xã · Liên hệ") -> str:
    """A page whose frame is in Unicode, whatever its text is in."""
    body = f"<p>{text}</p>"
    return PAGE.format(title="Đại hội", lead=menu, body=body, head="", charset=charset).replace(
        f"<p><b>{menu}</b></p>", ""
    ).replace("Trang chủ", menu)  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [
        page(to_tcvn3(TEXT)).encode(),  # pasted into a newer portal without its font
        page(in_entities(to_tcvn3(TEXT))).encode(),
        page(in_entities(to_vni(TEXT))).encode(),
        page(TEXT).encode().replace("biển".encode(), b"bi\xe1\xbbn", 1),  # a letter cut in the middle
    ],
    ids=["tcvn3-in-unicode", "tcvn3-in-references", "vni-in-references", "broken-utf8"],
)
def test_a_text_is_read_whatever_its_frame_is_in(
    app: Flask, ready: Factory, tmp_path: Path, raw: bytes
) -> None:
    root = tmp_path / "cu"
    root.mkdir()
    (root / "dai-hoi.html").write_bytes(raw)
    take(app, "folder", root)
    (item,) = news_of(ready).values()
    assert item.title == "Đại hội" and "Hội Nông dân xã tổ chức đại hội với sự tham dự" in item.body


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (to_tcvn3(TEXT).encode("cp1252"), "TCVN3"),
        (to_vni(TEXT).encode("cp1252"), "VNI"),
        (b'<meta charset="x-vni">' + to_vni(TEXT).encode("cp1252"), "VNI"),
        (b'<meta charset="utf-8">' + to_tcvn3(TEXT).encode("cp1252"), "TCVN3"),
        (TEXT.encode("utf-16"), "unicode"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "unicode"),
        (b'<meta charset="windows-1258">' + windows_1258(TEXT), "unicode"),
        (b'<meta charset="iso-8859-1">' + windows_1258(TEXT), "windows-1258"),
    ],
)
def test_old_encodings_are_told_by_what_they_hold(raw: bytes, encoding: str) -> None:
    text, told = decoded(raw)
    assert text.lstrip("\ufeff").endswith(TEXT) and told == encoding


@pytest.mark.parametrize(
    ("saved", "address"),
    [
        ("tin/Default.aspx?tabid=5&ItemID=77", "tin/Default.aspx?tabid=5&ItemID=77"),
        ("Default.aspx@ItemID=77.html", "Default.aspx?ItemID=77"),
        ("Default.aspx%3FItemID=77.aspx", "Default.aspx?ItemID=77"),
        ("index.php_id=5.html", "index.php?id=5"),
        ("index.php?id=5&page=a.b", "index.php?id=5&page=a.b"),
        ("tin/Bài 1.html", "tin/B%C3%A0i%201.html"),
        ("tin/B%C3%A0i-1.html", "tin/B%C3%A0i-1.html"),
        ("lien-he@xa.html", "lien-he%40xa.html"),
    ],
)
def test_the_address_of_a_saved_page(saved: str, address: str) -> None:
    assert address_of(saved) == address


def test_names_and_references_as_programs_leave_them(
    app: Flask, ready: Factory, browser: Callable[[str], Browser], tmp_path: Path
) -> None:
    root, other = tmp_path / "cu", tmp_path / "tep"
    (root / "tin" / "bai_files").mkdir(parents=True)
    (other / "upload").mkdir(parents=True)
    (root / "tin" / "bai_files" / "1.jpg").write_bytes(picture(1))
    (root / "tin" / "2.jpg").write_bytes(picture(2))
    (other / "upload" / "3.jpg").write_bytes(picture(3))
    head = '<link rel="canonical" href="http://www.cu.example/vi/tin/2019/05/bai-mot">'
    body = (
        '<img src="bai_files/1.jpg" alt="Một"><img src=".\\bai_files\\..\\2.jpg" alt="Hai">'
        '<img src="/upload/3.jpg" alt="Ba"><img src="bai_files/4.jpg" alt="Bốn">'
        '<p><a href="chi-tiet.aspx?ItemID=9#phan-2">Bài hai</a>, <a href="../index.php@id=5.html">bài ba</a>, '
        '<a href="http://cu.example/tin/khong-con.html">bài đã mất</a>, <a href="/tep/1/mat.pdf">tệp</a></p>'
    )
    write_page(root / "tin" / "bai.html", "Bài một", body, head=head)
    write_page(root / "tin" / "chi-tiet.aspx?ItemID=9", "Bài hai", "<p>Chữ.</p>")
    write_page(root / "index.php@id=5.html", "Bài ba", "<p>Chữ.</p>")
    write_page(root / "tin" / "khong-duoi", "Bài bốn", "<p>Chữ.</p>")
    (root / "tin" / "LICENSE").write_text("not a page")
    (root / "tin" / "~$bao-cao.docx").write_bytes(b"\x05nguoi soan" + bytes(150))
    take(app, "folder", root, "--map", rules(tmp_path), "--media", other)
    news = news_of(ready)
    assert set(news) == {"Bài một", "Bài hai", "Bài ba", "Bài bốn"}
    item = news["Bài một"]
    assert all(f"![{alt}](/tep/" in item.body for alt in ("Một", "Hai", "Ba")) and "Bốn" not in item.body
    assert "[Bài hai](/tin-tuc/bai-hai#phan-2), [bài ba](/tin-tuc/bai-ba)" in item.body
    assert "[bài đã mất](/tin/khong-con.html), tệp" in item.body
    assert set(report_of(ready)) == set(news)
    assert codes(report_of(ready)["Bài một"]) == {"picture", "file"}
    visitor = browser(A)
    for address, leads in {
        "/vi/tin/2019/05/bai-mot": "bai-mot", "/tin/bai": "bai-mot", "/tin/Chi-Tiet.aspx?itemid=9&lang=vi": "bai-hai",
        "/index.php?id=5": "bai-ba", "/?id=5": None, "/tin/khong-duoi": "bai-bon", "/tin/chi-tiet.aspx?ItemID=10": None,
    }.items():  # fmt: skip
        answer = visitor.get(address)
        assert answer.location == (f"/tin-tuc/{leads}" if leads else None), address
    assert "4 không đổi" in take(app, "folder", root, "--map", rules(tmp_path), "--media", other).output


def test_what_means_harm_in_a_folder_leads_nowhere(app: Flask, ready: Factory, tmp_path: Path) -> None:
    root, secret = tmp_path / "cu", tmp_path / "bi-mat"
    root.mkdir()
    secret.mkdir()
    (secret / "rieng.jpg").write_bytes(picture(5))
    (root / "anh").symlink_to(secret)
    (root / "mot.jpg").symlink_to(secret / "rieng.jpg")
    (root / ".git").mkdir()
    (root / ".git" / "a.html").write_text("<p>Bí mật của máy chủ, không phải bài của cổng cũ nào cả.</p>")
    size = struct.pack(">II", 30_000, 30_000)
    (root / "lon.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + size + b"\x08\x02\0\0\0" + bytes(99))
    (root / "gia.jpg").write_bytes(b"<script>alert(1)</script>")
    sources = ("anh/rieng.jpg", "mot.jpg", "../bi-mat/rieng.jpg", "..\\bi-mat\\rieng.jpg", "%2e%2e/bi-mat/rieng.jpg",
               "file:///etc/passwd", f"file://{secret}/rieng.jpg", str(secret / "rieng.jpg"), "lon.png", "gia.jpg",
               "http://127.0.0.1:9/a.jpg", "data:image/svg+xml;base64,PHN2Zz4=")  # fmt: skip
    body = "".join(f'<img src="{one}" alt="a">' for one in sources)
    write_page(root / "bai.html", "Bài", f"<p>Chữ của bài.</p>{body}")
    (root / os.fsdecode(b"tin-t\xf8c.html")).write_bytes(page(TEXT).replace("Đại hội", "Tên tệp cũ").encode())
    take(app, "folder", root, "--map", rules(tmp_path))
    news = news_of(ready)
    assert set(news) == {"Bài", "Tên tệp cũ"} and news["Bài"].body == "Chữ của bài.\n"
    assert codes(report_of(ready)["Bài"]) == {"picture", "remote", "file_refused"}
    with ready.acting(A):
        assert list(db.session.scalars(select(MediaFile.id))) == []
    assert "2 không đổi" in take(app, "folder", root, "--map", rules(tmp_path)).output


def test_names_of_a_zip_that_say_no_encoding(tmp_path: Path) -> None:
    path = tmp_path / "cu.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("ảnh/lễ hội.jpg", b"x")
    raw = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # what macOS writes: UTF-8 without the flag
        at = raw.index(mark) + place
        raw[at : at + 2] = (0).to_bytes(2, "little")
    path.write_bytes(bytes(raw))
    folder = unpack(path)
    assert [one.relative_to(folder).as_posix() for one in folder.rglob("*.jpg")] == ["ảnh/lễ hội.jpg"]
