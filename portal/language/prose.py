"""The running text in Markdown: everything that is no prose (addresses, code, marks) is blanked out, place by place."""

from __future__ import annotations

import re

BLANK = "\x00"
"""Stands in for each character that is not read, so that places stay what they are in the text."""

_NOT_PROSE = re.compile(
    r"""
      ^[ ]{0,3}(?P<fence>```+|~~~+)[^\n]*\n.*?(?:^[ ]{0,3}(?P=fence)[^\n]*$|\Z)
    | `[^`\n]+`
    | <[a-zA-Z/!][^<>\n]*>
    | &(?:\#\d{1,7}|\#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,30});
    | \]\([^()\s]*(?=[\s)])
    | ^[ ]{0,3}\[[^\]\n]+\]:[^\n]*
    | (?:https?|ftp|mailto|tel):[^\s<>()\]]+
    | (?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+
    | (?<![\w.-])(?:[\w-]+\.)+(?:vn|com|net|org|gov|edu|info|io|html?|php|pdf|docx?|xlsx?)\b(?:/[^\s<>()\]]*)?
    | [@\#][\w.]+
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_MARKS = re.compile(r"[*_~`\\|#>\[\]]")


def prose_of(text: str, *, is_markdown: bool) -> str:
    """The text with what is no prose blanked, as long as the text. Line breaks and spaces stay."""
    pattern = _NOT_PROSE if is_markdown else _PLAIN_NOT_PROSE
    read = pattern.sub(_blanked, text)
    return _MARKS.sub(BLANK, read) if is_markdown else read


_PLAIN_NOT_PROSE = re.compile(
    r"(?:https?|ftp|mailto|tel):[^\s<>()]+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.-])(?:[\w-]+\.)+(?:vn|com|net|org|gov|edu|info|io|html?|php|pdf|docx?|xlsx?)\b(?:/[^\s<>()]*)?|[@#][\w.]+",
    re.IGNORECASE,
)


def _blanked(match: re.Match[str]) -> str:
    return "".join(one if one in "\n " else BLANK for one in match[0])
