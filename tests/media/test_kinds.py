"""What a file is, told by its content: what is taken, what is refused, and that looking is cheap."""

from __future__ import annotations

import json
import random
import struct
import time
from pathlib import Path

import pytest

from portal.media.kinds import Refused, inspect
from tests.media import samples

needs_data = pytest.mark.skipif(not samples.SHARED.is_dir(), reason=f"no data set at {samples.SHARED}")
RECORDS = struct.pack("<HHQHH", 0x809, 8, 0, 0x2F, 2) + b"\0\0"


def kind_of(folder: Path, name: str, raw: bytes) -> str:
    """The kind of these bytes under this name, or the code of the refusal."""
    path = folder / "upload"
    path.write_bytes(raw)
    try:
        return inspect(path, name).kind
    except Refused as error:
        assert len(str(error)) > 10 and error.code
        return error.code


GOOD = [
    ("ảnh.jpg", samples.picture(40, 30), "picture", "image/jpeg"),
    ("ảnh.JPEG", samples.picture(40, 30), "picture", "image/jpeg"),
    ("ảnh.jfif", samples.picture(40, 30, progressive=True), "picture", "image/jpeg"),
    ("ảnh.png", samples.picture(40, 30, "PNG"), "picture", "image/png"),
    ("ảnh.gif", samples.picture(40, 30, "GIF"), "picture", "image/gif"),
    ("ảnh.webp", samples.picture(40, 30, "WEBP"), "picture", "image/webp"),
    ("ảnh.webp", samples.picture(40, 30, "WEBP", lossless=True), "picture", "image/webp"),
    ("ảnh.webp", samples.picture(40, 30, "WEBP", mode="RGBA", exif=b"Exif\0\0"), "picture", "image/webp"),
    ("a.pdf", samples.pdf(), "pdf", "application/pdf"),
    ("a.pdf", b"\xef\xbb\xbf\r\n" + samples.pdf(), "pdf", "application/pdf"),
    ("a.docx", samples.package("docx"), "docx", f"{samples.MAIN}wordprocessingml.document"),
    ("a.xlsx", samples.package("xlsx"), "xlsx", f"{samples.MAIN}spreadsheetml.sheet"),
    ("a.pptx", samples.package("pptx"), "pptx", f"{samples.MAIN}presentationml.presentation"),
    ("a.odt", samples.open_document(), "odt", "application/vnd.oasis.opendocument.text"),
    ("a.doc", samples.compound(["WordDocument"], b"\xec\xa5"), "doc", "application/msword"),
    ("a.xls", samples.compound(["Workbook"]), "xls", "application/vnd.ms-excel"),
    ("a.txt", "Giấy mời họp\r\n".encode(), "text", "text/plain; charset=utf-8"),
    ("a.csv", "\ufeffHọ tên;Thôn\nAn;1\n".encode(), "text", "text/csv; charset=utf-8"),
]


@pytest.mark.parametrize(
    ("name", "raw", "kind", "mime"), GOOD, ids=[f"{one[0]}-{n}" for n, one in enumerate(GOOD)]
)
def test_taken(tmp_path: Path, name: str, raw: bytes, kind: str, mime: str) -> None:
    (tmp_path / "upload").write_bytes(raw)
    found = inspect(tmp_path / "upload", name)
    assert (found.kind, found.mime) == (kind, mime)
    assert found.name.endswith("." + found.extension)


