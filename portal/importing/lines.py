"""Records of a JSON Lines file, one by one in bounded memory; what cannot be read is said, not raised."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

MAX_LINE = 50_000_000
"""Longest line that is read, in bytes."""

_CHUNK = 1_000_000
_EXCERPT = 300


@dataclass(frozen=True)
class UnreadableLine:
    """A line that holds no record: why (in Vietnamese), and how it starts."""

    reason: str
    excerpt: str = ""


def read_lines(
    path: Path | str, max_line: int = MAX_LINE
) -> Iterator[tuple[int, dict[str, Any] | UnreadableLine]]:
    """Yield (line number from 1, JSON object or UnreadableLine) for a .jsonl or .jsonl.gz file.

    Blank lines are passed over. Broken JSON, lines that are no object, invalid UTF-8, lines longer than
    `max_line` bytes and a damaged or cut-off gzip file come as UnreadableLine. Raises OSError only when the
    file cannot be opened.
    """
    name = Path(path)
    with gzip.open(name, "rb") if name.suffix == ".gz" else name.open("rb") as stream:
        number = 0
        while True:
            number += 1
            try:
                line, too_long = _read_line(stream, max_line)
            except (EOFError, zlib.error, OSError) as error:
                yield number, UnreadableLine(f"tệp hỏng hoặc bị cắt từ đây: {error}")
                return
            if not line:
                return
            if too_long:
                yield number, UnreadableLine(f"dòng dài hơn {max_line} byte", _excerpt(line))
            elif line.strip(b" \t\r\n\x0b\x0c\xef\xbb\xbf"):
                yield number, _decode(line)


def _read_line(stream: io.BufferedIOBase, limit: int) -> tuple[bytes, bool]:
    """The next line with its end, b"" at the end of the file; of a longer line the start, and True."""
    line = stream.readline(limit + 1)
    if len(line) <= limit or line.endswith(b"\n"):
        return line, False
    rest = line
    while rest and not rest.endswith(b"\n"):
        rest = stream.readline(_CHUNK)
    return line[:_EXCERPT], True


def _decode(line: bytes) -> dict[str, Any] | UnreadableLine:
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return UnreadableLine(f"không phải UTF-8 (byte thứ {error.start + 1})", _excerpt(line))
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        return UnreadableLine(f"không phải JSON hợp lệ: {error}", _excerpt(line))
    if not isinstance(value, dict):
        return UnreadableLine(
            f"dòng phải là một đối tượng JSON, không phải {type(value).__name__}", _excerpt(line)
        )
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"hằng số {constant} không được dùng")


def _excerpt(line: bytes) -> str:
    return line[:_EXCERPT].decode("utf-8", "replace").strip()
