"""The body of a document written in Markdown, taken apart into preamble and provisions, and put together again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from portal.legal.naming import unique_anchors
from portal.legal.record import ProvisionRecord
from portal.legal.structure.numbering import ordinal
from portal.legal.structure.tree import GROUPS, RANKS

_HEADING = re.compile(r"(?P<marks>#{1,2})[ \t]+(?P<text>.*?)[ \t]*#*[ \t]*")
_FENCE = re.compile(r"[ ]{0,3}(?:```|~~~)")
_UNIT = re.compile(
    r"(?P<unit>Điều|Khoản|Tiểu mục|Mục|Chương|Phần|Phụ lục)[ \t]+"
    r"(?P<no>[0-9]{1,4}[a-zđ]?|[IVXLC]{1,8}|[A-ZĐ]|(?:[Tt]hứ|THỨ)(?:[ \t]+\w+){1,3}?)"
    r"(?:[ \t]*[.:][ \t]*|[ \t]+|$)(?P<heading>.*)"
)
_NUMBERED = re.compile(r"(?P<no>[IVXLC]{1,8}|[0-9]{1,4}[a-zđ]?|[A-ZĐ])[.)](?:[ \t]+|$)(?P<heading>.*)")
_UNNAMED_RANK = 2  # a group that is not called so ("# Tổ chức thực hiện") counts as a chapter


@dataclass
class _Part:
    unit: str
    no: str
    heading: str
    chapter: str
    title: str
    is_group: bool
    lines: list[str] = field(default_factory=list)


def split_markdown_body(text: str) -> tuple[str, list[ProvisionRecord]]:
    """Split Markdown into (preamble, provisions); only "#" marks and the stop after a number are dropped.

    `# Chương I. …` starts a group (phần, chương, mục, tiểu mục, phụ lục), `## Điều 1. …` or `## I. …` a provision
    (unit "Điều" or "Mục"); a `##` heading without number has unit and number "". `chapter` of a provision are the
    titles of the groups around it, outermost first, a line each. Text that stands in a group before its first
    provision, and a group without provisions, become a provision of unit "Chương" (or as the heading says).
    """
    preamble, parts = _parts(text)
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


def _parts(text: str) -> tuple[list[str], list[_Part]]:
    preamble: list[str] = []
    parts: list[_Part] = []
    groups: list[tuple[int, str]] = []
    fenced = False
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        heading = None if fenced else _HEADING.fullmatch(line)
        if heading is None or not heading["text"]:
            (parts[-1].lines if parts else preamble).append(line)
            continue
        is_group = len(heading["marks"]) == 1
        unit, no, name = _named(heading["text"])
        if is_group:
            rank = RANKS.get(unit, _UNNAMED_RANK)
            groups = [one for one in groups if one[0] < rank]
        title = ". ".join(filter(None, (" ".join(filter(None, (unit, no))), name)))
        parts.append(_Part(unit, no, name, "\n".join(one for _, one in groups), title, is_group))
        if is_group:
            groups.append((rank, title))
    return preamble, parts


def _only_groups(part: _Part, following: list[_Part]) -> bool:
    """Whether a group's heading has nothing of its own and is kept in the `chapter` of what follows."""
    if not part.is_group or not following:
        return False
    inner = "\n".join(filter(None, (part.chapter, part.title)))
    return following[0].chapter.startswith(inner) and not "".join(part.lines).strip()


def _named(text: str) -> tuple[str, str, str]:
    """Unit, number and name of a heading."""
    match = _UNIT.fullmatch(text)
    if match and (" " not in match["no"] or ordinal(match["no"]) is not None):
        return match["unit"], match["no"], match["heading"]
    match = _NUMBERED.fullmatch(text)
    if match:
        return "Mục", match["no"], match["heading"]
    return "", "", text


def body_of(document: Any) -> str:
    """The document's text as the Markdown that it is edited in."""
    parts: list[str] = [document.preamble]
    before: list[str] = []
    following = [one.chapter for one in document.provisions[1:]] + [""]
    for one, next_chapter in zip(document.provisions, following, strict=False):
        groups = one.chapter.split("\n") if one.chapter else []
        shared = 0
        while shared < min(len(groups), len(before)) and groups[shared] == before[shared]:
            shared += 1
        parts.extend(f"# {group}" for group in groups[shared:])
        inner = [*groups, heading_of(one)]
        ends_a_group = len(before) > shared == len(groups)
        is_group = one.unit in GROUPS and (ends_a_group or next_chapter.startswith("\n".join(inner)))
        parts.append(f"{'#' if is_group else '##'} {heading_of(one)}")
        before = inner if is_group else groups
        parts.append(one.text)
    return "\n\n".join(part for part in parts if part).strip("\n") + "\n"


def heading_of(provision: Any) -> str:
    """ "Điều 5. Tên điều", as it is printed."""
    name = " ".join(part for part in (provision.unit, provision.no) if part)
    return ". ".join(part for part in (name, provision.heading) if part)
