"""DOCX → blocks, read from the XML parts themselves.

Not through mammoth: it drops automatic numbers, and in a legal document those are the articles and clauses.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from .blocks import Block, Paragraph, Table, tidy
from .docx_numbering import W, lists_of, number, value
from .docx_styles import Styles, is_on
from .encodings import UNICODE, convert, encoding_of_font
from .numbers import Counters
from .refusal import Refusal

MAX_PART = 100 * 1024 * 1024
MAX_NESTED = 40
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
PASSED = {
    W + name
    for name in (
        "sdt",
        "sdtContent",
        "customXml",
        "smartTag",
        "ins",
        "moveTo",
        "hyperlink",
        "fldSimple",
        "dir",
        "bdo",
    )
}
_DROPPED = {W + "del", W + "moveFrom", W + "pPr", W + "rPr", W + "sdtPr"}


def read(path: str) -> tuple[list[Block], set[str]]:
    """The blocks of a DOCX and the old encodings that its fonts told. Raises Refusal, or what zipfile and
    lxml raise."""
    with zipfile.ZipFile(path) as package:
        main = part(package, main_part(package))
        if main is None or (body := main.find(W + "body")) is None:
            raise Refusal("Tệp Word hỏng: không có phần nội dung. Hãy mở và lưu lại bằng Word rồi thử lại.")
        reader = Reader(
            Counters(lists_of(part(package, "word/numbering.xml"))),
            Styles(part(package, "word/styles.xml")),
        )
        blocks = list(reader.blocks(body, 0))
        for name, tag in (("footnotes", "footnote"), ("endnotes", "endnote")):
            notes = part(package, f"word/{name}.xml")
            if notes is not None:
                blocks.extend(reader.notes(notes, tag))
    return blocks, reader.encodings


def main_part(package: zipfile.ZipFile) -> str:
    """The part with the text, as the package's relationships name it."""
    relations = part(package, "_rels/.rels")
    for one in relations if relations is not None else ():
        if str(one.get("Type", "")).endswith("/officeDocument"):
            return str(one.get("Target", "")).lstrip("/")
    return "word/document.xml"


