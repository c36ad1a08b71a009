"""The order of steps as Markdown: "Bước 1: …" becomes a heading, other lines paragraphs or list items."""

from __future__ import annotations

import re

from portal.procedures.sections import known

_STEP = re.compile(
    r"(?:(?<=\s)|^)[-+*•]?[ \t]*(?P<letter>[a-zđ]\)[ \t]*)?(?P<step>Bước[ \t\xa0]+\d{1,2})[ \t]*[:.)][ \t]*"
)
_STRUCTURE = ("#", ">", "=", "`", "~", "|", "---", "***", "___")
_BULLET = re.compile(r"[-+*•\uf0a7\uf0b7\uf0fc\uf0d8](?=[ \t\xa0])[ \t\xa0]*|[-+](?=[^\W\d_])")
_LONGEST_HEADING = 100


def steps_to_markdown(text: str) -> str:
    """Return the steps as Markdown. All words and digits stay, in order; list marks become "-"."""
    blocks: list[str] = []
    for line in known(text).split("\n"):
        stripped = line.strip()
        if stripped:
            blocks.extend(_line_blocks(stripped))
    lines: list[str] = []
    for position, block in enumerate(blocks):
        if position and not (block.startswith("- ") and blocks[position - 1].startswith("- ")):
            lines.append("")
        lines.append(block)
    return "\n".join(lines)


def _line_blocks(line: str) -> list[str]:
    """The blocks of one line, which may hold several steps, each with its heading."""
    matches = _announced(line)
    blocks = [_block(line[: matches[0].start()] if matches else line)]
    for match, end in zip(matches, [*(later.start() for later in matches[1:]), len(line)], strict=False):
        content = line[match.end() : end].strip()
        step = " ".join(((match["letter"] or "") + match["step"]).split())
        if content and len(content) <= _LONGEST_HEADING and content[-1] not in ".;,":
            blocks.append(f"### {step}: {content}")
        else:
            blocks += [f"### {step}", _block(content)]
    return [block for block in blocks if block]


def _announced(line: str) -> list[re.Match[str]]:
    """The places where a step starts: at the start of the line, or after the end of a sentence."""
    matches = _STEP.finditer(line)
    return [match for match in matches if match.start() == 0 or _ends(line, match.start())]


def _ends(line: str, place: int) -> bool:
    return line[max(0, place - 40) : place].rstrip().endswith((".", ";", ":", "!", "?", ")", "”", "/"))


def _block(text: str) -> str:
    """One paragraph or list item, with the marks that Markdown would read as structure made harmless."""
    stripped = text.strip()
    bullet = _BULLET.match(stripped)
    if bullet:
        rest = stripped[bullet.end() :].strip()
        return f"- {rest}" if rest else ""
    return f"\\{stripped}" if stripped.startswith(_STRUCTURE) else stripped
