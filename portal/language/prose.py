"""The running text in Markdown: everything that is no prose (addresses, code, marks) is blanked out, place by place."""

from __future__ import annotations

import re

BLANK = "\x00"
"""Stands in for each character that is not read, so that places stay what they are in the text."""

_ENDINGS = "vn|com|net|org|gov|edu|info|io|html?|php|pdf|docx?|xlsx?|pptx?|zip|rar|jpe?g|png"
_ENDING = re.compile(rf"\.(?:{_ENDINGS})\b", re.IGNORECASE)

# Each pattern with signs of which a text must hold one for the pattern to match: most texts have few of them.
# Every repetition that could begin at many places is bounded, so that no text takes longer than its length.
_EVERYWHERE = (
    (("://", "mailto:", "tel:"), re.compile(r"(?:https?://|ftp://|mailto:|tel:)[^\s<>()\]]+", re.IGNORECASE)),
    (("@",), re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}|@[\w.]+")),
    (("#",), re.compile(r"#[\w.]+")),
)
_IN_MARKDOWN = (
    (
        ("```", "~~~"),
        re.compile(
            r"^[ ]{0,3}(?P<fence>`{3,}(?!`)|~{3,}(?!~))[^`\n]*\n.*?(?:^[ ]{0,3}(?P=fence)[ \t]*$|\Z)",
            re.DOTALL | re.MULTILINE,
        ),
    ),
    (("`",), re.compile(r"`[^`\n]+`")),
    (("<",), re.compile(r"<[a-zA-Z/!][^<>\n]*>")),
    (("&",), re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,30});")),
    (("](",), re.compile(r"\]\([^()\s]*(?=[\s)])")),
    (("]:",), re.compile(r"^[ ]{0,3}\[[^\]\n]{1,200}\]:[^\n]*", re.MULTILINE)),
)
_NAMED = re.compile(
    rf"(?<![\w.-])(?:[\w-]{{1,63}}\.){{1,6}}(?:{_ENDINGS})\b(?:/[^\s<>()\]]*)?", re.IGNORECASE
)
_MARKS = str.maketrans(dict.fromkeys("*_~`\\|#>[]", BLANK))


def prose_of(text: str, *, is_markdown: bool) -> str:
    """The text with what is no prose blanked, as long as the text. Line breaks and spaces stay."""
    read = text
    for signs, pattern in (*_IN_MARKDOWN, *_EVERYWHERE) if is_markdown else _EVERYWHERE:
        if any(one in read for one in signs):
            read = pattern.sub(_blanked, read)
    if _ENDING.search(read):
        read = _NAMED.sub(_blanked, read)
    return read.replace("![", BLANK * 2).translate(_MARKS) if is_markdown else read


def _blanked(match: re.Match[str]) -> str:
    return "".join(one if one in "\n " else BLANK for one in match[0])
