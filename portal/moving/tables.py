"""The rows of a table of HTML, and whether it is a table of figures at all."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from portal.digits import whole_number

_STRUCTURE = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "table", "figure"})


def rows_of(table: Element) -> Iterator[list[Element | None]]:
    """The rows of a table with its cells; None stands where a cell spans columns or rows."""
    spans: dict[int, int] = {}
    for row in _own_rows(table):
        cells: list[Element | None] = []
        for cell in row:
            if not isinstance(cell.tag, str) or cell.tag not in {"td", "th"}:
                continue
            while spans.get(len(cells), 0) > 0:
                spans[len(cells)] -= 1
                cells.append(None)
            for place in range(_span(cell, "colspan")):
                if (deep := _span(cell, "rowspan")) > 1:
                    spans[len(cells)] = deep - 1
                cells.append(cell if place == 0 else None)
        while spans.get(len(cells), 0) > 0:
            spans[len(cells)] -= 1
            cells.append(None)
        yield cells


def _own_rows(table: Element) -> Iterator[Element]:
    for one in table:
        if one.tag == "tr":
            yield one
        elif one.tag in {"tbody", "thead", "tfoot"}:
            yield from (row for row in one if row.tag == "tr")


def _span(cell: Element, name: str) -> int:
    return min(whole_number(cell.get(name), 99_999) or 1, 60)


def is_layout(table: Element, rows: list[list[Element | None]]) -> bool:
    """Whether a table only places things: it holds further tables, headings, or much text in few cells."""
    inner = [one for one in table.iter() if one is not table]
    if any(one.tag == "th" for one in inner):
        return False
    if any(one.tag in _STRUCTURE for one in inner):
        return True
    cells = [cell for row in rows for cell in row if cell is not None]
    pictures = sum(1 for cell in cells if next(cell.iter("img"), None) is not None)
    paragraphs = sum(1 for one in inner if one.tag == "p")
    return bool(pictures and pictures * 3 >= len(cells)) or (
        len(rows) <= 2 and paragraphs > 3 * max(len(cells), 1)
    )
