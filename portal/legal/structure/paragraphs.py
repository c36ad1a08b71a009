"""Undoing the line breaks of a printed page: lines that belong together become one line."""

from __future__ import annotations

import re
from collections import Counter

from portal.legal.structure.lines import begins_unit
from portal.letters import LOWER

_PAGES_WITH_HEAD = 3
_ENDS = re.compile(r"(?:[.;:?!…”\"/]|[-–_=*.]{3})\Z")  # of a line without spaces at its end
_PAGE_NUMBER = re.compile(r"[-–]?[ \t]?\d{1,3}[ \t]?[-–]?")
_CAPITALS = re.compile(rf"[^{LOWER}]+")
_TABLE = re.compile(r"\s*\|")
_STARTS_NEW = re.compile(r"\s*(?:Căn cứ|Theo đề nghị|Xét|Nơi nhận|Như Điều|- |\+ |– |Kính gửi|[“\"]Điều)")


def joined_lines(text: str) -> str:
    """The text with one line for each paragraph; only line breaks, page numbers and running heads are dropped.

    Pages are parted by form feeds; a running head is a first line that comes again on three pages, but for its figures.

    A line goes on the line before when that one did not end a sentence and this one begins neither a unit nor a
    list, and the one before was long enough to have been broken by the edge of the page.
    """
    pages = _without_running_heads(text.replace("\r\n", "\n").split("\f"))
    lines = [line.rstrip() for line in "\n\n".join(pages).split("\n")]
    edge = _edge(lines)
    paragraphs: list[list[str]] = []  # of printed lines
    blank_before = True
    for line in lines:
        stripped = line.strip()
        if not stripped:
            blank_before = True
            continue
        if _PAGE_NUMBER.fullmatch(stripped) and blank_before:
            continue
        if paragraphs and _goes_on(paragraphs[-1][-1], stripped, edge, blank_before):
            paragraphs[-1].append(stripped)
        else:
            paragraphs.append([stripped])
        blank_before = False
    return "\n".join(" ".join(one) for one in paragraphs)


def _without_running_heads(pages: list[str]) -> list[str]:
    """The pages without the first line that they share ("48 CÔNG BÁO/Số 35 + 36/Ngày 08-01-2024")."""
    firsts = [page.strip().split("\n", 1)[0] for page in pages]
    keys = ["".join(sign for sign in line if sign.isalpha()) for line in firsts]
    many = Counter(keys)
    kept = []
    for page, line, key in zip(pages, firsts, keys, strict=True):
        is_head = len(key) >= 4 and many[key] >= _PAGES_WITH_HEAD and not begins_unit(line)
        kept.append(page.strip()[len(line) :] if is_head else page)
    return kept


def _edge(lines: list[str]) -> int:
    """The usual length of a full line."""
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    return lengths[len(lengths) * 3 // 4] if lengths else 0


def _goes_on(before: str, line: str, edge: int, blank_between: bool) -> bool:
    if begins_unit(line) or _STARTS_NEW.match(line) or _TABLE.match(line) or _TABLE.match(before):
        return False
    if line[0].islower() or line[0] in ",;)":
        # A sentence goes on over the end of a page too, but not behind a full stop.
        return not before.endswith((".", ";", ":"))
    if blank_between or _ENDS.search(before) or _CAPITALS.fullmatch(line) or _CAPITALS.fullmatch(before):
        return False
    return len(before) >= edge * 0.8
