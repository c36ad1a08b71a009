"""The blocks of an article as the child tells them: plain JSON, one dictionary per block, lines of runs in it.

A run is {"t": text, "b": bold, "i": italic, "v": "sup" or "sub", "a": address} or {"p": number of a picture}.
"""

from __future__ import annotations

from typing import Any

from .blocks import Block, Paragraph, is_frame, tidy

Run = dict[str, Any]
Line = dict[str, Any]


def paragraph(runs: list[Run], *, centred: bool = False, caption: bool = False) -> Line:
    """A paragraph; `caption` where it is the line below a picture."""
    return {"kind": "caption" if caption else "paragraph", "runs": runs, "centred": centred}


def heading(level: int, runs: list[Run], *, is_title: bool) -> Line:
    """A heading of a level from 1; `is_title` for the title of the whole."""
    return {"kind": "title" if is_title else "heading", "level": level, "runs": runs}


def item(depth: int, label: str, runs: list[Run]) -> Line:
    """An item of a list, `depth` lists deep, with its number or bullet as written."""
    return {"kind": "item", "depth": depth, "label": label, "runs": runs}


def table(rows: list[list[list[list[Run]]]]) -> Line:
    """A table: rows of cells of lines of runs; `frame` where it only places text (issuer | motto)."""
    words = [[[_words(line) for line in one] for one in row] for row in rows]
    filled = [row for row in words if any(line for one in row for line in one)]
    return {"kind": "table", "rows": rows, "frame": bool(filled) and is_frame(filled)}


def cell(block: Line) -> list[list[Run]]:
    """A block as lines of a cell; a table in a cell loses its grid."""
    if block["kind"] == "table":
        return [line for row in block["rows"] for one in row for line in one]
    label = block.get("label", "")
    return [
        [{"t": f"{'–' if label in {'-', 'o', '*', '•'} else label} "}, *block["runs"]]
        if label
        else block["runs"]
    ]


def plain(blocks: list[Block]) -> list[Line]:
    """The blocks of a reader that tells only words, numbers and cells."""
    made: list[Line] = []
    for one in blocks:
        if isinstance(one, Paragraph):
            made.append(paragraph([{"t": one.text}]))
        else:
            made.append(table([[[[{"t": part}] for part in line] for line in row] for row in one.rows]))
    return made


def _words(line: list[Run]) -> str:
    return tidy("".join(run.get("t", "") for run in line))
