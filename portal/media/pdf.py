"""PDF files: no scripts, no launching, no programs inside; looked for in the clear and inside streams."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

from portal.media.refusal import Refused

MAX_STREAM = 4 * 1024 * 1024
MAX_TOTAL = 48 * 1024 * 1024
_STREAM = re.compile(rb"stream\r?\n")
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_SCRIPT = re.compile(rb"/(?:JavaScript|JS)(?![A-Za-z0-9])")
_LAUNCH = re.compile(rb"/Launch(?![A-Za-z0-9])")
_PROGRAM = re.compile(rb"\.(?:exe|bat|cmd|com|scr|js|vbs|ps1|msi|dll|jar|hta|lnk|sh)\s*[)>]", re.IGNORECASE)


def check(path: Path) -> None:
    """Raise Refused for a PDF with JavaScript, with a launch action, or with a program attached.

    Object streams are inflated with a limit each and in all; what lies beyond is not looked at, and the file is
    served as a download in a sandbox in any case.
    """
    raw = path.read_bytes()
    if b"startxref" not in raw and b"trailer" not in raw and b"/Root" not in raw:
        raise Refused("Tệp PDF hỏng, không mở được. Hãy xuất lại tệp rồi tải lên.", "broken")
    _look(raw)
    spent = 0
    for found in _STREAM.finditer(raw):
        if raw[found.end() : found.end() + 1] not in {b"x", b"h", b"X", b"H", b"8"}:
            continue  # not a zlib header
        try:
            plain = zlib.decompressobj().decompress(raw[found.end() : found.end() + MAX_STREAM], MAX_STREAM)
        except zlib.error:
            continue
        spent += len(plain)
        if b"/" in plain[:4096]:
            _look(plain)
        if plain.startswith((b"MZ", b"\x7fELF")):
            raise Refused("Tệp PDF kèm chương trình nên không được nhận.", "program")
        if spent > MAX_TOTAL:
            return


def _look(raw: bytes) -> None:
    text = _HEX.sub(lambda found: bytes([int(found[1], 16)]), raw) if b"#" in raw else raw
    if _SCRIPT.search(text):
        raise Refused(
            "Tệp PDF có mã JavaScript nên không được nhận. Hãy in lại ra PDF rồi tải lên.", "script"
        )
    if _LAUNCH.search(text):
        raise Refused("Tệp PDF có lệnh chạy chương trình nên không được nhận.", "launch")
    if b"/EmbeddedFile" in text and (_PROGRAM.search(text) or b"MZ" in text):
        raise Refused("Tệp PDF kèm chương trình nên không được nhận.", "program")
