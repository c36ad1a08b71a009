"""HTML of an old portal → Markdown as the portal's editor writes it: headings, lists, tables, quotes, pictures, links.

Fonts, colours and scripts stay behind. Text in fonts of TCVN3 or VNI becomes Unicode. What results is cleaned once
more whenever it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from portal.media.reading.child.encodings import UNICODE, convert, encoding_of_font
from portal.moving.foreign import Trouble
from portal.moving.inline import Marks, Run, line_of
from portal.moving.tables import is_layout, rows_of

_FONT = re.compile(r"font-family\s*:\s*[\"']?([^;,\"']+)", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style\s*:\s*italic", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_YOUTUBE = re.compile(r"(?:youtube(?:-nocookie)?\.com/(?:embed/|v/|watch\?v=)|youtu\.be/)([\w-]{6,20})")
GONE = frozenset(
    {
        "script", "style", "noscript", "template", "head", "svg", "math", "canvas", "input", "button", "select",
        "textarea", "meta", "link", "title", "map", "frameset", "frame",
    }
)  # fmt: skip
HEADINGS = {f"h{level}": level for level in range(1, 7)}
EMBEDS = frozenset({"iframe", "video", "audio", "embed", "object", "source"})
_BLOCKS = frozenset(
    {
        *HEADINGS, "p", "div", "section", "article", "header", "footer", "center", "address", "main", "aside", "nav",
        "ul", "ol", "li", "dl", "dt", "dd", "table", "blockquote", "figure", "figcaption", "pre", "hr", "form",
        "fieldset", "details", "summary", "body", "html", "tbody", "thead", "tfoot", "tr", "td", "th", "caption",
    }
)  # fmt: skip
INDENT = "    "


@dataclass
class Rewriting:
    """What the one who takes an item in says of what it refers to.

    `picture(address, description)` answers its address and its description here, or None where it is not there;
    `link(address)` the
    address that a link gets, "" where it is to go; `encoding` is the old encoding of all its text, `heeds_fonts` says
    whether names of fonts tell one.
    """

    picture: Callable[[str, str], tuple[str, str] | None]
    link: Callable[[str], str]
    encoding: str = UNICODE
    heeds_fonts: bool = True
    troubles: list[Trouble] = field(default_factory=list)


def to_markdown(root: Element, rewriting: Rewriting) -> str:
    """The Markdown of all that an element shows."""
    writer = _Writer(rewriting, _shift(root))
    return "\n\n".join(writer.blocks(root, _Set())) + "\n"


def _shift(root: Element) -> int:
    """How far headings move so that the highest is the second: the first is the title of the item."""
    held = [
        HEADINGS[one.tag] for one in root.iter() if one.tag in HEADINGS and "".join(one.itertext()).strip()
    ]
    return 2 - min(held, default=2)


@dataclass(frozen=True)
class _Set:
    """How text is set at a place: marks, and the font that tells its encoding."""

    marks: Marks = field(default_factory=Marks)
    font: str = ""
    is_heading: bool = False


class _Writer:
    def __init__(self, rewriting: Rewriting, shift: int) -> None:
        self._rewriting = rewriting
        self._shift = shift

    # Blocks

    def blocks(self, element: Element, at: _Set) -> list[str]:
        """The blocks of an element's content; inline content between blocks makes paragraphs."""
        made: list[str] = []
        runs: list[Run] = []

        def flush() -> None:
            text = line_of(runs)
            runs.clear()
            if text:
                made.append(text)

        runs += self._text(element.text, at)
        for child in element:
            if isinstance(child.tag, str):
                if self._is_block(child):
                    flush()
                    made += self._block(child, self._set(child, at))
                else:
                    runs += self._runs(child, at)
            runs += self._text(child.tail, at)
        flush()
        return made

    @staticmethod
    def _is_block(element: Element) -> bool:
        return element.tag in _BLOCKS or any(
            one.tag in _BLOCKS for one in element.iter() if one is not element
        )

    def _block(self, element: Element, at: _Set) -> list[str]:
        tag = element.tag
        if tag in GONE or _HIDDEN.search(element.get("style") or ""):
            return []
        if tag in HEADINGS:
            return self._heading(element, at)
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

    def _heading(self, element: Element, at: _Set) -> list[str]:
        marks = replace(at.marks, strong=False, em=False)
        inner = replace(at, marks=marks, is_heading=True)
        text = line_of(self._inside(element, inner), "heading")
        pictures = list(self._pictures(element))
        level = max(2, min(6, HEADINGS[element.tag] + self._shift))
        return pictures + ([f"{'#' * level} {text}"] if text else [])

    def _pictures(self, element: Element) -> Iterator[str]:
        for one in element.iter("img"):
            made = self._image(one)
            if made:
                yield made

    def _figure(self, element: Element, at: _Set) -> list[str]:
        caption = next(element.iter("figcaption"), None)
        text = line_of(self._inside(caption, at), "cell") if caption is not None else ""
        pictures = list(self._pictures(element))
        if not pictures:
            rest = [one for child in element if child is not caption for one in self.blocks_of(child, at)]
            return rest + ([text] if text and rest else [])
        if text:
            pictures[-1] += "  \n" + (text if "*" in text else f"*{text}*")
        return pictures

    def blocks_of(self, element: Element, at: _Set) -> list[str]:
        """The blocks of one element itself."""
        wrapper = Element("div")
        wrapper.append(element)
        return self.blocks(wrapper, at)

    def _list(self, element: Element, at: _Set) -> list[str]:
        ordered = element.tag == "ol"
        start = element.get("start", "1")
        number = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1
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

    def _item_parts(self, element: Element, at: _Set) -> list[str]:
        at = self._set(element, at)
        return self.blocks(element, at) if element.tag in {"li", "div"} else self.blocks_of(element, at)

    def _table(self, element: Element, at: _Set) -> list[str]:
        caption = next((one for one in element if one.tag == "caption"), None)
        above = [line_of(self._inside(caption, at))] if caption is not None else []
        rows = list(rows_of(element))
        width = max((len(row) for row in rows), default=0)
        if width <= 1 or is_layout(element, rows):
            return [
                block
                for row in rows
                for cell in row
                if cell is not None
                for block in self.blocks(cell, self._set(cell, at))
            ]
        lines = []
        for row in rows:
            cells = ["" if cell is None else self._cell(cell, self._set(cell, at)) for cell in row]
            if any(cells):
                lines.append("| " + " | ".join([*cells, *[""] * (width - len(cells))]) + " |")
        if not lines:
            return above
        lines.insert(1, "|" + "---|" * width)
        return [one for one in above if one] + ["\n".join(lines)]

    def _cell(self, cell: Element, at: _Set) -> str:
        """What stands in a cell as one line: paragraphs and items of lists become lines of it."""
        parts: list[str] = []
        runs: list[Run] = list(self._text(cell.text, at))
        for child in cell:
            if isinstance(child.tag, str) and self._is_block(child):
                parts.append(line_of(runs, "cell"))
                runs = []
                inner = self._set(child, at)
                if child.tag not in GONE:
                    mark = "– " if child.tag == "li" else ""
                    parts.append(
                        mark + self._cell(child, inner) if child.tag != "table" else self._flat(child, inner)
                    )
            elif isinstance(child.tag, str):
                runs += self._runs(child, at)
            runs += self._text(child.tail, at)
        parts.append(line_of(runs, "cell"))
        return "<br>".join(part for part in parts if part)

    def _flat(self, table: Element, at: _Set) -> str:
        cells = [
            self._cell(cell, self._set(cell, at))
            for row in rows_of(table)
            for cell in row
            if cell is not None
        ]
        return "<br>".join(one for one in cells if one)

    # Inline content

    def _inside(self, element: Element, at: _Set) -> list[Run]:
        runs = list(self._text(element.text, at))
        for child in element:
            if isinstance(child.tag, str):
                runs += self._runs(child, at)
            runs += self._text(child.tail, at)
        return runs

    def _runs(self, element: Element, at: _Set) -> list[Run]:
        tag = element.tag
        if tag in GONE or _HIDDEN.search(element.get("style") or ""):
            return []
        if tag == "br":
            return [Run("", kind="break")]
        if tag == "img":
            made = "" if at.is_heading else self._image(element)
            href = (
                "" if at.marks.href.startswith("/tep/") else at.marks.href
            )  # the large version of the picture itself
            return [Run(made, Marks(href=href), "raw")] if made else []
        if tag in EMBEDS:
            return self._embed(element, at)
        inner = self._set(element, at)
        runs = self._inside(element, inner)
        return [*runs, Run(" ")] if tag in _BLOCKS else runs

    def _set(self, element: Element, at: _Set) -> _Set:
        """How text within an element is set."""
        style, tag, marks = element.get("style") or "", element.tag, at.marks
        found = _FONT.search(style)
        font = (found[1] if found else (element.get("face") or "").split(",")[0]).strip() or at.font
        if tag in {"b", "strong", "th"} or (tag in {"span", "font", "p", "div"} and _BOLD.search(style)):
            marks = replace(marks, strong=tag != "th")
        if tag in {"i", "em", "cite"} or (tag in {"span", "font"} and _ITALIC.search(style)):
            marks = replace(marks, em=True)
        if tag in {"sup", "sub"}:
            marks = replace(marks, script=str(tag))
        if tag in {"code", "tt", "kbd"}:
            marks = replace(marks, code=True)
        if tag == "a" and not marks.href and (href := element.get("href")):
            marks = replace(marks, href=self._rewriting.link(href))
        if at.is_heading:
            marks = replace(marks, strong=False, em=False)
        return replace(at, marks=marks, font=font)

    def _text(self, text: str | None, at: _Set) -> list[Run]:
        if not text:
            return []
        encoding, capitals = encoding_of_font(at.font) if self._rewriting.heeds_fonts else (UNICODE, False)
        if encoding == UNICODE:
            encoding = self._rewriting.encoding
        if encoding != UNICODE and not any(ord(char) > 0xFF and char not in "–—‘’“”…" for char in text):
            if not text.isascii():
                self._rewriting.troubles.append(("encoding", encoding))
            text = convert(text, encoding, capitals=capitals)
        return [Run(text, at.marks)]

    def _image(self, element: Element) -> str:
        source = next(
            (
                found
                for name in ("data-src", "data-original", "data-lazy-src", "src")
                if (found := element.get(name))
            ),
            "",
        )
        alt = " ".join((element.get("alt") or element.get("title") or "").split())
        found = self._rewriting.picture(source, alt) if source else None
        if found is None:
            return ""
        address, alt = found
        shown = alt.replace("[", "(").replace("]", ")").replace("\\", "").replace("`", "'")[:300]
        return f"![{shown}]({address})"

    def _embed(self, element: Element, at: _Set) -> list[Run]:
        source = element.get("src") or element.get("data") or element.get("data-src") or ""
        inner = source or next((one.get("src") or "" for one in element.iter() if one is not element), "")
        if not inner or element.tag == "source":
            return []
        video = _YOUTUBE.search(inner)
        href = f"https://www.youtube.com/watch?v={video[1]}" if video else self._rewriting.link(inner)
        self._rewriting.troubles.append(("embed", href[:300] or inner[:300]))
        title = element.get("title") or ("Video trên YouTube" if video else "Nội dung nhúng")
        return [Run(" "), Run(title, replace(at.marks, href=href)), Run(" ")] if href else []


def _is_list(block: str) -> bool:
    return bool(re.match(r"(?:- |\d+\. )", block))


def _indented(block: str) -> list[str]:
    return [INDENT + line if line else "" for line in block.split("\n")]
