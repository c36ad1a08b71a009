"""What Markdown says of headings, links, pictures and tables that somebody who does not see the page would miss."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.language.access import DECORATION, FIRST_LEVEL, is_address, is_file_name, is_vague, skips_level
from portal.language.hint import ACCESS, Hint

_FENCE = re.compile(
    r"^[ ]{0,3}(`{3,}(?!`)|~{3,}(?!~))[^`\n]*\n.*?(?:^[ ]{0,3}\1[ \t]*$|\Z)", re.MULTILINE | re.DOTALL
)
_CODE = re.compile(r"`[^`\n]+`")
_HEADING = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]([^\n]*))?$", re.MULTILINE)
_PICTURE = re.compile(r'!\[([^\]\n]{0,500})\]\([^()\s]{0,2000}(?:[ \t]{1,4}"[^"\n]{0,500}")?\)')
_LINK = re.compile(r'(?<!!)\[([^\[\]\n]{1,500})\]\([^()\s]{0,2000}(?:[ \t]{1,4}"[^"\n]{0,500}")?\)')
_RULE_OF_TABLE = re.compile(r"^[|:\- \t]{3,2000}$", re.MULTILINE)
_HTML_TABLE = re.compile(r"<table\b[^>]*>.*?(?:</table>|\Z)", re.IGNORECASE | re.DOTALL)


def layout_hints(text: str) -> Iterator[Hint]:
    """Hints on Markdown."""
    text = _FENCE.sub(_spaces, text)
    text = _CODE.sub(_spaces, text)
    yield from _headings(text)
    yield from _pictures(text)
    yield from _links(text)
    yield from _tables(text)


def _spaces(match: re.Match[str]) -> str:
    return "".join("\n" if one == "\n" else "\x00" for one in match[0])


def _headings(text: str) -> Iterator[Hint]:
    before = FIRST_LEVEL - 1
    for match in _HEADING.finditer(text):
        title = (match[2] or "").strip(" \t*_#\x00")
        level = max(len(match[1]), FIRST_LEVEL)
        if not title:
            yield Hint(ACCESS, "empty_heading", match.start(), match.end(), match[0].strip())
            continue
        if skips_level(before, level):
            yield Hint(ACCESS, "heading_jump", match.start(), match.end(), match[0].strip(), count=before + 1)
        before = level


def _pictures(text: str) -> Iterator[Hint]:
    for match in _PICTURE.finditer(text):
        said = match[1].strip()
        if said == DECORATION:
            continue
        if not said:
            yield Hint(ACCESS, "no_description", match.start(), match.end(), match[0])
        elif is_file_name(said):
            yield Hint(ACCESS, "file_name_description", match.start(), match.end(), said)


def _links(text: str) -> Iterator[Hint]:
    for match in _LINK.finditer(text):
        if is_vague(match[1]):
            yield Hint(ACCESS, "vague_link", match.start(1), match.end(1), match[1])
        elif is_address(match[1].strip()):
            yield Hint(ACCESS, "address_link", match.start(1), match.end(1), match[1])


def _tables(text: str) -> Iterator[Hint]:
    for match in _RULE_OF_TABLE.finditer(text):
        end = max(0, match.start() - 1)
        head = text[text.rfind("\n", 0, end) + 1 : end]
        if "|" in match[0] and "-" in match[0] and "|" in head and not head.replace("|", "").strip():
            yield Hint(ACCESS, "no_table_header", end - len(head), end, "")
    for match in _HTML_TABLE.finditer(text):
        if "<th" not in match[0].lower().replace("<thead", ""):
            yield Hint(ACCESS, "no_table_header", match.start(), match.start() + len("<table"), "")
