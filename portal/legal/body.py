"""The body of a document written in Markdown, taken apart into preamble and provisions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from portal.legal.naming import unique_anchors
from portal.legal.record import ProvisionRecord

_HEADING = re.compile(r"(?P<marks>#{1,2})[ \t]+(?P<text>.*?)[ \t]*#*[ \t]*")
_FENCE = re.compile(r"[ ]{0,3}(?:```|~~~)")
_UNIT = re.compile(
    r"(?P<unit>Điều|Khoản|Tiểu mục|Mục|Chương|Phần|Phụ lục)[ \t]+"
    r"(?P<no>[0-9]{1,4}[a-zđ]?|[IVXLC]{1,8}|[A-ZĐ])"
    r"(?:[ \t]*[.:][ \t]*|[ \t]+|$)(?P<heading>.*)"
)
_NUMBERED = re.compile(r"(?P<no>[IVXLC]{1,8}|[0-9]{1,4}[a-zđ]?|[A-ZĐ])[.)](?:[ \t]+|$)(?P<heading>.*)")


@dataclass
class _Part:
    unit: str
    no: str
    heading: str
    chapter: str
    lines: list[str] = field(default_factory=list)


def split_markdown_body(text: str) -> tuple[str, list[ProvisionRecord]]:
    """Split Markdown into (preamble, provisions); only "#" marks and the stop after a number are dropped.

    `# Chương I. …` starts a chapter, `## Điều 1. …` or `## I. …` a provision (unit "Điều" or "Mục"); a `##`
    heading without number has unit and number "". Text that stands in a chapter before its first provision,
    and a chapter without provisions, become a provision of unit "Chương" (or as the heading says).
    """
    preamble: list[str] = []
    parts: list[_Part] = []
    chapter = ""
    fenced = False
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        heading = None if fenced else _HEADING.fullmatch(line)
        if heading and heading["text"]:
            is_chapter = len(heading["marks"]) == 1
            chapter = heading["text"] if is_chapter else chapter
            parts.append(_part(heading["text"], "" if is_chapter else chapter))
        else:
            (parts[-1].lines if parts else preamble).append(line)
    kept = [part for place, part in enumerate(parts) if not _only_groups(part, parts[place + 1 : place + 2])]
    anchors = unique_anchors((part.unit or "Mục", part.no) for part in kept)
    provisions = [
        ProvisionRecord(
            position=position,
            unit=part.unit,
            no=part.no,
            chapter=part.chapter,
            heading=part.heading,
            text="\n".join(part.lines).strip("\n"),
            anchor=anchors[position - 1],
        )
        for position, part in enumerate(kept, start=1)
    ]
    return "\n".join(preamble).strip("\n"), provisions


def _only_groups(part: _Part, following: list[_Part]) -> bool:
    """Whether a chapter's heading has nothing of its own and is kept as the `chapter` of what follows."""
    if part.chapter or not following or not following[0].chapter:
        return False
    return not "".join(part.lines).strip()


def _part(text: str, chapter: str) -> _Part:
    match = _UNIT.fullmatch(text)
    if match:
        return _Part(match["unit"], match["no"], match["heading"], chapter)
    match = _NUMBERED.fullmatch(text)
    if match:
        return _Part("Mục", match["no"], match["heading"], chapter)
    return _Part("", "", text, chapter)
