"""The archive of the original files: in parts, with what is said of each file."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import zipfile
from pathlib import Path

import pytest
from flask import Flask

from portal.legal.exports.originals import MANIFEST, Original, archive, manifest, tag_of, told
from portal.media.notes import FileNote

CHANGED = FileNote("Đã bị sửa", "bad", "Tệp đã thay đổi\nsau khi ký.", is_warning=True)


def original(folder: Path, name: str, raw: bytes, *notes: FileNote) -> Original:
    path = folder / hashlib.sha256(raw).hexdigest()
    path.write_bytes(raw)
    stored = (2026, 11, 2, 8, 30, 0)
    return Original(name, "application/pdf", len(raw), path.name, f"/tep/1/{name}", path, stored, notes)


def test_a_large_file_is_sent_in_parts(tmp_path: Path) -> None:
    raw = os.urandom(900_000)
    parts = list(archive([original(tmp_path, "Bản đồ.pdf", raw)], "x"))
    assert max(map(len, parts)) < 100_000
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as found:
        assert found.read("Bản đồ.pdf") == raw
        assert found.getinfo("Bản đồ.pdf").date_time == (2026, 11, 2, 8, 30, 0)


def test_warnings_stand_in_the_listing_and_in_json(tmp_path: Path, app: Flask) -> None:
    file = original(tmp_path, "a.pdf", b"1", CHANGED)
    assert told([file], "https://xa.vn{}".format)[0]["notes"] == ["Đã bị sửa: Tệp đã thay đổi\nsau khi ký."]
    with app.test_request_context():
        lines = manifest([file], "https://xa.vn/van-ban/x").splitlines()
    assert lines[0] == "# https://xa.vn/van-ban/x"
    assert lines[2:] == [f"{file.sha256}  a.pdf", "# a.pdf: Đã bị sửa. Tệp đã thay đổi sau khi ký."]
    assert tag_of([file]) != tag_of([original(tmp_path, "a.pdf", b"1")])


def test_the_listing_checks_the_files(tmp_path: Path, app: Flask) -> None:
    files = [original(tmp_path, "một.pdf", b"1"), original(tmp_path, "hai ba.pdf", b"2", CHANGED)]
    with app.test_request_context():
        listing = manifest(files, "https://xa.vn/van-ban/x")
    unpacked = tmp_path / "unpacked"
    with zipfile.ZipFile(io.BytesIO(b"".join(archive(files, listing)))) as found:
        found.extractall(unpacked)
    try:
        checked = subprocess.run(
            ["sha256sum", "-c", "--strict", MANIFEST], cwd=unpacked, capture_output=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("không có lệnh sha256sum")
    assert checked.returncode == 0, checked.stderr
    (unpacked / "một.pdf").write_bytes(b"3")
    assert subprocess.run(
        ["sha256sum", "-c", MANIFEST], cwd=unpacked, capture_output=True, check=False
    ).returncode
