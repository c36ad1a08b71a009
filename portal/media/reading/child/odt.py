"""ODT → blocks, read from content.xml and styles.xml (OpenDocument 1.3), with the automatic numbers of lists."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from .blocks import Block, Paragraph, Table
from .numbers import Counters, Level, NumberedList, whole_number
from .refusal import Refusal

MAX_PART = 100 * 1024 * 1024
MAX_NESTED = 60
MAX_REPEATED = 60
_NS = "{urn:oasis:names:tc:opendocument:xmlns:"
T, OFFICE, S, B, D = (f"{_NS}{name}:1.0}}" for name in ("text", "office", "style", "table", "drawing"))
_KINDS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "": "none",
}
_DROPPED = {
    T + "tracked-changes",
    OFFICE + "annotation",
    T + "sequence-decls",
    OFFICE + "forms",
    T + "bookmark",
}


def read(path: str) -> tuple[list[Block], set[str]]:
    """The blocks of an ODT; old encodings are told by the text, not by fonts. Raises Refusal, or what zipfile and
    lxml raise."""
    with zipfile.ZipFile(path) as package:
        content, styles = _part(package, "content.xml"), _part(package, "styles.xml")
    body = None if content is None else content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise Refusal("Tệp ODT hỏng: không có phần nội dung. Hãy mở và lưu lại rồi thử lại.")
    reader = _Reader(_Lists([one for one in (styles, content) if one is not None]))
    blocks = list(reader.blocks(body, 0))
    return [*blocks, *(Paragraph(one) for one in reader.notes)], set()


def _part(package: zipfile.ZipFile, name: str) -> Any | None:
    if name not in package.namelist():
        return None
    if package.getinfo(name).file_size > MAX_PART:
        raise Refusal("Tệp ODT quá lớn khi mở ra. Hãy chia nhỏ tệp rồi thử lại.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    return etree.fromstring(package.read(name), parser)


class _Lists:
    """List styles, and the counters of the lists in the text: each list counts anew unless it says otherwise."""

    def __init__(self, roots: list[Any]) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, NumberedList] = {}
        self._last: dict[str, str] = {}
        self._by_id: dict[str, str] = {}
        self.counters = Counters(self._lists)
        for root in roots:
            for style in (*root.iter(T + "list-style"), *root.iter(T + "outline-style")):
                outline = style.tag == T + "outline-style"
                self._levels["#outline" if outline else style.get(S + "name", "")] = dict(map(_level, style))

    def opened(self, element: Any) -> str:
        """The name under which a top list of the text counts."""
        style = element.get(T + "style-name", "")
        before = self._by_id.get(element.get(T + "continue-list", ""))
        if before is None and element.get(T + "continue-numbering") == "true":
            before = self._last.get(style)
        name = before or self._new(style)
        self._last[style] = name
        if key := element.get("{http://www.w3.org/XML/1998/namespace}id"):
            self._by_id[key] = name
        return name

    def outline(self) -> str:
        """The name under which headings count."""
        return self._last.setdefault("#outline", self._new("#outline"))

    def _new(self, style: str) -> str:
        name = f"{style}#{len(self._lists)}"
        self._lists[name] = NumberedList(name, self._levels.get(style, {}))
        return name


def _level(element: Any) -> tuple[int, Level]:
    place = whole_number(element.get(T + "level", "1"), 1) - 1
    if element.tag.endswith("level-style-bullet"):
        return place, Level(kind="bullet", text=element.get(T + "bullet-char", "-"))
    kind = _KINDS.get(element.get(S + "num-format", ""), "decimal")
    shown = whole_number(element.get(T + "display-levels", "1"), 1)
    numbers = ".".join(f"%{one + 1}" for one in range(max(0, place - shown + 1), place + 1))
    text = f"{element.get(S + 'num-prefix', '')}{numbers}{element.get(S + 'num-suffix', '')}"
    return place, Level(
        start=whole_number(element.get(T + "start-value", "1"), 1),
        kind=kind,
        text=text if kind != "none" else "",
    )


class _Reader:
    """A walk through the text in document order."""

    def __init__(self, lists: _Lists) -> None:
        self._lists = lists
        self._boxes: list[Any] = []
        self.notes: list[str] = []

    def blocks(self, parent: Any, depth: int, name: str = "", place: int = -1) -> Iterator[Block]:
        """The blocks under an element, which is `place` lists deep in the list that counts under `name`."""
        if depth > MAX_NESTED:
            return
        for one in parent:
            if one.tag in {T + "p", T + "h"}:
                yield from self._paragraph(one, depth, "" if name else self._heading(one))
            elif one.tag == T + "list":
                yield from self._list(one, depth, name, place + 1)
            elif one.tag == B + "table":
                yield self._table(one, depth)
            elif isinstance(one.tag, str) and one.tag not in _DROPPED:
                yield from self.blocks(one, depth + 1, name, place)

    def _list(self, element: Any, depth: int, name: str, place: int) -> Iterator[Block]:
        name = name or self._lists.opened(element)
        for item in element:
            numbered = item.tag == T + "list-item"
            start = item.get(T + "start-value", "")
            if start:
                self._lists.counters.set(name, place, whole_number(start, 1))
            for block in self.blocks(item, depth + 1, name, place):
                if numbered and isinstance(block, Paragraph) and block.text.strip():
                    first = next(iter(item), None)
                    nested = first is not None and first.tag == T + "list"
                    label = "" if nested else self._lists.counters.next(name, place)
                    block = Paragraph(f"{label} {block.text}" if label else block.text)
                    numbered = False
                yield block

    def _heading(self, element: Any) -> str:
        if element.tag != T + "h" or element.get(T + "is-list-header") == "true":
            return ""
        level = whole_number(element.get(T + "outline-level", "1"), 1)
        return self._lists.counters.next(self._lists.outline(), level - 1)

    def _table(self, element: Any, depth: int) -> Table:
        rows = []
        for row in element.iter(B + "table-row"):
            if next(row.iterancestors(B + "table"), None) is not element:
                continue
            cells: list[list[str]] = []
            for cell in row:
                if cell.tag not in {B + "table-cell", B + "covered-table-cell"}:
                    continue
                parts = [_plain(block) for block in self.blocks(cell, depth + 1)]
                times = min(whole_number(cell.get(B + "number-columns-repeated", "1"), 1), MAX_REPEATED)
                cells.extend([parts, *([[]] * (times - 1))])
            rows.append(cells)
        return Table(rows)

    def _paragraph(self, element: Any, depth: int, label: str) -> Iterator[Block]:
        text = "".join(self._texts(element, depth))
        yield Paragraph(f"{label} {text}" if label else text)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            yield from self.blocks(box, depth + 1)

    def _texts(self, element: Any, depth: int) -> Iterator[str]:
        """The text of a paragraph; notes are put aside with their numbers, text boxes for after it."""
        yield element.text or ""
        for one in element if depth <= MAX_NESTED else ():
            if one.tag in {T + "s", T + "tab"}:
                yield " "
            elif one.tag == T + "line-break":
                yield "\n"
            elif one.tag == T + "note":
                mark = "".join(one.find(T + "note-citation").itertext()) if len(one) else ""
                body = one.find(T + "note-body")
                said = [] if body is None else [_plain(block) for block in self.blocks(body, depth + 1)]
                self.notes.append(f"[{mark}] " + "\n".join(said))
                yield f" [{mark}]"
            elif one.tag == D + "text-box":
                self._boxes.append(one)
            elif isinstance(one.tag, str) and one.tag not in _DROPPED:
                yield from self._texts(one, depth + 1)
            yield one.tail or ""


def _plain(block: Block) -> str:
    if isinstance(block, Paragraph):
        return block.text
    return " ".join(part for row in block.rows for cell in row for part in cell)
