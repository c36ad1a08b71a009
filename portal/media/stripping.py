"""A picture's file without what it tells of the camera, the place and the people: the pixels stay bit by bit.

Location, device, comments, thumbnails, XMP, IPTC and whatever hangs behind the end of the picture go (personal data,
Decree 13/2023/NĐ-CP art. 3: no more than the purpose needs). How the camera was held stays, and the colour profile:
without them the picture looks wrong.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator

ORIENTATION = 0x0112
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD hIST pHYs sPLT cICP acTL fcTL fdAT".split()
)
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


class Unreadable(ValueError):
    """The file contradicts itself, so that nobody can say what is in it."""


def without_metadata(raw: bytes, extension: str) -> bytes:
    """The file of a jpg, png, webp or gif with nothing but what is needed to show it. Doing it twice changes nothing.

    Raises Unreadable.
    """
    try:
        return _STRIPPERS[extension](raw)
    except (struct.error, IndexError) as error:
        raise Unreadable("cut off") from error


def _orientation(tiff: bytes) -> int:
    """How the camera was held (2 to 8) as EXIF says; 1 where it says nothing, or nonsense."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None:
            return 1
        start = struct.unpack_from(f"{order}I", tiff, 4)[0]
        for number in range(min(struct.unpack_from(f"{order}H", tiff, start)[0], 200)):
            tag, kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * number)
            if tag == ORIENTATION and kind == 3:
                return value if 1 < value <= 8 else 1
    except struct.error:
        pass
    return 1


def _tiff(turned: int) -> bytes:
    """EXIF that says how the camera was held, and nothing else."""
    return b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, ORIENTATION, 3, 1, turned, 0, 0)


def _jpeg(raw: bytes) -> bytes:
    if raw[:2] != b"\xff\xd8":
        raise Unreadable("no JPEG")
    kept: list[bytes] = []
    turned = 1
    for marker, segment in _segments(raw):
        if marker == 0xE1 and segment[4:10] == b"Exif\0\0":
            turned = _orientation(segment[10:]) if turned == 1 else turned
        elif marker == 0xE0 and segment[4:9] == b"JFIF\0":
            kept.append(b"\xff\xe0\0\x10" + segment[4:16] + b"\0\0")  # without its thumbnail
        elif _is_shown(marker, segment):
            kept.append(segment)
    exif = b"Exif\0\0" + _tiff(turned)
    head = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif if turned > 1 else b""
    # JFIF wants to be first; where there is none, EXIF may.
    first = kept.pop(0) if kept and kept[0][:2] == b"\xff\xe0" else b""
    return b"\xff\xd8" + first + head + b"".join(kept)


def _is_shown(marker: int, segment: bytes) -> bool:
    """Whether a segment is needed to show a JPEG: tables, scans, the colour profile, Adobe's word on colours."""
    if marker == 0xE2:
        return segment[4:16] == b"ICC_PROFILE\0"
    if marker == 0xEE:
        return segment[4:9] == b"Adobe"
    return not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _segments(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and bytes of each segment of a JPEG, a scan with its data; ends after the end of the picture."""
    at = 2
    while True:
        if raw[at] != 0xFF:
            raise Unreadable("no marker")
        while raw[at + 1] == 0xFF:  # fill bytes
            at += 1
        marker = raw[at + 1]
        if marker == 0xD9:
            yield marker, b"\xff\xd9"
            return
        if marker == 0x01 or 0xD0 <= marker <= 0xD7:
            at += 2
            continue
        end = at + 2 + struct.unpack_from(">H", raw, at + 2)[0]
        if marker == 0xDA:
            end = _end_of_scan(raw, end)
        if end > len(raw) or end < at + 4:
            raise Unreadable("cut off")
        yield marker, raw[at:end]
        at = end


def _end_of_scan(raw: bytes, at: int) -> int:
    """Where the next marker after a scan's data stands."""
    while True:
        at = raw.find(b"\xff", at)
        if at < 0 or at + 1 >= len(raw):
            raise Unreadable("cut off")
        if raw[at + 1] not in {0x00, *range(0xD0, 0xD8)}:
            return at
        at += 2


def _png(raw: bytes) -> bytes:
    if raw[:8] != _PNG:
        raise Unreadable("no PNG")
    kept, turned, at, name = [_PNG], 1, 8, b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", raw, at)
        end = at + 12 + length
        if end > len(raw):
            raise Unreadable("cut off")
        if name == b"eXIf":
            turned = _orientation(raw[at + 8 : end - 4])
            if turned > 1:
                kept.append(_chunk(b"eXIf", _tiff(turned)))
        elif name in _PNG_KEPT:
            kept.append(raw[at:end])
        at = end
    return b"".join(kept)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _webp(raw: bytes) -> bytes:
    if raw[:4] != b"RIFF" or raw[8:12] != b"WEBP":
        raise Unreadable("no WebP")
    last = min(len(raw), 8 + struct.unpack_from("<I", raw, 4)[0])
    kept: list[tuple[bytes, bytes]] = []
    at, turned = 12, 1
    while at + 8 <= last:
        name, length = struct.unpack_from("<4sI", raw, at)
        body = raw[at + 8 : at + 8 + length]
        if len(body) < length:
            raise Unreadable("cut off")
        if name == b"EXIF":
            turned = _orientation(body.removeprefix(b"Exif\0\0"))
        elif name in _WEBP_KEPT:
            kept.append((name, body))
        at += 8 + length + length % 2
    if turned > 1:
        kept.append((b"EXIF", _tiff(turned)))
    chunks = b"".join(
        name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
        for name, body in ((name, _flags(body, turned) if name == b"VP8X" else body) for name, body in kept)
    )
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks


def _flags(body: bytes, turned: int) -> bytes:
    """The header of an extended WebP that says rightly whether EXIF is there; XMP never is."""
    return bytes([body[0] & ~0x0C | (0x08 if turned > 1 else 0)]) + body[1:]


def _gif(raw: bytes) -> bytes:
    if raw[:6] not in {b"GIF87a", b"GIF89a"}:
        raise Unreadable("no GIF")
    at = 13 + _colours(raw[10])
    if at > len(raw):
        raise Unreadable("cut off")
    kept = [raw[:at]]
    while at < len(raw) and raw[at] != 0x3B:
        if raw[at] == 0x2C:
            end = _end_of_blocks(raw, at + 11 + _colours(raw[at + 9]))
            kept.append(raw[at:end])
        elif raw[at] == 0x21:
            end = _end_of_blocks(raw, at + 2)
            if raw[at + 1] == 0xF9 or (raw[at + 1] == 0xFF and raw[at + 3 : at + 14] in _LOOPS):
                kept.append(raw[at:end])
        else:
            raise Unreadable("no block")
        at = end
    return b"".join(kept) + b"\x3b"


def _colours(packed: int) -> int:
    """The bytes of a table of colours."""
    return 3 << (packed & 7) + 1 if packed & 0x80 else 0


def _end_of_blocks(raw: bytes, at: int) -> int:
    while raw[at]:
        at += 1 + raw[at]
    return at + 1


_STRIPPERS: dict[str, Callable[[bytes], bytes]] = {"jpg": _jpeg, "png": _png, "webp": _webp, "gif": _gif}
