"""A parsed document as the Markdown that it is edited in and kept as."""

from __future__ import annotations

from dataclasses import dataclass

from portal.legal.structure.document import Parsed
from portal.legal.structure.tree import GROUPS, Node


@dataclass(frozen=True)
class MarkdownParts:
    """What stands before the first provision, the provisions with their headings, what stands after them."""

    preamble: str
    body: str
    closing: str


def to_markdown(parsed: Parsed) -> MarkdownParts:
    """The document as `portal.legal.body.split_markdown_body` takes it apart again: "# Chương …", "## Điều …"."""
    parts: list[str] = []
    for top in (*parsed.body, *parsed.annexes):
        parts.extend(_parts(top, parsed.text))
    body = "\n\n".join(part for part in parts if part)
    return MarkdownParts(parsed.opening.strip(), body, parsed.closing.strip())


def _parts(node: Node, text: str) -> list[str]:
    if node.unit in GROUPS:
        own = [f"# {title(node)}", _without_heading(text[node.label_end : node.own_end], node.heading)]
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
