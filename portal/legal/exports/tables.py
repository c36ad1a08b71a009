"""Tables written in Markdown, taken apart so that the very lines can be put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_CELL_END = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|(?:[ \t]*:?-+:?[ \t]*\|)+")


@dataclass(frozen=True)
class Table:
    """Rows of cells; `rule` is the line below the head ("" where there is no head).

    `spaced` says that every cell stands between one space on either side, which are not part of it.
    """

    rows: tuple[tuple[str, ...], ...]
    rule: str
    spaced: bool


def is_row(line: str) -> bool:
    """Whether a line is a row of a table: it begins and ends with a bar."""
    return len(line) > 1 and line.startswith("|") and line.endswith("|") and line[-2] != "\\"


def take_apart(lines: Sequence[str]) -> Table:
    """The table that these rows (see `is_row`) make; at least one."""
    rule = lines[1] if len(lines) > 1 and _RULE.fullmatch(lines[1]) else ""
    kept = [lines[0], *lines[2:]] if rule else list(lines)
    cells = [tuple(_CELL_END.split(line[1:-1])) for line in kept]
    spaced = all(cell == f" {cell.strip(' ')} " for row in cells for cell in row)
    rows = tuple(tuple(cell[1:-1] for cell in row) if spaced else row for row in cells)
    return Table(rows, rule, spaced)


def put_together(table: Table) -> list[str]:
    """The rows that `take_apart` was given."""
    around = " " if table.spaced else ""
    lines = ["|" + "|".join(f"{around}{cell}{around}" for cell in row) + "|" for row in table.rows]
    return [lines[0], table.rule, *lines[1:]] if table.rule else lines
