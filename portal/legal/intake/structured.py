"""The text of all pages in its structure: as it will be edited, and how many units it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.legal.structure import joined_lines, parse, to_markdown
from portal.media.reading import PageText

UNITS = ("Phần", "Chương", "Mục", "Tiểu mục", "Điều", "Khoản", "Điểm", "Phụ lục")


@dataclass(frozen=True)
class Structured:
    """Body (with what stands before it) and closing as Markdown; (unit, number of them) for those that there are."""

    body: str
    closing: str = ""
    outline: list[tuple[str, int]] = field(default_factory=list)


def text_of(pages: Sequence[PageText]) -> str:
    """The text of all pages, one after the other."""
    return "\f".join(one.text.strip("\n") for one in pages if one.text.strip())


def structured(pages: Sequence[PageText]) -> Structured:
    """Take the text of these pages apart."""
    parsed = parse(joined_lines(text_of(pages)))
    parts = to_markdown(parsed)
    body = "\n\n".join(part for part in (parts.preamble, parts.body) if part)
    count = Counter(one.unit for one in parsed.nodes())
    return Structured(body, parts.closing, [(unit, count[unit]) for unit in UNITS if count[unit]])
