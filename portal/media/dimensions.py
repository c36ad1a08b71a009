"""The size in pixels that a picture's header claims, read without any decoder."""

from __future__ import annotations

import struct
from pathlib import Path

MAX_PIXELS = 40_000_000
MAX_SIDE = 20_000
_MAX_SEGMENTS = 2000
# Start-of-frame markers of JPEG; C4, C8 and CC in the same range mean something else.
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def picture_size(path: Path, extension: str) -> tuple[int, int] | None:
    """Width and height as the header of a jpg, png, gif or webp says; None where the header is broken."""
    with path.open("rb") as file:
        head = file.read(32)
    try:
        if extension == "jpg":
            size = _jpeg(path)
        elif extension == "png":
            size = struct.unpack_from(">II", head, 16) if head[12:16] == b"IHDR" else None
        elif extension == "gif":
            size = struct.unpack_from("<HH", head, 6)
        else:
            size = _webp(head)
    except (struct.error, IndexError):
        return None
    return (size[0], size[1]) if size and size[0] and size[1] else None


def is_too_large(size: tuple[int, int]) -> bool:
    """Whether decoding a picture of this size would cost too much."""
    return size[0] * size[1] > MAX_PIXELS or max(size) > MAX_SIDE


def _jpeg(path: Path) -> tuple[int, ...] | None:
    with path.open("rb") as file:
        file.seek(2)
        for _ in range(_MAX_SEGMENTS):
            mark = file.read(2)
            for _fill in range(64):
                if mark != b"\xff\xff":
                    break
                mark = b"\xff" + file.read(1)
            if len(mark) < 2 or mark[0] != 0xFF:
                return None
            length = struct.unpack(">H", file.read(2))[0]
            if mark[1] in _FRAMES:
                height, width = struct.unpack(">xHH", file.read(5))
                return width, height
            file.seek(length - 2, 1)
    return None


def _webp(head: bytes) -> tuple[int, ...] | None:
    kind = head[12:16]
    if kind == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", head, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None
