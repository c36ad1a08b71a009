"""The groups of a summary as an editor types them: blocks of three labelled lines, an empty line between blocks."""

from __future__ import annotations

import re
from typing import Any

GROUP, OPINIONS, ANSWER = "Nhóm", "Ý kiến", "Trả lời"
_KEYS = {GROUP.lower(): "group", OPINIONS.lower(): "opinions", ANSWER.lower(): "answer"}
_LABELLED = re.compile(r"\s*(" + "|".join(_KEYS) + r")\s*:\s*(.*)", re.IGNORECASE)


class InvalidGroups(ValueError):
    """A line stands where no group has begun; `line` is its number."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


def read_groups(text: str) -> list[dict[str, Any]]:
    """The groups of a text; a line without a label goes on with what stood before it. Raises InvalidGroups."""
    groups: list[dict[str, Any]] = []
    key = ""
    for number, line in enumerate(text.splitlines(), 1):
        found = _LABELLED.match(line)
        if found:
            key = _KEYS[found[1].lower()]
            if key == "group":
                groups.append({"group": found[2].strip(), "opinions": "", "answer": ""})
                continue
            if not groups:
                raise InvalidGroups(number)
            groups[-1][key] = "\n".join(filter(None, [groups[-1][key], found[2].strip()]))
        elif line.strip():
            if not groups or not key:
                raise InvalidGroups(number)
            groups[-1][key] = f"{groups[-1][key]}\n{line.strip()}".strip()
    return groups


def write_groups(groups: list[dict[str, Any]]) -> str:
    """Groups as `read_groups` reads them."""
    return "\n\n".join(
        f"{GROUP}: {one['group']}\n{OPINIONS}: {one['opinions']}\n{ANSWER}: {one['answer']}" for one in groups
    )
