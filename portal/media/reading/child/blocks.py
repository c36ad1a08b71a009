"""Paragraphs and tables of a document as text: a block per paragraph, tables as lines of Markdown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_UNSEEN = re.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
)
_FRAME = re.compile(r"c[ộo]ng h[oòaà]{2} x[ãa] h[ộo]i|n[ơo]i nh[ậa]n|k[íi]nh g[ửu]i", re.IGNORECASE)
MAX_FRAME_ROWS = 6


@dataclass
class Paragraph:
    """A paragraph; line breaks in it are lines."""

    text: str


@dataclass
class Table:
    """A table: rows of cells, each a list of paragraphs."""

    rows: list[list[list[str]]] = field(default_factory=list)


Block = Paragraph | Table


def tidy(text: str) -> str:
    """A paragraph's text: NFC, single spaces, no unseen characters, no empty lines."""
    plain = unicodedata.normalize("NFC", _UNSEEN.sub("", text).replace("\r", "\n"))
    lines = (_SPACES.sub(" ", line).strip() for line in plain.split("\n"))
    return "\n".join(line for line in lines if line)


def as_text(blocks: Iterable[Block]) -> str:
    """All blocks, with a blank line between them. Empty paragraphs and tables vanish."""
    parts: list[str] = []
    for block in blocks:
        made = [tidy(block.text)] if isinstance(block, Paragraph) else _table(block)
        parts.extend(one for one in made if one)
    return "\n\n".join(parts)


def _table(table: Table) -> list[str]:
    rows = [[[tidy(part) for part in cell] for cell in row] for row in table.rows]
    rows = [row for row in rows if any(part for cell in row for part in cell)]
    if not rows:
        return []
    if is_frame(rows):
        return _columns(rows)
    return [markdown_table([[" ".join(" ".join(cell).split()) for cell in row] for row in rows])]


def is_frame(rows: Sequence[Sequence[Sequence[str]]]) -> bool:
    """Whether a table only places text: the opening (issuer | motto), the address, the closing (recipients | signer),
    or a single cell around something."""
    width = max(len(row) for row in rows)
    if width == 1:
        return True
    text = " ".join(part for row in rows for cell in row for part in cell)
    return width <= 3 and len(rows) <= MAX_FRAME_ROWS and bool(_FRAME.search(text))


def _columns(rows: Sequence[Sequence[Sequence[str]]]) -> list[str]:
    """The columns of a frame one after the other, each a block."""
    made = []
    for place in range(max(len(row) for row in rows)):
        parts = [part for row in rows if place < len(row) for part in row[place] if part]
        made.append("\n".join(parts))
    return made


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a Markdown table with the first as its head; short rows are filled up."""
    width = max(len(row) for row in rows)
    lines = []
    for row in rows:
        cells = [*row, *[""] * (width - len(row))]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)
