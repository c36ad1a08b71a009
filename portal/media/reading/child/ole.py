"""Streams of compound files (OLE2, [MS-CFB]), read within the bounds of the file."""

from __future__ import annotations

import struct

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST = 0xFFFFFFFA  # sector numbers from here on are marks


class Compound:
    """The streams of a compound file by name. Raises ValueError or struct.error where the file contradicts itself."""

    def __init__(self, raw: bytes) -> None:
        """Read the tables and the table of contents."""
        if raw[:8] != SIGNATURE:
            raise ValueError("not a compound file")
        self._raw = raw
        shift, mini_shift = struct.unpack_from("<HH", raw, 0x1E)
        if shift not in {9, 12} or mini_shift != 6:
            raise ValueError("odd sizes of sectors")
        self._size = 1 << shift
        first, self._cutoff, first_mini = struct.unpack_from("<I4xII", raw, 0x30)
        self._table = self._numbers(self._table_sectors())
        self._entries = self._contents(self._chain(first))
        root = self._entries.get("root entry", (0, 0))
        self._mini_table = self._numbers(self._sectors(first_mini))
        self._mini = self._chain(root[0])[: root[1]]

    def stream(self, name: str) -> bytes:
        """The bytes of a stream; none where there is no such stream."""
        if name.lower() not in self._entries:
            return b""
        first, length = self._entries[name.lower()]
        if length >= self._cutoff:
            return self._chain(first)[:length]
        made = bytearray()
        seen: set[int] = set()
        while first < _LAST and len(made) < length:
            if first in seen or first >= len(self._mini_table):
                raise ValueError("chain without end")
            seen.add(first)
            made += self._mini[first * 64 : first * 64 + 64]
            first = self._mini_table[first]
        return bytes(made[:length])

    def _sector(self, number: int) -> bytes:
        return self._raw[(number + 1) * self._size : (number + 2) * self._size]

    def _table_sectors(self) -> list[int]:
        found = [one for one in struct.unpack_from("<109I", self._raw, 0x4C) if one < _LAST]
        more, seen = struct.unpack_from("<I", self._raw, 0x44)[0], set[int]()
        while more < _LAST:
            if more in seen:
                raise ValueError("list of tables without end")
            seen.add(more)
            numbers = struct.unpack(f"<{self._size // 4}I", self._sector(more))
            found.extend(one for one in numbers[:-1] if one < _LAST)
            more = numbers[-1]
        return found

    def _numbers(self, sectors: list[int]) -> list[int]:
        raw = b"".join(self._sector(one) for one in sectors)
        return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))

    def _sectors(self, first: int) -> list[int]:
        found: list[int] = []
        seen: set[int] = set()
        while first < _LAST:
            if first in seen or first >= len(self._table):
                raise ValueError("chain without end")
            seen.add(first)
            found.append(first)
            first = self._table[first]
        return found

    def _chain(self, first: int) -> bytes:
        return b"".join(self._sector(one) for one in self._sectors(first))

    def _contents(self, raw: bytes) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        for place in range(0, len(raw) - 127, 128):
            length, kind = struct.unpack_from("<HB", raw, place + 64)
            if kind in {2, 5} and 2 <= length <= 64:
                name = raw[place : place + length - 2].decode("utf-16-le", "replace").lower()
                found.setdefault(name, struct.unpack_from("<II", raw, place + 116))
        return found
