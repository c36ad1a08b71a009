"""What stands within an article: clauses (khoản) and points (điểm)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from portal.legal.structure.numbering import LETTERS, clause_order, point_order
from portal.legal.structure.quotes import quoted_lines
from portal.legal.structure.tree import Node

_CLAUSE = re.compile(r"[ \t]*(?P<no>\d{1,3}[a-zđ]?\d?)(?:\.(?!\d)[ \t]*|[)/][ \t]*|[ \t]?[-–][ \t]+)(?=\S|$)")
_POINT = re.compile(r"[ \t]*(?P<no>[a-zđ]\d{0,2})(?:[)/.]|[ \t]?[-–](?=[ \t]))[ \t]*(?=\S|$)")
_FAR = 3
"""So many numbers may be missing between two neighbours: sources lose lines, and repealed clauses leave gaps."""


@dataclass(frozen=True)
class _Mark:
    """The mark of a clause or a point at the start of a line."""

    unit: str
    no: str
    start: int
    label_end: int


def parse_article(text: str, anchor: str = "", start: int = 0, end: int | None = None) -> tuple[Node, ...]:
    """The clauses and points of text[start:end] (an article's text without its heading), in order.

    What stands before the first is the article's own. A number that does not follow the one before
    is part of the text (a list within a clause), and so is what stands in quotation marks (words of another
    document that this one changes). Anchors are `anchor` + "-khoan-2-diem-a"; a repeated one gets "-2", "-3" …
    """
    end = len(text) if end is None else end
    marks = _marks(text, start, end)
    nodes: list[Node] = []
    for place, mark in enumerate(marks):
        stop = marks[place + 1].start if place + 1 < len(marks) else end
        node = Node(mark.unit, mark.no, mark.start, mark.label_end, stop, "")
        if mark.unit == "Điểm" and nodes and nodes[-1].unit == "Khoản":
            nodes[-1] = replace(nodes[-1], end=stop, children=(*nodes[-1].children, node))
        else:
            nodes.append(node)
    return _with_anchors(tuple(nodes), anchor, set())


def _marks(text: str, start: int, end: int) -> list[_Mark]:
    quoted = quoted_lines(text, start, end)
    candidates: list[_Mark] = []
    offset = start
    for line in text[start:end].splitlines(keepends=True):
        mark = None if offset in quoted else _mark(line, offset)
        offset += len(line)
        if mark is not None:
            candidates.append(mark)
    found: list[_Mark] = []
    clause, point = (0, 0, 0), (-1, 0)
    for place, mark in enumerate(candidates):
        later = candidates[place + 1 :]
        if mark.unit == "Khoản" and _follows_clause(clause, mark, found, later):
            clause, point = clause_order(mark.no), (-1, 0)
            found.append(mark)
        elif mark.unit == "Điểm" and _follows_point(point, mark, later):
            point = point_order(mark.no) or point
            found.append(mark)
    return found


def _mark(line: str, offset: int) -> _Mark | None:
    body = line.rstrip("\r\n")
    for unit, pattern in (("Khoản", _CLAUSE), ("Điểm", _POINT)):
        match = pattern.match(body)
        if match:
            return _Mark(unit, match["no"], offset, offset + match.end())
    return None


def _follows_clause(
    before: tuple[int, int, int], mark: _Mark, found: list[_Mark], later: list[_Mark]
) -> bool:
    now = clause_order(mark.no)
    if before == (0, 0, 0):
        # Points come before the first clause only where the article has no clauses at all.
        begins = now[0] == 1 or (now[0] <= _FAR and _is_followed(f"{now[0] + 1}", "Khoản", later))
        return begins and not found and now[2] == 0
    return before < now and now[0] - before[0] <= _FAR


def _follows_point(before: tuple[int, int], mark: _Mark, later: list[_Mark]) -> bool:
    now = point_order(mark.no)
    if now is None:
        return False
    if before[0] < 0:
        return now == (0, 0) or (now[0] < _FAR and _is_followed(LETTERS[now[0] + 1], "Điểm", later))
    return before < now and now[0] - before[0] <= _FAR


def _is_followed(no: str, unit: str, later: list[_Mark]) -> bool:
    """Whether the next number comes, before another clause where points are counted."""
    for mark in later:
        if mark.unit == unit:
            return mark.no == no
        if mark.unit == "Khoản":
            return False
    return False


def _with_anchors(nodes: tuple[Node, ...], parent: str, taken: set[str]) -> tuple[Node, ...]:
    named = []
    for node in nodes:
        name = "khoan" if node.unit == "Khoản" else "diem"
        base = f"{parent}-{name}-{node.no.replace('đ', 'dd')}".strip("-")
        anchor, many = base, 1
        while anchor in taken:
            many += 1
            anchor = f"{base}-{many}"
        taken.add(anchor)
        named.append(replace(node, anchor=anchor, children=_with_anchors(node.children, anchor, taken)))
    return tuple(named)
