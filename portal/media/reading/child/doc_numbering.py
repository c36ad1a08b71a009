"""The lists of a Word 97 file: PlfLst and PlfLfo ([MS-DOC] 2.9.131 and 2.9.156) as levels with texts."""

from __future__ import annotations

import struct
from dataclasses import replace

from .numbers import Level, NumberedList

MAX_LISTS = 4000
_KINDS = {
    0: "decimal",
    1: "upperRoman",
    2: "lowerRoman",
    3: "upperLetter",
    4: "lowerLetter",
    22: "decimalZero",
    23: "bullet",
    255: "none",
}


def lists_of(table: bytes, lists_at: int, uses_at: int) -> dict[str, NumberedList]:
    """The lists by the number that paragraphs use (from 1). Raises struct.error where the tables end too early."""
    if not lists_at or not uses_at:
        return {}
    definitions = _definitions(table, lists_at)
    count = min(struct.unpack_from("<I", table, uses_at)[0], MAX_LISTS)
    found: dict[str, NumberedList] = {}
    place = uses_at + 4 + count * 16
    for number in range(count):
        key, overrides = struct.unpack_from("<i8xB", table, uses_at + 4 + number * 16)
        made = NumberedList(str(key), dict(definitions.get(key, {})))
        place += 4
        for _ in range(overrides):
            place = _override(table, place, made)
        found[str(number + 1)] = made
    return found


def _override(table: bytes, place: int, made: NumberedList) -> int:
    """Take one LFOLVL into a list; where the next one stands."""
    start, flags = struct.unpack_from("<iI", table, place)
    level = flags & 15
    place += 8
    if flags & 0x20:
        made.levels[level], place = _level(table, place)
    if flags & 0x10:
        made.starts[level] = made.levels[level].start if flags & 0x20 else max(0, min(start, 32767))
    return place


def _definitions(table: bytes, at: int) -> dict[int, dict[int, Level]]:
    count = min(struct.unpack_from("<H", table, at)[0], MAX_LISTS)
    heads = [struct.unpack_from("<i4x9HB", table, at + 2 + number * 28) for number in range(count)]
    place = at + 2 + count * 28
    found: dict[int, dict[int, Level]] = {}
    for key, *styles, flags in heads:
        levels: dict[int, Level] = {}
        for level in range(1 if flags & 1 else 9):
            made, place = _level(table, place)
            levels[level] = replace(made, style="" if styles[level] == 0xFFF else str(styles[level]))
        found[key] = levels
    return found


def _level(table: bytes, place: int) -> tuple[Level, int]:
    """One LVL, and where the next one stands."""
    start, kind, info = struct.unpack_from("<iBB", table, place)
    runs, paragraphs, restart = struct.unpack_from("<BBB", table, place + 24)
    place += 28 + runs + paragraphs
    length = struct.unpack_from("<H", table, place)[0]
    raw = table[place + 2 : place + 2 + length * 2].decode("utf-16-le", "replace")
    text = "".join(f"%{ord(char) + 1}" if ord(char) < 9 else char for char in raw)
    made = Level(
        start=max(0, min(start, 32767)),
        kind=_KINDS.get(kind, "decimal"),
        text=text[:200],
        restart=restart if info & 8 else None,
        legal=bool(info & 4),
    )
    return made, place + 2 + length * 2
