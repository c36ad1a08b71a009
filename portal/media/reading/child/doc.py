"""Word 97 files → blocks, read from their own streams ([MS-DOC]): piece table, paragraphs, tables, numbers, fonts.

An own reader, so that these files can be read with nothing installed, paragraphs stay whole, and cells stay cells;
antiword breaks lines at a width and splits cells over lines. It is asked only for the files before Word 97.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field

from .blocks import Block, Paragraph, Table
from .doc_numbering import lists_of
from .doc_properties import (
    CAPITALS,
    DELETED,
    FONT,
    HIDDEN,
    IN_TABLE,
    LEVEL,
    LIST,
    ROW_END,
    Runs,
    StyleSheet,
    fonts,
)
from .encodings import UNICODE, convert, encoding_of_font
from .numbers import Counters, NumberedList
from .ole import Compound
from .refusal import Refusal

PATIENCE = 8.0
"""Seconds that antiword gets: fewer than the child that reads, which then still says why."""
_OLD = "Tệp Word quá cũ (trước Word 97). Hãy mở và lưu lại dạng .docx rồi thử lại."
_SIGNS = {"\x0b": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": "", "\t": " ", "\x01": "", "\x08": "", "\x05": ""}
_ENDS = "\r\x07\x0c"


def read(path: str) -> tuple[list[Block], set[str]]:
    """The blocks of a Word file and the old encodings that its fonts told. Raises Refusal, ValueError, struct.error."""
    with open(path, "rb") as file:
        compound = Compound(file.read())
    document = compound.stream("WordDocument")
    if len(document) < 0x2F2 or struct.unpack_from("<H", document, 0)[0] != 0xA5EC:
        return _by_antiword(path), set()
    flags = struct.unpack_from("<H", document, 0x0A)[0]
    if flags & 0x0100:
        raise Refusal("Tệp có mật khẩu. Hãy gỡ mật khẩu rồi tải lên.")
    reader = _Reader(document, compound.stream("1Table" if flags & 0x0200 else "0Table"))
    return list(reader.blocks()), reader.encodings


def _by_antiword(path: str) -> list[Block]:
    """A file of Word 6 or 95 as antiword reads it. Raises Refusal where it is missing or fails too."""
    program = shutil.which("antiword", path="/usr/bin:/bin:/usr/local/bin")
    if program is None:
        raise Refusal(_OLD)
    try:
        done = subprocess.run(
            [program, "-m", "UTF-8", "-w", "0", path],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={"HOME": "/nonexistent", "LANG": "C.UTF-8"},
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refusal(_OLD) from error
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode or not text.strip():
        raise Refusal(_OLD)
    return [Paragraph(part) for part in text.split("\n\n")]


@dataclass
class _Piece:
    """A stretch of text that stands in one place of the file."""

    start: int  # in characters of the document
    text: str
    place: int  # in bytes of the file
    width: int  # bytes per character


@dataclass
class _OpenTable:
    """A table that is still being put together."""

    rows: list[list[list[str]]] = field(default_factory=list)
    row: list[list[str]] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)


class _Reader:
    """A walk through the text of a Word 97 file, paragraph by paragraph."""

    def __init__(self, document: bytes, table: bytes) -> None:
        self._document, self._table = document, table
        self._paragraphs = Runs(document, self._entry(0x102), paragraphs=True)
        self._runs = Runs(document, self._entry(0xFA), paragraphs=False)
        self._styles = StyleSheet(self._entry(0xA2))
        self._fonts = fonts(self._entry(0x112))
        self._numbers = Counters(self._lists())
        self._notes = 0
        self.encodings: set[str] = set()

    def _entry(self, at: int) -> bytes:
        start, length = struct.unpack_from("<II", self._document, at)
        return self._table[start : start + length]

    def _lists(self) -> dict[str, NumberedList]:
        try:
            return lists_of(
                self._table,
                *(struct.unpack_from("<I", self._document, at)[0] for at in (0x2E2, 0x2EA)),
            )
        except struct.error:
            return {}

    def blocks(self) -> Iterator[Block]:
        """The main text, then footnotes, endnotes and text boxes; headers and comments are not the document."""
        pieces = list(self._pieces())
        main, notes, heads, _, remarks, ends, boxes = struct.unpack_from("<7I", self._document, 0x4C)
        after = main + notes + heads + remarks
        yield from self._part(pieces, 0, main)
        self._notes = 0
        yield from self._part(pieces, main, main + notes)
        yield from self._part(pieces, after, after + ends + boxes)

    def _pieces(self) -> Iterator[_Piece]:
        """The piece table (Clx): modifiers first, then the pieces."""
        raw, place = self._entry(0x1A2), 0
        while place < len(raw) and raw[place] == 1:
            place += 3 + struct.unpack_from("<H", raw, place + 1)[0]
        if place + 5 > len(raw) or raw[place] != 2:
            raise ValueError("no piece table")
        raw = raw[place + 5 : place + 5 + struct.unpack_from("<I", raw, place + 1)[0]]
        count = (len(raw) - 4) // 12
        starts = struct.unpack_from(f"<{count + 1}I", raw, 0)
        for number in range(count):
            at = struct.unpack_from("<I", raw, (count + 1) * 4 + number * 8 + 2)[0]
            length = starts[number + 1] - starts[number]
            if length < 0 or length > len(self._document):
                raise ValueError("piece table contradicts itself")
            width = 1 if at & 0x40000000 else 2
            at = (at & 0x3FFFFFFF) // (2 if width == 1 else 1)
            part = self._document[at : at + length * width]
            coding = "cp1252" if width == 1 else "utf-16-le"
            text = part.decode(coding, "replace") if width == 1 else _units(part)
            yield _Piece(starts[number], text, at, width)

    def _part(self, pieces: list[_Piece], start: int, end: int) -> Iterator[Block]:
        """The blocks of a stretch of characters."""
        table = _OpenTable()
        for text, place, mark in self._paragraph_texts(pieces, start, end):
            _, style, own = self._paragraphs.at(place)
            found = self._styles.paragraph(style) | own
            if not found.get(IN_TABLE):
                yield from _closed(table)
                table = _OpenTable()
                yield Paragraph(self._numbered(text, style, found))
            elif found.get(ROW_END):
                table.rows.append(table.row)
                table.row, table.cell = [], []
            else:
                table.cell.append(self._numbered(text, style, found))
                if mark == "\x07":
                    table.row.append(table.cell)
                    table.cell = []
        yield from _closed(table)

    def _numbered(self, text: str, style: int, found: dict[int, int]) -> str:
        name = str(found.get(LIST, 0))
        if name == "0" or not text.strip():
            return text
        level = found.get(LEVEL, self._numbers.level_of_style(name, str(style)))
        label = self._numbers.next(name, level)
        return f"{label} {text}" if label else text

    def _paragraph_texts(self, pieces: list[_Piece], start: int, end: int) -> Iterator[tuple[str, int, str]]:
        """Each paragraph: its text, where its mark stands in the file, the mark."""
        parts: list[tuple[str, int, int]] = []
        for piece in pieces:
            low, high = max(start - piece.start, 0), min(end - piece.start, len(piece.text))
            while low < high:
                stop = min(
                    (piece.text.find(one, low, high) for one in _ENDS), key=lambda at: at if at >= 0 else high
                )
                stop = stop if stop >= 0 else high
                parts.append((piece.text[low:stop], piece.place + low * piece.width, piece.width))
                if stop < high:
                    place = piece.place + stop * piece.width
                    yield self._text(parts, place), place, piece.text[stop]
                    parts = []
                low = stop + 1
        if any(text for text, _, _ in parts):
            place = parts[-1][1]
            yield self._text(parts, place), place, "\r"

    def _text(self, parts: list[tuple[str, int, int]], mark: int) -> str:
        """The characters of a paragraph as a reader sees them: no hidden or deleted text, no field codes."""
        style = self._styles.run(self._paragraphs.at(mark)[1])
        made: list[str] = []
        pending, font = "", ""
        for text, place, width in parts:
            low = 0
            while low < len(text):
                end, _, own = self._runs.at(place + low * width)
                stop = min(len(text), max(low + 1, -(-(end - place) // width)))
                found = style | own
                part, low = text[low:stop], stop
                if _is_on(found, own, HIDDEN) or own.get(DELETED) == 1:
                    continue
                current = self._font(found.get(FONT, 0))
                if current != font:
                    made.append(self._converted(pending, font))
                    pending, font = "", current
                pending += part.upper() if _is_on(found, own, CAPITALS) else part
        made.append(self._converted(pending, font))
        return self._shown("".join(made))

    def _font(self, number: int) -> str:
        return self._fonts[number] if number < len(self._fonts) else ""

    def _converted(self, text: str, font: str) -> str:
        encoding, capitals = encoding_of_font(font)
        if encoding == UNICODE or any(ord(char) > 0xFF and char not in "–—‘’“”…" for char in text):
            return text
        if text.strip():
            self.encodings.add(encoding)
        return convert(text, encoding, capitals=capitals)

    def _shown(self, text: str) -> str:
        """Without field codes; breaks as lines; marks of notes as numbers."""
        made: list[str] = []
        fields: list[bool] = []  # per open field: whether its code has ended
        for char in text:
            if char == "\x13":
                fields.append(False)
            elif char == "\x14" and fields:
                fields[-1] = True
            elif char == "\x15" and fields:
                fields.pop()
            elif all(fields):
                if char == "\x02":
                    self._notes += 1
                    made.append(f" [{self._notes}] ")
                else:
                    made.append(_SIGNS.get(char, char))
        return "".join(made)


def _units(raw: bytes) -> str:
    """UTF-16 with one character per unit, so that places in the text are places in the file."""
    return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])))


def _is_on(found: dict[int, int], own: dict[int, int], code: int) -> bool:
    """Whether a switch is set; 0x80 and 0x81 of a run mean: as the style, and its opposite."""
    value = found.get(code, 0)
    return value == 1 if value < 0x80 else value == 0x81


def _closed(table: _OpenTable) -> Iterator[Block]:
    """A table that has ended; rows without their mark count as rows."""
    if table.cell:
        table.row.append(table.cell)
    if table.row:
        table.rows.append(table.row)
    if table.rows:
        yield Table(table.rows)
