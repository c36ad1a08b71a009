"""A parsed document as the Markdown that it is edited in and kept as."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.legal.structure.document import Parsed
from portal.legal.structure.tree import GROUPS, Node

# Where the letterhead, the number and the title of a document end.
_PREAMBLE = re.compile(
    r"\s*(?:Căn cứ|Theo |Xét |Thực hiện |Để |Nhằm |Trên cơ sở|Kính gửi|Sau khi|Tiếp theo|Quốc hội ban hành)"
)
_TABLE = re.compile(r"\s*\|.*\|\s*")


@dataclass(frozen=True)
class MarkdownParts:
    """Letterhead and title; what stands before the first provision; the provisions with their headings; the closing."""

    head: str
    preamble: str
    body: str
    closing: str


def to_markdown(parsed: Parsed) -> MarkdownParts:
    """The document as `portal.legal.body.split_markdown_body` takes it apart again: "# Chương …", "## Điều …"."""
    parts: list[str] = []
    for top in (*parsed.body, *parsed.annexes):
        parts.extend(_parts(top, parsed.text))
    body = "\n\n".join(part for part in parts if part)
    head, preamble = _without_head(parsed.opening)
    return MarkdownParts(head, paragraphs(preamble), body, parsed.closing.strip())


def _without_head(opening: str) -> tuple[str, str]:
    """The letterhead with the title, which the fields of a document repeat, and what follows; all of it follows where
    nothing shows the end of the letterhead."""
    lines = opening.strip().split("\n")
    first = next((place for place, line in enumerate(lines) if _PREAMBLE.match(line)), 0)
    return "\n".join(lines[:first]).strip(), "\n".join(lines[first:]).strip()


def paragraphs(text: str) -> str:
    """Lines as Markdown keeps them apart: a paragraph each, the rows of a table together."""
    out: list[str] = []
    in_table = False
    for line in (line.strip() for line in text.split("\n")):
        if not line:
            continue
        is_row = bool(_TABLE.fullmatch(line))
        if is_row and in_table:
            out[-1] += f"\n{line}"
        else:
            out.append(line)
        in_table = is_row
    return "\n\n".join(out)


def _parts(node: Node, text: str) -> list[str]:
    if node.unit in GROUPS:
        own_words = _without_heading(text[node.label_end : node.own_end], node.heading)
        own = [f"# {title(node)}", paragraphs(own_words)]
        return own + [part for child in node.children for part in _parts(child, text)]
    return [f"## {title(node)}", _without_heading(text[node.label_end : node.end], node.heading)]


def title(node: Node) -> str:
    """ "Điều 5. Tên điều", "Phụ lục I. DANH MỤC"."""
    name = " ".join(part for part in (node.unit, node.no) if part)
    if node.label_end == node.start:
        return node.heading  # an annexed regulation, which is called by its own name ("QUY CHẾ …")
    return f"{name}. {node.heading}" if node.heading else f"{name}."


def _without_heading(own: str, heading: str) -> str:
    """The own words of a unit without its name, which may stand on several lines."""
    lines = own.strip().split("\n")
    name = "".join(heading.split())
    while lines and name:
        line = "".join(lines[0].split())
        if not name.startswith(line):
            break
        name = name[len(line) :]
        lines.pop(0)
    return "\n".join(line.rstrip() for line in lines).strip()
