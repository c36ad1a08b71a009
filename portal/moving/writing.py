"""HTML of an old portal → Markdown as the portal's editor writes it: headings, lists, tables, quotes, pictures, links.

Fonts, colours and scripts stay behind. Text in fonts of TCVN3 or VNI becomes Unicode. What results is cleaned once
more whenever it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from portal.digits import whole_number
from portal.media.reading.article_markdown import quoted
from portal.moving.inline import Run, line_of
from portal.moving.inline_writing import BLOCKS, GONE, HEADINGS, InlineWriter, Rewriting, Set, is_hidden
from portal.moving.tables import is_layout, rows_of
from portal.web.sanitise import plain_text, render_markdown

__all__ = ["Rewriting", "to_markdown"]

INDENT = "    "
_LINES = BLOCKS | {"iframe"}
_HOLDING = frozenset({"figure", "table", "blockquote", "pre", "ul", "ol"})


def to_markdown(root: Element, rewriting: Rewriting) -> str:
    """The Markdown of all that an element shows."""
    writer = _Writer(rewriting, _shift(root))
    return "\n\n".join(writer.blocks(root, Set())) + "\n"


def _shift(root: Element) -> int:
    """How far headings move so that the highest is the second: the first is the title of the item."""
    held = [
        HEADINGS[one.tag] for one in root.iter() if one.tag in HEADINGS and "".join(one.itertext()).strip()
    ]
    return 2 - min(held, default=2)


class _Writer(InlineWriter):
    def __init__(self, rewriting: Rewriting, shift: int) -> None:
        super().__init__(rewriting)
        self._shift = shift

    def blocks(self, element: Element, at: Set) -> list[str]:
        """The blocks of an element's content; inline content between blocks makes paragraphs."""
        made: list[str] = []
        runs: list[Run] = []

        def flush() -> None:
            text = line_of(runs)
            runs.clear()
            if text:
                made.append(text)

        runs += self.text(element.text, at)
        for child in element:
            if isinstance(child.tag, str):
                if self._is_block(child):
                    flush()
                    made += self._block(child, self.set(child, at))
                else:
                    runs += self.runs(child, at)
            runs += self.text(child.tail, at)
        flush()
        return made

    @staticmethod
    def _is_block(element: Element) -> bool:
        return element.tag in _LINES or any(one.tag in _LINES for one in element.iter() if one is not element)

    def _block(self, element: Element, at: Set) -> list[str]:
        tag = element.tag
        if tag in GONE or is_hidden(element):
            return []
        if tag in HEADINGS:
            return self._heading(element, at)
        if tag == "iframe":
            shown = line_of(self.runs(element, at))
            return [shown] if shown else []
        if tag in {"ul", "ol"}:
            return self._list(element, at)
        if tag == "table":
            return self._table(element, at)
        if tag == "blockquote":
            quoted = "\n\n".join(self.blocks(element, at))
            return ["\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))] if quoted else []
        if tag == "pre":
            text = "".join(element.itertext()).strip("\n")
            return ["\n".join(INDENT + line for line in text.split("\n"))] if text.strip() else []
        if tag == "hr":
            return ["---"]
        if tag == "figure":
            return self._figure(element, at)
        return self.blocks(element, at)

    def _heading(self, element: Element, at: Set) -> list[str]:
        marks = replace(at.marks, strong=False, em=False)
        inner = replace(at, marks=marks, is_heading=True)
        text = line_of(self.inside(element, inner), "heading")
        pictures = list(self._pictures(element))
        level = max(2, min(6, HEADINGS[element.tag] + self._shift))
        return pictures + ([f"{'#' * level} {text}"] if text else [])

    def _pictures(self, element: Element) -> Iterator[str]:
        for one in element.iter("img"):
            made = self.image(one)
            if made:
                yield made

    def _figure(self, element: Element, at: Set) -> list[str]:
        """A picture with the line below it, as the editor writes both. Of what holds more than pictures (a gallery of
        figures, a table) the blocks, and the line below as a paragraph."""
        holds_more = any(one.tag in _HOLDING for one in element.iter() if one is not element)
        captions = element.findall("figcaption") if holds_more else list(element.iter("figcaption"))
        own = captions[0] if captions else None
        pictures = [] if holds_more else list(self._pictures(element))
        if not pictures:
            return self._around_caption(element, own, at)
        if own is not None:
            pictures[-1] = _captioned(pictures[-1], line_of(self.inside(own, at), "cell"))
        return pictures

    def _around_caption(self, element: Element, caption: Element | None, at: Set) -> list[str]:
        rest: list[str] = []
        for child in element:
            if child is not caption and isinstance(child.tag, str):
                if child.tag in {"ul", "ol"} and next(child.iter("img"), None) is not None:
                    rest += [
                        block for item in child for block in self.blocks(item, at)
                    ]  # a gallery as a list
                else:
                    rest += self.blocks_of(child, at)
        text = line_of(self.inside(caption, at)) if caption is not None else ""
        return rest + ([text] if text and rest else [])

    def blocks_of(self, element: Element, at: Set) -> list[str]:
        """The blocks of one element itself."""
        wrapper = Element("div")
        wrapper.append(element)
        return self.blocks(wrapper, at)

    def _list(self, element: Element, at: Set) -> list[str]:
        ordered = element.tag == "ol"
        start = whole_number(element.get("start"), 99_999)
        number = 1 if start is None else start
        lines: list[str] = []
        loose = False
        for child in element:
            if not isinstance(child.tag, str):
                continue
            if child.tag in {"ul", "ol"} and lines:  # a list beside its item, as old editors nest them
                lines += _indented("\n\n".join(self._list(child, at)))
                continue
            parts = self._item_parts(child, at)
            if not parts:
                continue
            mark = f"{number}. " if ordered else "- "
            number += 1
            first, *rest = parts
            loose = loose or any(not _is_list(one) for one in rest)
            lines += [
                (mark + line if place == 0 else INDENT + line) for place, line in enumerate(first.split("\n"))
            ]
            for one in rest:
                lines += ([] if _is_list(one) else [""]) + _indented(one)
        return ["\n".join(lines)] if lines else []

    def _item_parts(self, element: Element, at: Set) -> list[str]:
        at = self.set(element, at)
        return self.blocks(element, at) if element.tag in {"li", "div"} else self.blocks_of(element, at)

    def _table(self, element: Element, at: Set) -> list[str]:
        caption = next((one for one in element if one.tag == "caption"), None)
        above = [line_of(self.inside(caption, at))] if caption is not None else []
        rows = list(rows_of(element))
        width = max((len(row) for row in rows), default=0)
        if width <= 1 or is_layout(element, rows):
            return [
                block
                for row in rows
                for cell in row
                if cell is not None
                for block in self.blocks(cell, self.set(cell, at))
            ]
        lines = []
        for row in rows:
            cells = ["" if cell is None else self._cell(cell, self.set(cell, at)) for cell in row]
            if any(cells):
                lines.append("| " + " | ".join([*cells, *[""] * (width - len(cells))]) + " |")
        if not lines:
            return above
        lines.insert(1, "|" + "---|" * width)
        return [one for one in above if one] + ["\n".join(lines)]

    def _cell(self, cell: Element, at: Set) -> str:
        """What stands in a cell as one line: paragraphs and items of lists become lines of it."""
        parts: list[str] = []
        runs: list[Run] = list(self.text(cell.text, at))
        for child in cell:
            if isinstance(child.tag, str) and child.tag != "iframe" and self._is_block(child):
                parts.append(line_of(runs, "cell"))
                runs = []
                inner = self.set(child, at)
                if child.tag not in GONE:
                    mark = "– " if child.tag == "li" else ""
                    parts.append(
                        mark + self._cell(child, inner) if child.tag != "table" else self._flat(child, inner)
                    )
            elif isinstance(child.tag, str):
                runs += self.runs(child, at)
            runs += self.text(child.tail, at)
        parts.append(line_of(runs, "cell"))
        return "<br>".join(part for part in parts if part)

    def _flat(self, table: Element, at: Set) -> str:
        cells = [
            self._cell(cell, self.set(cell, at)) for row in rows_of(table) for cell in row if cell is not None
        ]
        return "<br>".join(one for one in cells if one)


def _captioned(picture: str, caption: str) -> str:
    """The code of a picture with the line below it: in the picture's own code, as the editor writes it, unless there is
    a link in it."""
    plain = plain_text(render_markdown(caption)).strip() if caption else ""
    if not plain:
        return picture
    if "](" in caption or not picture.endswith(")") or picture.startswith("["):
        return f"{picture}  \n{caption if '*' in caption else f'*{caption}*'}"
    return f'{picture[:-1]} "{quoted(plain)}")'


def _is_list(block: str) -> bool:
    return bool(re.match(r"(?:- |\d+\. )", block))


def _indented(block: str) -> list[str]:
    return [INDENT + line if line else "" for line in block.split("\n")]
