"""What a Word 97 file says about its paragraphs and runs: formatted pages, styles, fonts ([MS-DOC])."""

from __future__ import annotations

import bisect
import struct
from collections.abc import Iterator

_OPERANDS = (1, 1, 2, 4, 2, 2, 0, 3)
PAGE = 512
MAX_CHAIN = 20
LIST, LEVEL, IN_TABLE, ROW_END = 0x460B, 0x260A, 0x2416, 0x2417
FONT, HIDDEN, CAPITALS, DELETED = 0x4A4F, 0x083C, 0x083B, 0x0800
_LONG = {0xD608: 2}  # definitions of tables have a length of two bytes


def properties(raw: bytes) -> dict[int, int]:
    """The single property modifiers of a grpprl with operands of up to four bytes: code → number."""
    found: dict[int, int] = {}
    place = 0
    while place + 2 <= len(raw):
        code = struct.unpack_from("<H", raw, place)[0]
        place += 2
        length = _OPERANDS[code >> 13]
        if length:
            found[code] = int.from_bytes(raw[place : place + length], "little")
        elif code in _LONG:
            length = int.from_bytes(raw[place : place + 2], "little") + 1
        else:
            length = (raw[place] if place < len(raw) else 0) + 1
        place += length
    return found


class Runs:
    """Properties by place in the file: the formatted pages of paragraphs or of runs."""

    def __init__(self, document: bytes, table: bytes, *, paragraphs: bool) -> None:
        """`table` is PlcBtePapx or PlcBteChpx; what contradicts itself in it is left out."""
        self._starts: list[int] = []
        self._found: list[tuple[int, int, dict[int, int]]] = []
        for page in _pages(table):
            for start, end, style, raw in _entries(document[page * PAGE : (page + 1) * PAGE], paragraphs):
                self._starts.append(start)
                self._found.append((end, style, properties(raw)))
        order = sorted(range(len(self._starts)), key=self._starts.__getitem__)
        self._starts = [self._starts[one] for one in order]
        self._found = [self._found[one] for one in order]

    def at(self, place: int) -> tuple[int, int, dict[int, int]]:
        """End of the run at this place of the file, its style, its properties."""
        number = bisect.bisect_right(self._starts, place) - 1
        if number >= 0 and place < self._found[number][0]:
            return self._found[number]
        after = self._starts[number + 1] if number + 1 < len(self._starts) else 1 << 62
        return after, 0, {}


def _pages(table: bytes) -> Iterator[int]:
    count = (len(table) - 4) // 8
    for number in range(max(count, 0)):
        yield struct.unpack_from("<I", table, (count + 1) * 4 + number * 4)[0] & 0x3FFFFF


def _entries(page: bytes, paragraphs: bool) -> Iterator[tuple[int, int, int, bytes]]:
    if len(page) < PAGE:
        return
    count, step = page[PAGE - 1], 13 if paragraphs else 1
    if (count + 1) * 4 + count * step > PAGE:
        return
    for number in range(count):
        start, end = struct.unpack_from("<II", page, number * 4)
        place = page[(count + 1) * 4 + number * step] * 2
        style, raw = 0, b""
        if place and paragraphs:
            length = page[place] * 2 - 1
            if page[place] == 0:
                place += 1
                length = page[place] * 2 if place < PAGE else 0
            body = page[place + 1 : place + 1 + max(length, 0)]
            style, raw = int.from_bytes(body[:2], "little"), body[2:]
        elif place:
            raw = page[place + 1 : place + 1 + page[place]]
        yield start, end, style, raw


class StyleSheet:
    """The properties of styles, along the chain of the styles that one is based on."""

    def __init__(self, raw: bytes) -> None:
        """`raw` is the STSH; what contradicts itself in it is left out."""
        self._styles: dict[int, tuple[int, dict[int, int], dict[int, int]]] = {}
        self._default_font = int.from_bytes(raw[14:16], "little") if len(raw) >= 16 else 0
        if len(raw) < 6:
            return
        length, count, base = struct.unpack_from("<HHH", raw, 0)
        place = 2 + length
        for number in range(count):
            if place + 2 > len(raw):
                return
            size = struct.unpack_from("<H", raw, place)[0]
            place += 2
            if size >= 10:
                self._styles[number] = _style(raw[place : place + size], base)
            place += size

    def paragraph(self, style: int) -> dict[int, int]:
        """What a style says of paragraphs."""
        return self._merged(style, 1)

    def run(self, style: int) -> dict[int, int]:
        """What a style says of runs, the document's font among it."""
        return {FONT: self._default_font} | self._merged(style, 2)

    def _merged(self, style: int, which: int) -> dict[int, int]:
        chain: list[dict[int, int]] = []
        while style in self._styles and len(chain) < MAX_CHAIN:
            found = self._styles[style]
            chain.append(found[1] if which == 1 else found[2])
            style = found[0]
        return {key: value for one in reversed(chain) for key, value in one.items()}


def _style(raw: bytes, base: int) -> tuple[int, dict[int, int], dict[int, int]]:
    """A style: what it is based on, its paragraph and run properties."""
    kind = struct.unpack_from("<H", raw, 2)[0]
    count = struct.unpack_from("<H", raw, 4)[0] & 15
    name = struct.unpack_from("<H", raw, base)[0] if base + 2 <= len(raw) else 0
    place = base + 2 + name * 2 + 2
    parts: list[bytes] = []
    for _ in range(count):
        if place + 2 > len(raw):
            break
        size = struct.unpack_from("<H", raw, place)[0]
        parts.append(raw[place + 2 : place + 2 + size])
        place += 2 + size + size % 2
    if kind & 15 == 1:
        paragraph = properties(parts[0][2:]) if parts else {}
        return kind >> 4, paragraph, properties(parts[1]) if len(parts) > 1 else {}
    return kind >> 4, {}, properties(parts[0]) if parts and kind & 15 == 2 else {}


def fonts(raw: bytes) -> list[str]:
    """The names of an SttbfFfn in order."""
    found: list[str] = []
    if len(raw) < 4:
        return found
    place = 4
    for _ in range(struct.unpack_from("<H", raw, 0)[0]):
        if place >= len(raw):
            break
        body = raw[place + 1 : place + 1 + raw[place]]
        name = body[39:].decode("utf-16-le", "replace")
        found.append(name.split("\0", 1)[0])
        place += 1 + raw[place]
    return found
