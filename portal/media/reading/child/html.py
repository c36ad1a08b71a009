"""HTML → blocks: what a reader of the page sees, with tables and the numbers of lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from .blocks import Block, Paragraph, Table
from .encodings import UNICODE, convert, decode, encoding_of_font
from .numbers import formatted, whole_number

MAX_DEPTH = 200
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_FONT = re.compile(r"font-family\s*:\s*[\"']?([^;,\"']+)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_DROPPED = {
    "script",
    "style",
    "head",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "select",
    "textarea",
}
_INLINE = re.compile(
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|input|ins|kbd|label|mark|o:p|q|s|samp|small|"
    "span|strike|strong|sub|sup|time|tt|u|var|wbr"
)
_KINDS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def read(path: str) -> tuple[list[Block], set[str]]:
    """The blocks of a page and the old encodings found. Raises what lxml raises for a page without any element."""
    with open(path, "rb") as file:
        text, encoding = _decoded(file.read())
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    walk = _Walk()
    blocks = [] if root is None else list(walk.flow(root, 0))
    return blocks, walk.encodings | ({encoding} - {UNICODE})


def _decoded(raw: bytes) -> tuple[str, str]:
    """The page as text: by what it is first, then by the charset that it claims, as claims are often wrong."""
    claimed = _CHARSET.search(raw[:4096])
    name = claimed[1].decode("ascii", "replace").lower() if claimed else ""
    if name in {
        "",
        "utf-8",
        "utf8",
        "utf-16",
        "unicode",
        "iso-8859-1",
        "windows-1252",
        "us-ascii",
        "x-user-defined",
    }:
        return decode(raw)
    try:
        raw.decode("utf-8")
        return decode(raw)
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode(name, "replace"), UNICODE
    except LookupError:
        return decode(raw)


class _Walk:
    """A walk through the page that puts inline text together to paragraphs."""

    def __init__(self) -> None:
        self.encodings: set[str] = set()
        self._inline: list[str] = []

    def flow(self, element: Any, depth: int, font: str = "", pre: bool = False) -> Iterator[Block]:
        """The blocks of an element; what is nested absurdly deep is left out."""
        if depth > MAX_DEPTH or not isinstance(element.tag, str) or element.tag in _DROPPED:
            return
        tag = element.tag.lower()
        font = _font(element) or font
        block = not _INLINE.fullmatch(tag) and tag != "br"
        if block:
            yield from self._flush()
        if tag == "br":
            self._inline.append("\n")
        elif tag == "li":
            self._inline.append(_label(element))
        if tag == "table" and element.find(".//table") is None:
            yield self._table(element, depth)
        else:
            pre = pre or tag == "pre"
            self._add(element.text, font, pre)
            for one in element:
                yield from self.flow(one, depth + 1, font, pre)
                self._add(one.tail, font, pre)
        if block:
            yield from self._flush()

    def _add(self, text: str | None, font: str, pre: bool) -> None:
        if not text:
            return
        encoding, capitals = encoding_of_font(font)
        if encoding != UNICODE and not any(ord(char) > 0xFF and char not in "–—‘’“”…" for char in text):
            if text.strip():
                self.encodings.add(encoding)
            text = convert(text, encoding, capitals=capitals)
        self._inline.append(text if pre else _SPACE.sub(" ", text))

    def _flush(self) -> Iterator[Block]:
        text = "".join(self._inline)
        self._inline = []
        if text.strip():
            yield Paragraph(text)

    def _table(self, element: Any, depth: int) -> Table:
        rows = []
        for row in element.iter("tr"):
            cells: list[list[str]] = []
            for cell in row:
                if cell.tag not in {"td", "th"}:
                    continue
                parts = [one.text for one in self.flow(cell, depth + 1) if isinstance(one, Paragraph)]
                cells.append(parts)
                span = whole_number(cell.get("colspan"), 1)
                cells.extend([] for _ in range(min(span, 60) - 1))
            rows.append(cells)
        caption = element.find("caption")
        if caption is not None:
            rows.insert(0, [[" ".join(caption.itertext())]])
        return Table(rows)


def _font(element: Any) -> str:
    found = _FONT.search(element.get("style", ""))
    return (found[1] if found else element.get("face", "").split(",")[0]).strip()


def _label(item: Any) -> str:
    """The number or dash of a list item."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "- "
    number = whole_number(parent.get("start"), 1)
    number += sum(1 for _ in item.itersiblings("li", preceding=True))
    return formatted(number, _KINDS.get(parent.get("type", ""), "decimal")) + ". "
