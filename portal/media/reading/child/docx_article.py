"""DOCX → the blocks of an article: headings, lists, tables, pictures, bold and italic, links, notes.

What `docx` leaves away because a legal text does not need it; numbers, fonts and what counts as text are read there.
Nothing is fetched: a picture that is only linked to is counted as left out.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import Any

from .article_blocks import Line, Run, cell, heading, item, paragraph, table
from .docx import MAX_NESTED, PASSED, children, main_part, part, text_boxes
from .docx_numbering import W, number, value
from .docx_pictures import relations_of
from .docx_runs import RunReader
from .refusal import Refusal

MAX_BLOCKS = 20_000
_HEADING = re.compile(r"heading ([1-9])\Z")
_CHANGES = {W + name for name in ("ins", "del", "moveFrom", "moveTo")}
_REMARKS = {W + "commentReference"}
_OF_CONTENTS = re.compile(r"toc [1-9]\Z|table of figures\Z")


def read(path: str, folder: str) -> dict[str, Any]:
    """The article of a DOCX: blocks, pictures (written into `folder`), what was left out, old encodings.

    Raises Refusal, or what zipfile and lxml raise.
    """
    with zipfile.ZipFile(path) as package:
        name = main_part(package)
        main = part(package, name)
        if main is None or (body := main.find(W + "body")) is None:
            raise Refusal("Tệp Word hỏng: không có phần nội dung. Hãy mở và lưu lại bằng Word rồi thử lại.")
        relations = relations_of(part(package, _relations_part(name)))
        reader = _Article(package, name, relations, folder)
        blocks = []
        for one in reader.lines(body, 0):
            blocks.append(one)
            if len(blocks) > MAX_BLOCKS:
                raise Refusal("Văn bản quá dài. Hãy chia nhỏ tệp rồi thử lại.")
        blocks += reader.footnotes()
        reader.count_changes(main)
        reader.count_frames()
    return {
        "blocks": blocks,
        "pictures": reader.pictures.described,
        "left": reader.left,
        "encodings": sorted(reader.encodings),
    }


def _relations_part(name: str) -> str:
    folder, _slash, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"


class _Article(RunReader):
    """A walk through the body that keeps what an article shows."""

    def lines(self, parent: Any, depth: int) -> Iterator[Line]:
        """The blocks under an element, in order."""
        if depth > MAX_NESTED:
            return
        for one in parent:
            if one.tag == W + "p":
                yield from self._line(one, depth)
            elif one.tag == W + "tbl":
                yield self._rows(one, depth)
            elif one.tag in PASSED:
                yield from self.lines(one, depth + 1)

    def _line(self, element: Any, depth: int) -> Iterator[Line]:
        properties = element.find(W + "pPr")
        style = value(properties, "pStyle") or self.styles.default
        names = self.styles.names(style)
        if any(_OF_CONTENTS.match(name) for name in names):
            self.leave("contents")
            return
        level = self._heading_level(style, properties, names)
        runs = list(self.runs_of(element, style, depth, keep_bold=not level))
        has_words = any(one.get("t", "").strip() for one in runs)
        _list_id, place = self.place(properties, style)
        label = self.number(properties, style) if has_words else ""
        if level and has_words:
            yield heading(level - 1 if level > 1 else level, _labelled(label, runs), is_title=level == 1)
        elif label and _is_item(label):
            yield item(place, label, runs)
        else:
            centred = self.styles.of_paragraph(style, properties, "jc") == "center"
            yield paragraph(_labelled(label, runs), centred=centred, caption="caption" in names)
        for box in text_boxes(element):
            self.leave("boxes")
            yield from self.lines(box, depth + 1)

    def _heading_level(self, style: str, properties: Any, names: list[str]) -> int:
        """1 for a title, 2 for a heading of the first level, and so on; 0 for text."""
        if "title" in names:
            return 1
        for name in names:
            if found := _HEADING.match(name):
                return int(found[1]) + 1
        outline = self.styles.of_paragraph(style, properties, "outlineLvl")
        return number(outline, 9) + 2 if outline and 0 <= number(outline, 9) < 9 else 0

    def _rows(self, element: Any, depth: int) -> Line:
        rows = []
        for row in children(element, W + "tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue
            cells: list[list[list[Run]]] = []
            for one in children(row, W + "tc"):
                properties = one.find(W + "tcPr")
                made = [line for block in self.lines(one, depth + 1) for line in cell(block)]
                cells.append(made)
                span = number(value(properties, "gridSpan", "1"), 1)
                cells.extend([] for _ in range(min(span, 60) - 1))
            rows.append(cells)
        return table(rows)

    def footnotes(self) -> list[Line]:
        """The notes that the text names, numbered as they are there."""
        texts: dict[tuple[str, str], list[Run]] = {}
        for file, tag in (("footnotes", "footnote"), ("endnotes", "endnote")):
            root = part(self.package, f"word/{file}.xml")
            for one in root.iterfind(W + tag) if root is not None else ():
                runs = [run for block in self.lines(one, 0) for line in cell(block) for run in line]
                texts[(f"{W}{tag}Reference", one.get(W + "id", ""))] = runs
        return [
            paragraph([{"t": f"[{place}] "}, *texts.get(key, [])])
            for place, key in enumerate(list(self.noted), 1)
        ]

    def count_changes(self, main: Any) -> None:
        """Note tracked changes, which are taken as accepted, and remarks."""
        if any(True for _ in main.iter(*_CHANGES)):
            self.leave("changes")
        for _one in main.iter(*_REMARKS):
            self.leave("comments")

    def count_frames(self) -> None:
        """Note the words that stand above and below every page."""
        for name in self.package.namelist():
            if re.fullmatch(r"word/(?:header|footer)[0-9]{1,3}\.xml", name):
                root = part(self.package, name)
                words = "".join(one.text or "" for one in root.iter(W + "t")) if root is not None else ""
                if re.search(r"[^\W\d_]", words):
                    self.leave("frames")
                    return


def _is_item(label: str) -> bool:
    """Whether Markdown has such a list: bullets and "1."; other numbers are part of the text."""
    return label in {"-", "–", "—", "+", "*", "•", "o"} or re.fullmatch(r"[0-9]{1,5}\.", label) is not None


def _labelled(label: str, runs: list[Run]) -> list[Run]:
    return [{"t": f"{label} "}, *runs] if label else runs