def test_word_97_under_a_newer_ending_gets_its_right_name(tmp_path: Path) -> None:
    (tmp_path / "upload").write_bytes(samples.compound(["WordDocument"], b"\xec\xa5"))
    found = inspect(tmp_path / "upload", "../Tờ trình.docx")
    assert (found.kind, found.name, found.extension) == ("doc", "Tờ trình.doc", "doc")


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><d>&b;</d>'
LATE_DTD = f"<!--{random.Random(1).randbytes(1 << 20).hex()}-->{LAUGHS}"
DEEP = "<a>" * 5000 + "</a>" * 5000
MACRO_TYPE = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
MACRO_MAIN = (
    '<Override PartName="/x" ContentType="application/vnd.ms-word.document.macro&#69;nabled.main+xml"/>'
)
ENTRY_LOCKED = samples.package().replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
BAD = [
    ("a.txt", b"", "empty"),
    ("a.txt", b" \r\n ", "empty"),
    ("a.svg", SVG, "unknown"),
    ("a.png", SVG, "unknown"),
    ("a.html", b"<!doctype html><p>x", "unknown"),
    ("a.txt", b"\n <html><body>", "unknown"),
    ("a.txt", b"x <script>alert(1)</script>", "unknown"),
    ("a.txt", b"#!/bin/sh\nrm -r /", "unknown"),
    ("a.html", b"just text", "mismatch"),
    ("a.bat", b"del *.*", "mismatch"),
    ("khong-duoi", b"just text", "mismatch"),
    ("a.txt", "Tiếng Việt".encode("utf-16"), "unknown"),
    ("a.exe", b"MZ\x90\x00" + b"\0" * 200, "unknown"),
    ("a.pdf", b"MZ\x90\x00" + samples.pdf(), "polyglot"),
    ("a.pdf", b"<script>1</script>" + samples.pdf(), "polyglot"),
    ("a.png", samples.picture(9, 9), "mismatch"),
    ("a.docx", samples.package("xlsx"), "mismatch"),
    ("a.doc", samples.package("docx"), "mismatch"),
    ("a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "broken"),
    ("a.gif", b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)", "broken"),
    ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 65535, 65535), "too_large"),
    ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 20001, 10), "too_large"),
    ("a.zip", samples.zipped({"a.txt": "x"}), "zip"),
    ("a.docx", samples.zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<d/>"}), "zip"),
    ("a.jar", samples.zipped({"META-INF/MANIFEST.MF": "x", "A.class": b"\xca\xfe"}), "zip"),
    ("a.docx", samples.package()[:-10], "broken"),
    ("a.docx", samples.package(word__document_dot_xml="<d>"), "broken"),
    ("a.docx", samples.package(word__document_dot_xml=LAUGHS), "dtd"),
    ("a.docx", samples.package(word__document_dot_xml=" " * (3 << 20) + LAUGHS), "bomb"),
    ("a.docx", samples.package(word__document_dot_xml=LAUGHS.encode("utf-16")), "dtd"),
    ("a.docx", samples.package(word__document_dot_xml=LATE_DTD), "dtd"),
    ("a.docx", samples.package(word__document_dot_xml=DEEP), "deep"),
    ("a.docx", samples.package(word__document_dot_xml=b"\0" * (30 << 20)), "bomb"),
    ("a.docx", samples.package(**{"..__..__etc__cron": "x"}), "slip"),
    ("a.docx", samples.package(**{"__etc__cron": "x"}), "slip"),
    ("a.docx", samples.package(**{"..\\..\\x": "x"}), "slip"),
    ("a.docx", samples.package(**{"C:__x": "x"}), "slip"),
    ("a.docx", samples.package(word__vbaProject_dot_bin=b"\xd0\xcf"), "macro"),
    ("a.docx", samples.package(types=MACRO_TYPE), "macro"),
    ("a.docx", samples.package(types=MACRO_MAIN), "macro"),
    ("a.xlsx", samples.package("xlsx", xl__macrosheets__sheet1_dot_xml="<m/>"), "macro"),
    ("a.docx", samples.zipped({f"{n}.xml": "<x/>" for n in range(3500)}), "too_many"),
    ("a.docx", ENTRY_LOCKED, "encrypted"),
    ("a.odt", samples.open_document(Basic__Standard__Module1_dot_xml="<m/>"), "macro"),
    ("a.odt", samples.open_document(**{"META-INF__manifest_dot_xml": "<m><encryption-data/></m>"}), "encrypted"),
    ("a.doc", samples.compound(["WordDocument", "Macros"]), "macro"),
    ("a.xls", samples.compound(["Workbook", "_VBA_PROJECT_CUR"]), "macro"),
    ("a.doc", samples.compound(["WordDocument"], b"\xec\xa5" + b"\0" * 9 + b"\x01"), "encrypted"),
    ("a.xls", samples.compound(["Workbook"], RECORDS), "encrypted"),
    ("a.docx", samples.compound(["EncryptionInfo", "EncryptedPackage"]), "encrypted"),
    ("a.msi", samples.compound(["!Product"]), "unknown"),
    ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "broken"),
    ("a.txt", b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", "malware"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "raw", "code"), BAD, ids=[f"{one[2]}-{n}" for n, one in enumerate(BAD)])
@pytest.mark.asvs("5.2.2", "1.3.4", "1.5.1")
def test_refused(tmp_path: Path, name: str, raw: bytes, code: str) -> None:
    assert kind_of(tmp_path, name, raw) == code
    assert [one.name for one in tmp_path.iterdir()] == ["upload"]


def test_a_text_may_speak_of_macros_and_books(tmp_path: Path) -> None:
    raw = samples.compound(["WordDocument"]) + "Macros trong Workbook, EncryptedPackage".encode("utf-16-le")
    assert kind_of(tmp_path, "a.doc", raw) == "doc"


def test_printer_settings_and_renamed_main_parts_are_no_macros(tmp_path: Path) -> None:
    types = (
        '<Override PartName="/xl/printerSettings/printerSettings1.bin" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"/>'
    )
    raw = samples.package("xlsx", types=types, xl__printerSettings__printerSettings1_dot_bin=b"\0" * 50)
    assert kind_of(tmp_path, "a.xlsx", raw) == "xlsx"
    renamed = samples.package("docx").replace(b"word/document.xml", b"word/documenx.xml")
    assert kind_of(tmp_path, "a.docx", renamed) == "docx"


def test_large_tables_are_taken_quickly(tmp_path: Path) -> None:
    rows = "".join(f"<row><c r='A{n}'><v>{n * 7919 % 100003}</v></c></row>" for n in range(400_000))
    raw = samples.package("xlsx", xl__worksheets__sheet1_dot_xml=f"<sheet>{rows}</sheet>")
    started = time.perf_counter()
    assert kind_of(tmp_path, "a.xlsx", raw) == "xlsx"
    assert time.perf_counter() - started < 5


def test_compound_file_that_points_at_itself_ends(tmp_path: Path) -> None:
    raw = bytearray(samples.compound(["WordDocument"]))
    struct.pack_into("<I", raw, 512 + 4, 1)
    assert kind_of(tmp_path, "a.doc", bytes(raw)) == "broken"
    for seed in range(200):
        chance = random.Random(seed)
        damaged = bytearray(samples.compound(["WordDocument"]))
        for _ in range(30):
            damaged[chance.randrange(8, 2048)] = chance.randrange(256)
        kind_of(tmp_path, "a.doc", bytes(damaged))


@pytest.mark.asvs("5.2.3")
def test_damaged_packages_are_refused_or_taken_but_never_crash(tmp_path: Path) -> None:
    for seed in range(200):
        chance = random.Random(seed)
        damaged = bytearray(samples.package())
        for _ in range(10):
            damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
        kind_of(tmp_path, "a.docx", bytes(damaged))


GENERATED = {
    "bomb_20000x20000.png": {"too_large"},
    "bomb_header_65535x65535.png": {"too_large"},
    "bomb_300MB.docx": {"bomb"},
    "billion_laughs.docx": {"dtd"},
    "xxe_file.docx": {"dtd"},
    "zipslip.docx": {"slip"},
    "macro_as.docx": {"macro"},
    "remote_image.docx": {"docx"},
    "deep_nest.docx": {"deep"},
    "many_entries.zip": {"too_many"},
    "xss.svg": {"unknown"},
    "svg_named.png": {"unknown"},
    "html_named.pdf": {"unknown"},
    "gif_js_polyglot.gif": {"broken"},
    "js_openaction.pdf": {"script"},
    "launch_action.pdf": {"launch"},
    "embedded_exe.pdf": {"program"},
    "flate_bomb_300MB.pdf": {"pdf", "complex"},
    "pages_loop.pdf": {"pdf", "broken"},
    "eicar.txt": {"malware"},
}


@pytest.mark.parametrize("name", GENERATED)
def test_generated_files(name: str) -> None:
    path = samples.GENERATED / name
    if not path.is_file():
        pytest.skip(f"{name} is not on this machine")
    started = time.perf_counter()
    try:
        found = inspect(path, name).kind
    except Refused as error:
        found = error.code
    assert found in GENERATED[name]
    assert time.perf_counter() - started < 1


@needs_data
def test_every_generated_file_is_expected_to_do_something() -> None:
    manifest = json.loads((samples.GENERATED / "manifest.json").read_text())
    assert {one["file"] for one in manifest} <= set(GENERATED)


@needs_data
@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("decree-word97.doc", "doc"),
        ("law-misnamed.docx", "doc"),
        ("letter-word97.doc", "doc"),
        ("not-a-pdf.pdf", "unknown"),
        ("scan-signed-22p.pdf", "pdf"),
        ("scan-signed-4p.pdf", "pdf"),
        ("scan-unsigned-11p.pdf", "pdf"),
        ("text-signed-30p.pdf", "pdf"),
        ("text-six-signatures-1p.pdf", "pdf"),
        ("text-unsigned-3p.pdf", "pdf"),
    ],
)
def test_real_files(tmp_path: Path, name: str, kind: str) -> None:
    path = samples.SHARED / "files" / name
    if not path.is_file():
        pytest.skip(f"{name} is not on this machine")
    assert kind_of(tmp_path, name, path.read_bytes()) == kind
