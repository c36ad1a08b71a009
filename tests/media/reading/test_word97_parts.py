"""The tables of Word 97 files: lists, properties, formatted pages, fonts, each as the format's description has them."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.media.reading.child.doc_numbering import lists_of
from portal.media.reading.child.doc_properties import (
    FONT,
    IN_TABLE,
    LEVEL,
    LIST,
    PAGE,
    Runs,
    StyleSheet,
    fonts,
    properties,
)
from portal.media.reading.child.numbers import Counters


def lvl(start: int, kind: int, text: str, *, info: int = 0, restart: int = 0) -> bytes:
    """An LVL with two bytes of each kind of formatting to be passed over."""
    head = struct.pack("<iBB9sBiiBBBB", start, kind, info, b"\0" * 9, 0, 0, 0, 2, 2, restart, 0)
    coded = text.encode("utf-16-le")
    return head + b"\1\2\3\4" + struct.pack("<H", len(text)) + coded


def table(*levels: bytes, overrides: bytes = b"", count: int = 0, simple: bool = False) -> tuple[bytes, int]:
    """PlfLst with one list, then PlfLfo with two uses of it, the second one overridden; where PlfLfo stands."""
    styles = struct.pack("<9H", *[0xFFF] * 9)
    lists = b"\0" * 8 + struct.pack("<H", 1) + struct.pack("<ii", 77, 0) + styles + bytes([simple, 0])
    lists += b"".join(levels)
    uses = struct.pack("<I", 2)
    uses += struct.pack("<iiiBBBB", 77, 0, 0, 0, 0, 0, 0) + struct.pack("<iiiBBBB", 77, 0, 0, count, 0, 0, 0)
    uses += b"\xff" * 4 + b"\xff" * 4 + overrides
    return lists + uses, len(lists)


def nine(*levels: bytes) -> list[bytes]:
    return [*levels, *[lvl(1, 255, "")] * (9 - len(levels))]


def test_lists_number_a_law() -> None:
    raw, at = table(
        *nine(
            lvl(1, 1, "Chương \x00"),
            lvl(1, 0, "Điều \x01.", info=8, restart=0),
            lvl(1, 4, "\x02)"),
        )
    )
    counters = Counters(lists_of(raw, 8, at))
    made = [counters.next("1", place) for place in (0, 1, 2, 2, 1, 2, 0, 1)]
    assert made == ["Chương I", "Điều 1.", "a)", "b)", "Điều 2.", "a)", "Chương II", "Điều 3."]


def test_a_use_may_start_elsewhere_and_look_otherwise() -> None:
    overrides = struct.pack("<iI", 5, 0x10) + struct.pack("<iI", 0, 0x21) + lvl(3, 23, "\uf0b7")
    raw, at = table(*nine(lvl(1, 0, "\x00."), lvl(1, 0, "\x01")), overrides=overrides, count=2)
    counters = Counters(lists_of(raw, 8, at))
    assert [counters.next("1", 0), counters.next("2", 0), counters.next("2", 0)] == ["1.", "5.", "6."]
    assert counters.next("2", 1) == "-"
    assert counters.next("3", 0) == ""


def test_a_simple_list_has_one_level() -> None:
    raw, at = table(lvl(1, 22, "\x00"), simple=True)
    assert Counters(lists_of(raw, 8, at)).next("1", 0) == "01"


@given(st.binary(max_size=400), st.integers(1, 200), st.integers(1, 200))
def test_any_tables_end(raw: bytes, lists_at: int, uses_at: int) -> None:
    try:
        found = lists_of(raw, lists_at, uses_at)
    except struct.error:
        return
    assert all(isinstance(name, str) for name in found)


def test_properties_of_all_lengths() -> None:
    raw = struct.pack("<HB", LEVEL, 2)
    raw += struct.pack("<H", 0xC615) + b"\x03abc"  # of variable length
    raw += struct.pack("<H", 0xD608) + struct.pack("<H", 5) + b"defg"  # with a length of two bytes
    raw += struct.pack("<HH", LIST, 9) + struct.pack("<HB", IN_TABLE, 1) + struct.pack("<HI", 0x6649, 1)
    assert properties(raw) == {LEVEL: 2, LIST: 9, IN_TABLE: 1, 0x6649: 1}


@given(st.binary(max_size=200))
def test_any_properties_end(raw: bytes) -> None:
    assert all(code < 65536 for code in properties(raw))


@pytest.mark.parametrize("even", [True, False])
def test_paragraphs_have_the_properties_of_their_page(even: bool) -> None:
    grpprl = struct.pack("<HH", LIST, 4) + (b"" if even else struct.pack("<HB", IN_TABLE, 1))
    body = struct.pack("<H", 7) + grpprl
    length = b"\0" + bytes([len(body) // 2]) if len(body) % 2 == 0 else bytes([(len(body) + 1) // 2])
    page = struct.pack("<III", 1000, 1010, 1030) + bytes([100]) + b"\0" * 12 + bytes([0]) + b"\0" * 12
    page = page.ljust(200, b"\0") + length + body
    page = page.ljust(PAGE - 1, b"\0") + b"\2"
    runs = Runs(b"\0" * PAGE + page, struct.pack("<III", 1000, 1030, 1), paragraphs=True)
    end, style, found = runs.at(1005)
    assert (end, style, found[LIST], found.get(IN_TABLE, 0)) == (1010, 7, 4, 0 if even else 1)
    assert runs.at(1020) == (1030, 0, {})
    assert runs.at(10)[2] == {}
    assert runs.at(5000)[2] == {}


def test_styles_hand_down_their_properties() -> None:
    def style(base: int, paragraph: bytes, run: bytes) -> bytes:
        parts = b""
        for raw in (struct.pack("<H", 0) + paragraph, run):
            parts += struct.pack("<H", len(raw)) + raw + b"\0" * (len(raw) % 2)
        name = struct.pack("<H", 2) + "ab".encode("utf-16-le") + b"\0\0"
        body = struct.pack("<HHHHH", 0, 1 | base << 4, 2, 0, 0) + name + parts
        return struct.pack("<H", len(body)) + body

    head = struct.pack("<HHHHHHHHHH", 18, 2, 10, 0, 0, 0, 0, 3, 0, 0)
    sheet = StyleSheet(
        head
        + style(0xFFF, struct.pack("<HH", LIST, 4) + struct.pack("<HB", LEVEL, 1), b"")
        + style(0, struct.pack("<HB", LEVEL, 2), struct.pack("<HH", FONT, 5))
    )
    assert sheet.paragraph(1) == {LIST: 4, LEVEL: 2}
    assert (sheet.run(0)[FONT], sheet.run(1)[FONT], sheet.run(99)[FONT]) == (3, 5, 3)


@given(st.binary(max_size=300))
def test_any_sheet_and_any_fonts_end(raw: bytes) -> None:
    assert isinstance(StyleSheet(raw).paragraph(0), dict)
    assert isinstance(fonts(raw), list)


def test_names_of_fonts() -> None:
    def font(name: str) -> bytes:
        body = b"\0" * 39 + name.encode("utf-16-le") + b"\0\0"
        return bytes([len(body)]) + body

    assert fonts(struct.pack("<HH", 2, 0) + font(".VnTime") + font("Arial")) == [".VnTime", "Arial"]
