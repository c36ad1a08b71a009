"""The marks that bodies of templates are written in, read into parts.

A line each: `## heading in the middle`, `^ a line in the middle`, `- item`, `| label: {slot} | label: {slot}` for
fields beside each other, anything else a paragraph; `{nếu slot}`, `{nếu slot = value}`, `{không có slot}` … `{hết}`
around lines that depend on a value. Within lines `**bold**`, `*italic*`, `{slot}` and `{slot:cách}` with the ways chữ
(in words), ngày (a day written out), hoa (capitals); `{{` is a brace. Marks count in the template alone: values are put
in afterwards and stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.results.layout.shapes import InvalidTemplate

PARAGRAPH, HEADING, CENTRE, ITEM, FIELDS = "paragraph", "heading", "centre", "item", "fields"
IN_WORDS, WRITTEN_OUT, CAPITALS = "chữ", "ngày", "hoa"
WAYS = ("", IN_WORDS, WRITTEN_OUT, CAPITALS)
PLAIN, BOLD, ITALIC, BOLD_ITALIC = "", "B", "I", "BI"
_IF = re.compile(r"\{nếu ([a-z0-9_]+)(?: *= *([^{}]+))?\}\Z")
_UNLESS = re.compile(r"\{không có ([a-z0-9_]+)\}\Z")
_INLINE = re.compile(r"\{\{|\{([a-z0-9_]+)(?::(\w+))?\}|\*\*|\*")


@dataclass(frozen=True)
class Text:
    """Words of the template."""

    text: str
    style: str = PLAIN


@dataclass(frozen=True)
class Slot:
    """Where a value goes, and in which way."""

    key: str
    way: str = ""
    style: str = PLAIN


@dataclass(frozen=True)
class Line:
    """A line: its kind and its cells (one, except of FIELDS), each a row of texts and slots."""

    kind: str
    cells: tuple[tuple[Text | Slot, ...], ...]


@dataclass(frozen=True)
class When:
    """Lines that stand only if a slot has a value (`value`: this very one), or none (`has` False)."""

    key: str
    has: bool
    value: str
    lines: tuple[Line | When, ...]


def read_body(body: str) -> tuple[Line | When, ...]:
    """The parts of a body. Raises InvalidTemplate for conditions that don't close or open."""
    stack: list[tuple[str, bool, str, list[Line | When]]] = [("", True, "", [])]
    for number, raw in enumerate(body.splitlines(), 1):
        line = raw.strip()
        if not line:
            continue
        if found := _IF.match(line):
            stack.append((found[1], True, (found[2] or "").strip(), []))
        elif found := _UNLESS.match(line):
            stack.append((found[1], False, "", []))
        elif line == "{hết}":
            if len(stack) == 1:
                raise InvalidTemplate([_("dòng %(number)s: {hết} không có {nếu …} ở trước", number=number)])
            key, has, value, lines = stack.pop()
            stack[-1][3].append(When(key, has, value, tuple(lines)))
        else:
            stack[-1][3].append(_line(line))
        if len(stack) > 6:
            raise InvalidTemplate([_("dòng %(number)s: điều kiện lồng nhau quá sâu", number=number)])
    if len(stack) > 1:
        raise InvalidTemplate([_("thiếu {hết} cho điều kiện {nếu %(key)s}", key=stack[-1][0])])
    return tuple(stack[0][3])


def _line(line: str) -> Line:
    for mark, kind in (("## ", HEADING), ("^ ", CENTRE), ("- ", ITEM)):
        if line.startswith(mark):
            return Line(kind, (read_inline(line[len(mark) :].strip()),))
    if line.startswith("|"):
        cells = [one.strip() for one in line.strip("|").split("|")]
        return Line(FIELDS, tuple(read_inline(one) for one in cells if one))
    return Line(PARAGRAPH, (read_inline(line),))


def read_inline(text: str) -> tuple[Text | Slot, ...]:
    """A line's texts and slots; a mark of emphasis that is not closed reaches to the end."""
    parts: list[Text | Slot] = []
    bold = italic = False
    at = 0

    def add(words: str) -> None:
        if words:
            parts.append(Text(words, _style(bold, italic)))

    for found in _INLINE.finditer(text):
        add(text[at : found.start()])
        at = found.end()
        if found[0] == "{{":
            add("{")
        elif found[0] == "**":
            bold = not bold
        elif found[0] == "*":
            italic = not italic
        else:
            parts.append(Slot(found[1], found[2] or "", _style(bold, italic)))
    add(text[at:])
    return tuple(parts)


def _style(bold: bool, italic: bool) -> str:
    return (BOLD if bold else "") + (ITALIC if italic else "")


def slots_of(lines: tuple[Line | When, ...]) -> Iterator[Slot]:
    """Every slot that is named, in conditions too."""
    for one in lines:
        if isinstance(one, When):
            yield Slot(one.key)
            yield from slots_of(one.lines)
        else:
            yield from (part for cell in one.cells for part in cell if isinstance(part, Slot))
