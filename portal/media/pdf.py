"""PDF files: no scripts, no launching, no programs inside; looked for in the clear and in compressed objects."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from portal.media.refusal import Refused

MAX_STREAMS = 200_000
MAX_ESCAPES = 1_000_000
MAX_OBJECTS = 16 * 1024 * 1024  # of one stream of objects, inflated
MAX_TOTAL = 64 * 1024 * 1024  # of all of them
_PIECE = 4096
_STREAM = re.compile(rb"stream(?:\r\n|\n|\r)")
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_HOLDS_OBJECTS = re.compile(rb"/ObjStm|/First[^A-Za-z]")
_SCRIPT = re.compile(rb"/JavaScript(?![A-Za-z0-9])")
_PLAYS = re.compile(rb"/Rendition(?![A-Za-z0-9])")
_PLAYED_SCRIPT = re.compile(rb"/JS(?![A-Za-z0-9])")
_LAUNCH = re.compile(rb"/Launch(?![A-Za-z0-9])")
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_EMBEDDED = re.compile(rb"/EmbeddedFile(?![A-Za-z0-9])")
_FILE_NAME = re.compile(rb"/U?F\s*(?:\(((?:[^()\\]|\\.){1,600})\)|<([0-9A-Fa-f\s]{2,2400})>)", re.DOTALL)
_PROGRAM = re.compile(
    rb"\.(?:exe|bat|cmd|com|scr|pif|js|jse|vbs|vbe|wsf|ps1|msi|dll|jar|hta|lnk|sh)\s*\Z", re.I
)
_PROGRAM_SIGNS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"L\x00\x00\x00\x01\x14\x02",
)


def check(path: Path) -> None:
    """Raise Refused for a PDF with JavaScript, with a launch action, a program attached, or a password.

    Actions can stand only in the clear or in streams of objects; the latter are inflated within limits, and what
    exceeds the limits or is packed so that it can't be looked into is refused too. Other streams (pages, pictures,
    fonts) hold no actions and are not inflated, so bombs in them cost nothing here.
    """
    raw = path.read_bytes()
    if raw.lstrip()[:1] == b"<" or raw.startswith(_PROGRAM_SIGNS):
        raise Refused(
            "Tệp này không chỉ là PDF nên không được nhận. Hãy in lại ra PDF rồi tải lên.", "polyglot"
        )
    if b"startxref" not in raw and b"trailer" not in raw and b"/Root" not in raw:
        raise Refused("Tệp PDF hỏng, không mở được. Hãy xuất lại tệp rồi tải lên.", "broken")
    if raw.count(b"#") > MAX_ESCAPES:
        raise _too_complex()
    if _ENCRYPTED.search(_names_plain(raw)):
        raise Refused(
            "Tệp PDF có mật khẩu hoặc bị khóa. Hãy in lại ra PDF không khóa rồi tải lên.", "encrypted"
        )
    texts = [raw, *_objects(raw)]
    embedded = False
    for text in texts:
        plain = _names_plain(text)
        _check_actions(plain)
        embedded = embedded or bool(_EMBEDDED.search(plain))
    if embedded and any(_names_a_program(text) for text in texts):
        raise _program()


def _check_actions(plain: bytes) -> None:
    if _SCRIPT.search(plain) or (_PLAYS.search(plain) and _PLAYED_SCRIPT.search(plain)):
        raise Refused(
            "Tệp PDF có mã JavaScript nên không được nhận. Hãy in lại ra PDF rồi tải lên.", "script"
        )
    if _LAUNCH.search(plain):
        raise Refused(
            "Tệp PDF có lệnh chạy chương trình nên không được nhận. Hãy in lại ra PDF rồi tải lên.", "launch"
        )


def _objects(raw: bytes) -> Iterator[bytes]:
    """The inflated streams of objects. Raises Refused for an attached program and for what can't be looked into.

    Every opening counts, also one inside another stream, and what stands since the opening before is taken for its
    dictionary: a reader that follows the cross-references may see it so.
    """
    before, spent = 0, 0
    for count, opening in enumerate(_STREAM.finditer(raw)):
        header, before = _names_plain(raw[before : opening.start()]), opening.end()
        if count > MAX_STREAMS:
            raise _too_complex()
        if _EMBEDDED.search(header) and _inflated(raw, before, 64).startswith(_PROGRAM_SIGNS):
            raise _program()
        if not _HOLDS_OBJECTS.search(header):
            continue
        plain = _inflated(raw, before, MAX_OBJECTS + 1)
        spent += len(plain)
        if len(plain) > MAX_OBJECTS or spent > MAX_TOTAL or _is_packed_oddly(header):
            raise _too_complex()
        yield plain


def _inflated(raw: bytes, start: int, limit: int) -> bytes:
    """About `limit` bytes of what is packed at `start`; the first bytes as they are where it is no zlib data.

    What stands before an error counts, and the checksum does not: readers of PDF forgive both. Fed in small pieces,
    because the unpacker copies what it is given and does not need.
    """
    if raw[start : start + 1] not in {b"x", b"h", b"X", b"H", b"8", b"(", b"\x18", b"\x08"}:
        return raw[start : start + 64]
    packer, plain = zlib.decompressobj(wbits=-15), bytearray()
    for place in range(start + 2, len(raw), _PIECE):
        piece, before = raw[place : place + _PIECE], packer.copy()
        try:
            plain += packer.decompress(piece, limit + 1 - len(plain))
        except zlib.error:
            plain += _until_error(before, piece)
            break
        if packer.eof or len(plain) > limit:
            break
    return bytes(plain) or raw[start : start + 64]


def _until_error(packer: Any, piece: bytes) -> bytes:
    plain = bytearray()
    try:
        for one in piece:
            plain += packer.decompress(bytes([one]))
    except zlib.error:
        pass
    return bytes(plain)


def _is_packed_oddly(header: bytes) -> bool:
    """Whether a stream of objects is packed so that reading it needs more than inflating."""
    header = header[header.rfind(b"endobj") + 1 :]
    if b"/ObjStm" not in header:
        return False
    filters = {
        b"/ASCIIHexDecode",
        b"/AHx",
        b"/ASCII85Decode",
        b"/A85",
        b"/LZWDecode",
        b"/RunLengthDecode",
        b"/Crypt",
    }
    return any(one in header for one in filters) or bool(
        re.search(rb"/Predictor\s+[2-9]|/Predictor\s+1\d", header)
    )


def _names_plain(text: bytes) -> bytes:
    """The text with the hexadecimal escapes of names undone."""
    return _HEX.sub(lambda found: bytes([int(found[1], 16)]), text) if b"#" in text else text


def _names_a_program(text: bytes) -> bool:
    for found in _FILE_NAME.finditer(text):
        if found[1] is not None:
            name = re.sub(rb"\\([0-7]{3})", lambda digits: bytes([int(digits[1], 8) & 255]), found[1])
        else:
            digits = re.sub(rb"\s", b"", found[2])
            name = bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
        name = name.replace(b"\x00", b"")
        if b"://" not in name and _PROGRAM.search(name):
            return True
    return False


def _program() -> Refused:
    return Refused("Tệp PDF kèm chương trình nên không được nhận. Hãy gỡ tệp kèm rồi tải lên.", "program")


def _too_complex() -> Refused:
    return Refused(
        "Tệp PDF có cấu trúc bất thường nên không được nhận. Hãy in lại ra PDF rồi tải lên.", "complex"
    )
