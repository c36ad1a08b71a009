"""Markdown to (not yet clean) HTML, in time that grows with the text and not with its square.

Python-Markdown takes seconds to hours on some texts that no person writes ("[" ten thousand times). What is cheap
to repair is repaired; a text that stays costly is refused, and the caller shows it as plain paragraphs.
"""

import re

import markdown
from markdown.extensions.tables import TableExtension

from portal.web.sanitise_tree import TooComplex

MAX_MARKS = 30_000
MAX_LINES = 50_000
MAX_BRACKET_DEPTH = 12
MAX_BROKEN_TAGS = 100
MAX_QUOTE_DEPTH = 8

_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_RULE = re.compile(r" {0,3}(?:=+|-+|(?:[*_-][ \t]{0,3}){3,200})[ \t]*$")
_QUOTES = re.compile(rf"[ \t]{{0,80}}(?:>[ \t]{{0,3}}){{{MAX_QUOTE_DEPTH + 1},}}")
_LIST_CHAIN = re.compile(r"[ \t]{0,80}(?:(?:[*+-]|[0-9]{1,9}\.)[ \t]{1,8}){9,}")
_MARKS = re.compile(r"[\[!*_`\\&<~]")
_BRACKETS = re.compile(r"[\[\]()]")
_BROKEN_TAG = re.compile(r"<(?=[a-zA-Z/!?])(?![/!?]?[a-zA-Z][^<>]*>|!--[^<>]*-->)")
_INDENT = re.compile(r"^[ \t]{40,}", re.MULTILINE)


def markdown_to_html(text: str) -> str:
    """Convert Markdown (tables, fenced code, sane lists; raw HTML passes through and must be cleaned after).

    Raises TooComplex for a text that would take unreasonably long.
    """
    text = _loosen(_INDENT.sub(" " * 40, text.replace("\r\n", "\n").replace("\r", "\n")))
    _refuse_costly(text)
    converter = markdown.Markdown(
        extensions=[TableExtension(use_align_attribute=True), "sane_lists", "fenced_code"]
    )
    try:
        return str(converter.convert(text))
    except (RecursionError, AssertionError, IndexError, ValueError) as error:
        raise TooComplex("Markdown nests too deeply") from error


def _loosen(text: str) -> str:
    """Set headings and rules apart with empty lines, as the converter is slow where they stand close together."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        if fence or mark:
            lines.append(line)
        elif _HEADING.match(line):
            lines += ["", line, ""]
        elif _RULE.match(line):
            lines += [line, ""]
        else:
            lines.append(line)
    return "\n".join(lines)


def _refuse_costly(text: str) -> None:
    """Raise TooComplex where the number or nesting of marks is beyond what a person writes."""
    if text.count("\n") > MAX_LINES * 2 or len(_MARKS.findall(text)) > MAX_MARKS:
        raise TooComplex("too many marks")
    if sum(1 for _ in _BROKEN_TAG.finditer(text)) > MAX_BROKEN_TAGS:
        raise TooComplex("too many broken tags")
    for block in re.split(r"\n[ \t]*\n", text):
        if _bracket_depth(block) > MAX_BRACKET_DEPTH:
            raise TooComplex("brackets nest too deeply")
    if any(_QUOTES.match(line) or _LIST_CHAIN.match(line) for line in text.split("\n")):
        raise TooComplex("quotations or lists nest too deeply")


def _bracket_depth(block: str) -> int:
    """How deep brackets that open a link stand in each other; `[` left open counts to the end of the block."""
    square = deepest = round_open = 0
    previous = -2
    for found in _BRACKETS.finditer(block):
        mark = found[0]
        if mark == "[":
            square += 1
        elif mark == "]":
            square = max(0, square - 1)
        elif mark == "(" and found.start() == previous + 1 and block[previous] == "]":
            round_open += 1
        elif mark == ")":
            round_open = max(0, round_open - 1)
        previous = found.start()
        deepest = max(deepest, square, round_open)
    return deepest
