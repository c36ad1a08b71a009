"""The runs of a DOCX paragraph as an article shows them: text with its marks, links, pictures, signs of notes."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from .article_blocks import Run
from .docx import MAX_NESTED, PASSED, Reader, part
from .docx_numbering import W, lists_of, value
from .docx_pictures import VML, A, Pictures, R, is_diagram
from .docx_styles import Styles, is_on
from .numbers import Counters

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_LINK = re.compile(r'\s*HYPERLINK\s+"([^"]{1,2000})"', re.IGNORECASE)


class RunReader(Reader):
    """Reads paragraphs; `left` counts what does not come along, `noted` the notes that the text names, in order."""

    def __init__(
        self, package: zipfile.ZipFile, name: str, relations: dict[str, tuple[str, bool]], folder: str
    ) -> None:
        """`name` is the part with the text, `relations` what it refers to; pictures are written into `folder`."""
        super().__init__(
            Counters(lists_of(part(package, "word/numbering.xml"))),
            Styles(part(package, "word/styles.xml")),
        )
        self.package = package
        self._relations = relations
        self.left: dict[str, int] = {}
        self.pictures = Pictures(package, posixpath.dirname(name), relations, folder, self.leave)
        self.noted: list[tuple[str, str]] = []

    def leave(self, what: str) -> None:
        """Count something that does not come along."""
        self.left[what] = self.left.get(what, 0) + 1

    def runs_of(self, parent: Any, style: str, depth: int, *, keep_bold: bool) -> Iterator[Run]:
        """The runs of a paragraph; neighbours alike in font, marks and link are one, as VNI may split a letter."""
        pending, look = "", ("", False, False, "", "")
        fields: list[
            tuple[str, bool]
        ] = []  # of each open field: what it says, and whether its result has begun
        for element, href in self._inline_elements(parent, depth, ""):
            if element.tag != W + "r":
                self.leave("equations")
                element_text, properties = "".join(one.text or "" for one in element.iter(_M + "t")), None
                pieces: list[str | Run] = [element_text]
            else:
                properties = element.find(W + "rPr")
                if is_on(properties, "vanish"):
                    continue
                pieces = list(self._pieces(element, fields))
            address = href or next((found for found in map(_address, reversed(fields)) if found), "")
            current = self._look(style, properties, address, keep_bold)
            for piece in pieces:
                if isinstance(piece, str) and current == look:
                    pending += piece
                    continue
                if pending:
                    yield self._run(pending, look)
                pending, look = "", current
                if isinstance(piece, str):
                    pending = piece
                else:
                    yield piece
        if pending:
            yield self._run(pending, look)

    def _look(
        self, style: str, properties: Any, href: str, keep_bold: bool
    ) -> tuple[str, bool, bool, str, str]:
        script = value(properties, "vertAlign")
        return (
            self.styles.font(style, properties) + ("^" if self.styles.is_capital(style, properties) else ""),
            keep_bold and self.styles.is_set(style, properties, "b"),
            self.styles.is_set(style, properties, "i"),
            {"superscript": "sup", "subscript": "sub"}.get(script, ""),
            href,
        )

    def _run(self, text: str, look: tuple[str, bool, bool, str, str]) -> Run:
        font, bold, italic, script, href = look
        capital = font.endswith("^")
        shown = self.converted(text, font.rstrip("^"))
        return {
            "t": shown.upper() if capital else shown, "b": bold, "i": italic, "v": script, "a": href,
        }  # fmt: skip

    def _inline_elements(self, parent: Any, depth: int, href: str) -> Iterator[tuple[Any, str]]:
        """Runs and equations of a paragraph, each with the link around it; not what was deleted."""
        if depth > MAX_NESTED:
            return
        for one in parent:
            if one.tag in {W + "r", _M + "oMath"}:
                yield one, href
            elif one.tag in PASSED or one.tag == _M + "oMathPara":
                target, outside = self._relations.get(one.get(R + "id", ""), ("", False))
                linked = one.tag == W + "hyperlink" and outside
                yield from self._inline_elements(one, depth + 1, target if linked else href)

    def _pieces(self, run: Any, fields: list[tuple[str, bool]]) -> Iterator[str | Run]:
        """What a run shows: text, and pictures as runs of their own. Codes of fields are read and not shown."""
        for one in run:
            if one.tag == W + "fldChar":
                kind = one.get(W + "fldCharType")
                if kind == "begin":
                    fields.append(("", False))
                elif kind == "separate" and fields:
                    fields[-1] = (fields[-1][0], True)
                elif kind == "end" and fields:
                    fields.pop()
            elif one.tag == W + "instrText" and fields:
                fields[-1] = (fields[-1][0] + (one.text or ""), fields[-1][1])
            elif one.tag in {W + "footnoteReference", W + "endnoteReference"}:
                self.noted.append((one.tag, one.get(W + "id", "")))
                yield f" [{len(self.noted)}]"
            elif one.tag in {W + "drawing", W + "pict", W + "object", _MC + "AlternateContent"}:
                yield from self._drawn(one)
            else:
                yield from _text_of(one)

    def _drawn(self, element: Any) -> Iterator[Run]:
        """The pictures of a drawing: of two versions the first that has any."""
        if element.tag == _MC + "AlternateContent":
            for version in element:
                found = [run for one in version for run in self._drawn(one)]
                if found:
                    yield from found
                    return
            return
        if element.tag == W + "object":
            self.leave("objects")
        if is_diagram(element):
            self.leave("diagrams")
        described = element.find(f".//{_WP}docPr")
        alt = described.get("descr", "") if described is not None else ""
        names = [(one.get(R + "embed", ""), alt) for one in element.iter(A + "blip")]
        names += [(one.get(R + "id", ""), one.get("alt", "")) for one in element.iter(VML + "imagedata")]
        for name, said in names:
            if (made := self.pictures.take(name, said)) is not None:
                yield {"p": made}


def _address(field: tuple[str, bool]) -> str:
    found = _LINK.match(field[0]) if field[1] else None
    return found[1] if found else ""


def _text_of(one: Any) -> Iterator[str]:
    if one.tag == W + "t":
        yield one.text or ""
    elif one.tag in {W + "tab", W + "ptab"}:
        yield " "
    elif one.tag in {W + "br", W + "cr"} and one.get(W + "type", "textWrapping") != "page":
        yield "\n"
    elif one.tag in {W + "noBreakHyphen", W + "sym"}:
        yield "-"
