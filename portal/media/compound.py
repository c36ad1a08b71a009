"""Compound files of Office 97 (OLE2): their table of contents, read within limits, and what it says."""

from __future__ import annotations

import struct
from pathlib import Path

from portal.media.refusal import Refused

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_SECTORS = 4096  # of the table of contents
_LAST = 0xFFFFFFFA  # sector numbers from here on are marks
_MACROS = {"macros", "vba", "_vba_project", "_vba_project_cur"}
_FILEPASS = 0x2F


def check_compound(path: Path) -> str:
    """The extension of a compound file: doc or xls. Raises Refused for macros, a password, and anything else.

    Names are read from the table of contents, not searched in the bytes: a text may well speak of macros.
    """
    raw = path.read_bytes()
    try:
        streams = _contents(raw)
    except (struct.error, IndexError, ValueError) as error:
        raise Refused(
            "Tệp hỏng, không mở được. Hãy lưu lại bằng Word hoặc Excel rồi tải lên.", "broken"
        ) from error
    if _MACROS & set(streams):
        raise Refused("Tệp có macro nên không được nhận. Hãy lưu lại dạng .docx hoặc .xlsx.", "macro")
    locked = Refused("Tệp có mật khẩu. Hãy gỡ mật khẩu rồi tải lên.", "encrypted")
    if "encryptedpackage" in streams:
        raise locked
    if "worddocument" in streams:
        start = streams["worddocument"]
        if raw[start : start + 2] == b"\xec\xa5" and raw[start + 11 : start + 12] and raw[start + 11] & 1:
            raise locked
        return "doc"
    for name in ("workbook", "book"):
        if name in streams:
            if _has_password_record(raw[streams[name] : streams[name] + 512]):
                raise locked
            return "xls"
    raise Refused("Loại tệp này không được nhận. Hãy dùng PDF, Word, Excel hoặc ảnh.", "unknown")


def _contents(raw: bytes) -> dict[str, int]:
    """Names of storages and streams in lower case, each with the place of its first sector.

    Raises ValueError, struct.error or IndexError where the file contradicts itself.
    """
    shift, first = struct.unpack_from("<H", raw, 0x1E)[0], struct.unpack_from("<I", raw, 0x30)[0]
    if raw[:8] != SIGNATURE or shift not in {9, 12}:
        raise ValueError("not a compound file")
    size = 1 << shift
    tables = _tables(raw, size)
    found: dict[str, int] = {}
    seen: set[int] = set()
    sector = first
    while sector < _LAST:
        if sector in seen or len(seen) > MAX_SECTORS:
            raise ValueError("table of contents without end")
        seen.add(sector)
        place = (sector + 1) * size
        if place >= len(raw):
            raise ValueError("table of contents outside the file")
        for entry in range(place, place + size, 128):
            length, kind = struct.unpack_from("<HB", raw, entry + 64)
            if kind and 2 <= length <= 64:
                name = raw[entry : entry + length - 2].decode("utf-16-le", "replace").lower()
                found[name] = (struct.unpack_from("<I", raw, entry + 116)[0] + 1) * size
        sector = _next(raw, tables, sector, size)
    return found


def _tables(raw: bytes, size: int) -> list[int]:
    """The sectors that hold the chains of sectors."""
    tables = list(struct.unpack_from("<109I", raw, 0x4C))
    more, seen = struct.unpack_from("<I", raw, 0x44)[0], set[int]()
    while more < _LAST:
        if more in seen or len(seen) > MAX_SECTORS:
            raise ValueError("list of tables without end")
        seen.add(more)
        numbers = struct.unpack_from(f"<{size // 4}I", raw, (more + 1) * size)
        tables.extend(numbers[:-1])
        more = numbers[-1]
    return [one for one in tables if one < _LAST]


def _next(raw: bytes, tables: list[int], sector: int, size: int) -> int:
    table, place = divmod(sector, size // 4)
    number: int = struct.unpack_from("<I", raw, (tables[table] + 1) * size + place * 4)[0]
    return number


def _has_password_record(head: bytes) -> bool:
    """Whether one of the first records of a workbook says that the rest is encrypted."""
    place = 0
    for _ in range(6):
        if place + 4 > len(head):
            return False
        kind, length = struct.unpack_from("<HH", head, place)
        if kind == _FILEPASS:
            return True
        place += 4 + length
    return False