def part(package: zipfile.ZipFile, name: str) -> Any | None:
    """The root of an XML part, None where the package has no such part. Raises Refusal where it is too large."""
    if name not in package.namelist():
        return None
    if package.getinfo(name).file_size > MAX_PART:
        raise Refusal("Tệp Word quá lớn khi mở ra. Hãy chia nhỏ tệp rồi thử lại.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    return etree.fromstring(package.read(name), parser)


class Reader:
    """A walk through the body in document order, which is the order of the automatic numbers."""

    def __init__(self, numbering: Counters, styles: Styles) -> None:
        self.numbering = numbering
        self.styles = styles
        self.encodings: set[str] = set()

    def blocks(self, parent: Any, depth: int) -> Iterator[Block]:
        """The blocks under an element; what is nested absurdly deep is left out."""
        if depth > MAX_NESTED:
            return
        for one in parent:
            if one.tag == W + "p":
                yield from self._paragraph(one, depth)
            elif one.tag == W + "tbl":
                yield self._table(one, depth)
            elif one.tag in PASSED:
                yield from self.blocks(one, depth + 1)

    def notes(self, root: Any, tag: str) -> Iterator[Block]:
        """Footnotes or endnotes with their numbers; separators are none."""
        for one in root.iterfind(W + tag):
            if one.get(W + "type", "normal") == "normal":
                text = "\n".join(self._plain(block) for block in self.blocks(one, 0))
                yield Paragraph(f"[{one.get(W + 'id', '')}] {tidy(text)}")

    def _plain(self, block: Block) -> str:
        if isinstance(block, Paragraph):
            return block.text
        return " ".join(part for row in block.rows for cell in row for part in cell)

    def _table(self, element: Any, depth: int) -> Table:
        rows = []
        for row in children(element, W + "tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue
            cells: list[list[str]] = []
            for cell in children(row, W + "tc"):
                properties = cell.find(W + "tcPr")
                merged = properties is not None and properties.find(W + "vMerge") is not None
                continued = merged and value(properties, "vMerge") in {"", "continue"}
                parts = [self._plain(block) for block in self.blocks(cell, depth + 1)]
                cells.append([] if continued and not any(part.strip() for part in parts) else parts)
                span = number(value(properties, "gridSpan", "1"), 1)
                cells.extend([] for _ in range(min(span, 60) - 1))
            rows.append(cells)
        return Table(rows)

    def _paragraph(self, element: Any, depth: int) -> Iterator[Block]:
        properties = element.find(W + "pPr")
        style = value(properties, "pStyle") or self.styles.default
        text = "".join(self._runs(element, style, 0))
        label = self.number(properties, style) if text.strip() else ""
        yield Paragraph(f"{label} {text}" if label else text)
        for box in text_boxes(element):
            yield from self.blocks(box, depth + 1)

    def number(self, properties: Any, style: str) -> str:
        """The automatic number of the next paragraph with these properties; "" where it has none."""
        list_id, level = self.place(properties, style)
        return self.numbering.next(list_id, level) if list_id else ""

    def place(self, properties: Any, style: str) -> tuple[str, int]:
        """The list that a paragraph counts in, "" for none, and its level there."""
        own = properties.find(W + "numPr") if properties is not None else None
        list_id, place = self.styles.numbered(style)
        if own is not None:
            list_id = value(own, "numId", list_id)
            place = value(own, "ilvl", place)
        if list_id in {"", "0"}:
            return "", 0
        return list_id, number(place, 0) if place else self.numbering.level_of_style(list_id, style)

    def _runs(self, parent: Any, style: str, depth: int) -> Iterator[str]:
        """The texts of a paragraph; neighbours in one font go together, as VNI may split a letter over two runs."""
        pending, font = "", ""
        for run in _inline(parent, depth):
            properties = run.find(W + "rPr")
            if is_on(properties, "vanish"):
                continue
            current = self.styles.font(style, properties)
            if current != font:
                yield self.converted(pending, font)
                pending, font = "", current
            text = "".join(_texts(run))
            pending += text.upper() if self.styles.is_capital(style, properties) else text
        yield self.converted(pending, font)

    def converted(self, text: str, font: str) -> str:
        """Text that stood in this font as Unicode; the old encoding is noted."""
        encoding, capitals = encoding_of_font(font)
        if encoding == UNICODE or any(ord(char) > 0xFF and char not in "–—‘’“”…" for char in text):
            return text
        if text.strip():
            self.encodings.add(encoding)
        return convert(text, encoding, capitals=capitals)


def children(parent: Any, tag: str) -> Iterator[Any]:
    """Children of this kind, also within content controls."""
    for one in parent:
        if one.tag == tag:
            yield one
        elif one.tag in PASSED:
            yield from children(one, tag)


def _inline(parent: Any, depth: int) -> Iterator[Any]:
    """The runs of a paragraph, through whatever wraps them; not what was deleted."""
    if depth > MAX_NESTED:
        return
    for one in parent:
        if one.tag == W + "r":
            yield one
        elif one.tag in PASSED:
            yield from _inline(one, depth + 1)


def _texts(run: Any) -> Iterator[str]:
    for one in run:
        if one.tag == W + "t":
            yield one.text or ""
        elif one.tag in {W + "tab", W + "ptab"}:
            yield " "
        elif one.tag in {W + "br", W + "cr"}:
            yield "\n"
        elif one.tag == W + "noBreakHyphen":
            yield "-"
        elif one.tag in {W + "footnoteReference", W + "endnoteReference"}:
            yield f" [{one.get(W + 'id', '')}]"
        elif one.tag == W + "sym":
            yield "-"


def text_boxes(paragraph: Any) -> Iterator[Any]:
    """The contents of text boxes in a paragraph; of two versions of one box only the first."""
    for box in paragraph.iter(W + "txbxContent"):
        if next(box.iterancestors(W + "p"), None) is not paragraph:
            continue  # a box in the box: its own paragraph yields it
        if next(box.iterancestors(_MC + "Fallback"), None) is not None and _has_choice(box):
            continue
        yield box


def _has_choice(box: Any) -> bool:
    for one in box.iterancestors(_MC + "AlternateContent"):
        if any(choice.find(f".//{W}txbxContent") is not None for choice in one.iterfind(_MC + "Choice")):
            return True
    return False
